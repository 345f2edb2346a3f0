"""What a check of the whole library finds, and what it leaves alone."""

from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
from checked import SERVED, findings_on, loaded_from, said_on

from classifier.taxonomy import OPTIONAL_AXES, Axis
from playbooks.checks import ERROR, check, say
from playbooks.facts import ShopFacts
from playbooks.loader import load

LEFT = "who writes so gets another playbook's answer, or one in English"
ANSWER = "substance: {en: Our text.}\n"
WORDS = "when: {words: {en: [gift]}}\npriority: 77\n"


def test_what_ships_has_no_errors():
    """In the two languages of the shipped shop."""
    loaded = load()
    served = replace(SERVED, languages=("en", "ru"))

    assert [say(finding, loaded) for finding in check(loaded, served) if finding.level == ERROR] == []


def test_a_good_playbook_has_nothing_said_about_it(tmp_path):
    """One that a shop would write."""
    assert said_on(loaded_from(tmp_path, our_gift=WORDS + ANSWER), "our_gift") == []


@pytest.mark.parametrize(
    ("when", "said"),
    [
        ("when:\n  facts: [order_late, unlinked]\n", "line 4: when.facts: linked and unlinked never hold at once"),
        ("when:\n  facts: [order.days_late, order_delivered]\n", "order_delivered and order_open never hold at once"),
        ("when:\n  intent: [praise]\n  facts: ['intent:other']\n", "line 4: when.intent: facts asks for other"),
        ("when:\n  facts: ['intent:other', 'intent:praise']\n", "never hold at once"),
        (
            "when:\n  at_least: {order.days_late: 5}\n  at_most: {order.days_late: 2}\n",
            "line 5: when.at_most.order.days_late: 2 is below at_least 5; swap them",
        ),
        ("when: {intent: [praise]}\nunless:\n  intent: [praise, other]\n", "line 5: unless.intent: holds wherever"),
        ("when: {demeanour: {angry: 0.7}}\nunless: {demeanour: [angry]}\n", "unless.demeanour: holds wherever `when`"),
        ("when: {facts: [order_late]}\nunless:\n  facts: [linked]\n", "line 5: unless.facts: holds wherever"),
        ("when: {flags: {privacy: page}}\nunless: {flags: {privacy: check}}\n", "unless.flags: holds wherever"),
        ("when: {words: {en: [a]}}\nunless: {words: [a, b]}\n", "unless.words: holds wherever"),
        ("when: {sent: [hurrid]}\n", "when.sent[1]: 'hurrid' is no playbook; did you mean 'hurried'?"),
        ("when: {sent: [mine]}\n", "when.sent: none of these ever speaks before this one does"),
    ],
)
def test_conditions_that_never_hold_are_found(tmp_path, when, said):
    """The line says where, the sentence what excludes what."""
    found = said_on(loaded_from(tmp_path, mine=when + ANSWER), "mine")

    assert any(said in sentence and sentence.startswith("error mine.yaml, line ") for sentence in found), found


@pytest.mark.parametrize(
    "when",
    [
        "when: {facts: [order_late, order_shipped]}\n",
        "when: {facts: [returned, order_delivered]}\n",
        "when: {demeanour: {angry: 0.5}}\nunless: {demeanour: {angry: 0.9}}\n",
        "when: {flags: {privacy: check}}\nunless: {flags: {privacy: page}}\n",
        "when: {intent: [praise, other]}\nunless: {intent: [other]}\n",
        "when: {words: {en: [a, c]}}\nunless: {words: {en: [a]}}\n",
        "when: {sent: [hurried]}\n",
        "when: {at_least: {order.days_late: 2}, at_most: {order.days_late: 2}}\n",
    ],
)
def test_conditions_that_can_hold_are_left_alone(tmp_path, when):
    """No false alarm."""
    found = said_on(loaded_from(tmp_path, mine=when + "priority: 77\n" + ANSWER), "mine")

    assert not any("never" in sentence or "holds wherever" in sentence for sentence in found), found


def test_playbooks_that_wait_for_each_other_are_found(tmp_path):
    """A circle of `sent` that nobody begins."""
    files = {"a": "when: {sent: [b]}\n" + ANSWER, "b": "when: {sent: [a]}\n" + ANSWER}

    assert len(findings_on(loaded_from(tmp_path, **files), "a", "b")) >= 2


def test_one_that_another_always_comes_before_is_found(tmp_path):
    """The wider one has the higher priority, so the narrower one never speaks."""
    wide = "when: {intent: [praise]}\npriority: 90\n" + ANSWER
    narrow = "when: {intent: [praise], facts: [linked]}\npriority: 80\n" + ANSWER
    loaded = loaded_from(tmp_path, wide=wide, narrow=narrow)

    (sentence,) = said_on(loaded, "narrow")
    assert sentence.startswith(
        "error narrow.yaml, line 3: when: wide is always meant too, comes first and says as much"
    )
    assert said_on(loaded, "wide") == []


@pytest.mark.parametrize(
    "wide",
    [
        "when: {intent: [praise]}\npriority: 90\nsubstance: {en: '{{ order.id }}.'}\n",
        "when: {intent: [praise]}\npriority: 90\nsubstance: {en: {warm: Thanks.}}\n",
        "when: {intent: [praise]}\nunless: {demeanour: [angry]}\npriority: 90\nsubstance: {en: Thanks.}\n",
        "when: {intent: [praise]}\npriority: 90\npromises: [return_days]\nsubstance: {en: Thanks.}\n",
        "when: {intent: [praise], words: [gift]}\npriority: 90\nsubstance: {en: Thanks.}\n",
    ],
)
def test_one_that_speaks_where_the_other_cannot_is_left_alone(tmp_path, wide):
    """A fact, a tone, a condition, a promise: any of them gives the second its turn."""
    narrow = "when: {intent: [praise], facts: [linked]}\npriority: 80\n" + ANSWER

    assert said_on(loaded_from(tmp_path, wide=wide, narrow=narrow), "narrow") == []


def test_two_that_always_tie_are_an_error(tmp_path):
    """The same conditions in other words of YAML; the message names both."""
    files = {"a": WORDS + ANSWER, "b": "when:\n  words:\n    en: [gift]\npriority: 77\n" + ANSWER}
    (sentence,) = said_on(loaded_from(tmp_path, **files), "a", "b")

    assert sentence.startswith("error a.yaml, line 4: priority: ties with b in substance: whenever one is meant")


def test_two_that_tie_for_some_messages_are_a_warning(tmp_path):
    """Each has as many lines, and a message can meet both."""
    files = {
        "a": "when: {intent: [praise], facts: [linked]}\npriority: 77\n" + ANSWER,
        "b": "when: {intent: [praise, other], words: {en: [gift]}}\npriority: 77\n" + ANSWER,
    }
    (sentence,) = said_on(loaded_from(tmp_path, **files), "a", "b")

    assert sentence.startswith("warning a.yaml, line 4: priority: ties with b in substance: where both are meant")


@pytest.mark.parametrize(
    "other",
    [
        "when: {words: {en: [card]}}\npriority: 77\n",
        "when: {words: {en: [gift]}}\npriority: 78\n",
        "when: {words: {en: [gift]}, facts: [linked]}\npriority: 77\n",
        "when: {words: {en: [gift]}}\nunless: {words: {en: [gift, card]}}\npriority: 77\n",
        "when: {words: {en: [gift]}}\nkind: form\npriority: 77\n",
    ],
)
def test_two_that_something_tells_apart_do_not_tie(tmp_path, other):
    """Other words, another priority, a line more, an exclusion, another kind."""
    found = said_on(loaded_from(tmp_path, a=WORDS + ANSWER, b=other + ANSWER), "a", "b")

    assert not any("ties with" in sentence for sentence in found), found


def test_languages_and_tones_that_are_missing_are_named(tmp_path):
    """Of those that the shop serves; without a substance it is an error."""
    slots = "opening:\n  en: {warm: Hi.}\n  ru: Привет.\nsubstance:\n  en: {short: a., warm: b.}\n  ru: а.\n"
    served = replace(SERVED, languages=("en", "ru", "es"))
    found = said_on(loaded_from(tmp_path, mine=WORDS + slots), "mine", served=served)

    assert found == [
        f"error mine.yaml, line 8: substance: has no text in es; {LEFT}; write it",
        "warning mine.yaml, line 3: when.words: lists nothing for es, ru; who writes so is never meant",
        "warning mine.yaml, line 5: opening: has no text in es; write it",
        "warning mine.yaml, line 6: opening.en: has no short and no firm text; write it",
        "warning mine.yaml, line 9: substance.en: has no firm text; write it",
    ]


def test_an_extension_answers_for_its_own_slots_only(tmp_path):
    """What the shipped playbook lacks is not the shop's mistake."""
    served = replace(SERVED, languages=("en", "fy"))
    loaded = loaded_from(tmp_path, mine="extend: praise\navoid: [sighing]\n")

    assert said_on(loaded, "praise", served=served) == []


def test_settings_that_never_let_it_speak_are_named(tmp_path):
    """A policy that is not set, an axis that is off, a language that is not served."""
    content = "when: {disc: [dominant], languages: [fy]}\nneeds: [shop.policies.return_days]\npromises: [phone]\n"
    served = replace(SERVED, axes_on=frozenset(Axis) - OPTIONAL_AXES)
    said = " ".join(said_on(loaded_from(tmp_path, mine=content + ANSWER), "mine", served=served))

    assert "line 4: needs: shop.yaml does not set return_days" in said
    assert "line 5: promises: shop.yaml does not set phone" in said
    assert "line 3: when.disc: disc is off in shop.yaml" in said
    assert "line 3: when.languages: shop.yaml serves en, and none of these" in said


def test_a_policy_that_is_set_is_no_finding(tmp_path):
    """The same, where the shop promises it."""
    served = replace(SERVED, shop=ShopFacts("x", ZoneInfo("UTC"), policies={"return_days": 30}))
    content = WORDS + "needs: [shop.policies.return_days]\n" + ANSWER

    assert said_on(loaded_from(tmp_path, mine=content), "mine", served=served) == []


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ("to: lead, tell: {en: 'You get 50% off.'}", "steps[1].escalate.tell.en: '50%'"),
        ("to: lead, tell: {en: 'Back within 30 days.'}", "steps[1].escalate.tell.en: '30 days'"),
        (f"to: lead, tell: {{en: {'x' * 4097}}}", "steps[1].escalate.tell.en: has 4097 characters"),
    ],
)
def test_what_is_told_of_a_rung_is_read_as_well(tmp_path, keys, said):
    """The customer reads it like a reply."""
    content = WORDS + ANSWER + f"steps:\n  - escalate: {{{keys}}}\n"

    assert said in " ".join(said_on(loaded_from(tmp_path, mine=content), "mine"))


def test_what_a_reply_needs_stands_behind_no_words_for_a_rung(tmp_path):
    """A case is passed on with or without the policy; the rung's own `if` does stand behind them."""
    rung = "steps:\n  - escalate: {to: lead, tell: {en: 'It is under guarantee.'}%s}\n"
    needy = WORDS + "needs: [guarantee_open]\n" + ANSWER + rung % ""
    sure = WORDS + ANSWER + rung % ", if: [guarantee_open]"

    assert "promises a guarantee" in " ".join(said_on(loaded_from(tmp_path / "a", mine=needy), "mine"))
    assert said_on(loaded_from(tmp_path / "b", mine=sure), "mine") == []


@pytest.mark.parametrize(
    ("length", "said"), [(4097, "error mine.yaml, line 6: substance.en: has 4097"), (601, "warning"), (600, "")]
)
def test_texts_over_the_limits_are_found(tmp_path, length, said):
    """Telegram's, and what reads well."""
    content = WORDS + f"substance:\n  en: {'x' * length}\n"
    found = said_on(loaded_from(tmp_path, mine=content), "mine")

    assert " ".join(found).startswith(said)
    assert bool(found) is bool(said)


def test_an_emoji_counts_twice_for_telegram(tmp_path):
    """Telegram counts UTF-16 units."""
    content = WORDS + f"substance: {{en: {'🎁' * 2049}}}\n"

    assert "has 4098 characters" in said_on(loaded_from(tmp_path, mine=content), "mine")[0]


def test_each_check_tells_errors_first(tmp_path):
    """What must be mended stands above what may be meant so."""
    served = replace(SERVED, languages=("en", "es"))
    levels = [f.level for f in findings_on(loaded_from(tmp_path, mine=WORDS + ANSWER), "mine", served=served)]

    assert levels == sorted(levels)
    assert len(set(levels)) == 2
