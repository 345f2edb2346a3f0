"""What ships: every playbook, in all languages, over everything that a customer may be."""

import itertools
import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playbook_samples import (
    NOW,
    a_delivered_order,
    a_flag,
    a_late_order,
    an_assessment,
    an_order,
    some_facts,
)

from bot.shop.shopfile import load_shop
from classifier.taxonomy import FLAGS, INTENTS, LANGUAGES, TYPES, UNKNOWN, Axis
from playbooks.engine import suggest
from playbooks.facts import Promised
from playbooks.filters import VOICE
from playbooks.known import gather
from playbooks.loader import SHIPPED, load_library
from playbooks.rendering import render
from playbooks.schema import SLOTS
from playbooks.suggestion import TONES
from playbooks.templates import compiled

NAMES = sorted(file.stem for file in SHIPPED.glob("*.yaml"))
DESK = {"en", "ru"}
ZONE = ZoneInfo("Europe/Amsterdam")
DEMO_SHOP = Path(__file__).parents[2] / "bot/sandbox/demo_shop.yaml"
# A shop that promises and links all that a text may name.
RICH_SHOP = load_shop(DEMO_SHOP).facts(ZONE)
# Never in a text that a customer reads: templates, empty values, gaps, our own names, and `[name]` of other systems.
LEAK = re.compile(r"\{|\}|\bNone\b|\(\s*\)|Undefined|\[|\]|_|  | [,.!?;:](?: |$)|[,;:]\.|\+00:00|\btz")

CASES = {
    "late": some_facts(a_late_order()),
    "late, little known": some_facts(a_late_order(carrier=None, tracking=None), name=None, answer_by=None, agent=None),
    "delivered": some_facts(a_delivered_order()),
    "delivered long ago": some_facts(a_delivered_order(delivered_at=NOW - timedelta(days=800))),
    "returned": some_facts(a_delivered_order(returned_at=NOW - timedelta(days=1))),
    "refunded": some_facts(a_delivered_order(returned_at=NOW, refunded=10)),
    "overdue": some_facts(a_delivered_order(returned_at=NOW - timedelta(days=9))),
    "shipped": some_facts(a_late_order(days=-2)),
    "new": some_facts(an_order()),
    "cancelled": some_facts(an_order(status="cancelled")),
    "stale": some_facts(a_late_order(as_of=None)),
    "promise broken": some_facts(promised=[Promised("call back", NOW - timedelta(days=1))]),
    "no order": some_facts(),
    "unlinked": some_facts(a_late_order(), linked=False),
    "nobody": some_facts(linked=False, name=None, answer_by=None, agent=None),
}


def every_text(playbook):
    for slot, lang in itertools.product(SLOTS, LANGUAGES):
        for tone, variants in playbook.fragment(slot).get(lang, {}).items():
            for variant in variants:
                yield slot, lang, tone, variant


@pytest.fixture(scope="module")
def all_known():
    """Facts in which every variable has a value, whether or not they could hold together."""
    order = a_late_order(2, delivered_at=NOW, returned_at=NOW, refunded=10)
    facts = some_facts(
        order, promised=[Promised("call back", NOW)], shop=RICH_SHOP, text="Is it this fridge or that one?"
    )
    known = gather(an_assessment(), facts, "en")
    late = gather(an_assessment(), some_facts(a_late_order(), shop=RICH_SHOP), "en")
    coming = gather(an_assessment(), some_facts(an_order(placed_at=NOW), shop=RICH_SHOP), "en")
    return replace(known, values={**late.values, **coming.values, **known.values}, status="shipped")


@pytest.mark.parametrize("name", NAMES)
def test_every_text_renders_in_all_languages(library, all_known, name):
    """With every fact known, each wording of each slot, tone and language can be said."""
    for slot, lang, tone, variant in every_text(library[name]):
        text = render(variant.text, all_known.speaking(lang), lang)

        assert text, (slot, lang, tone)
        assert not LEAK.search(text), text
        assert re.search(r"[.!?。！？😊🎉]$|https://\S+$", text), text


@pytest.mark.parametrize("name", NAMES)
def test_a_usual_text_is_written_as_its_template_would(library, all_known, name):
    """The quick way and the template's own agree to the letter, in every language."""
    for _, lang, _, variant in every_text(library[name]):
        known = all_known.speaking(lang)
        slow = compiled(variant.text).render({**known.context, VOICE: known.voice(lang)})

        assert render(variant.text, known, lang) == re.sub(r"(?<!\.)\.\.(?!\.)", ".", " ".join(slow.split()))


@pytest.mark.parametrize("name", NAMES)
def test_every_fragment_is_in_all_languages_with_the_same_tones(library, name):
    """Who writes in Russian gets what others get."""
    for slot in SLOTS:
        fragment = library[name].fragment(slot)
        tones = [set(fragment.get(lang, {})) for lang in LANGUAGES] if fragment else [set()]

        assert all(each == tones[0] for each in tones), slot


@pytest.mark.parametrize("name", NAMES)
def test_every_word_for_agents_is_in_both_languages(library, name):
    """The desk is English or Russian."""
    playbook = library[name]
    rungs = [step.escalate.text for step in playbook.steps if step.escalate and step.escalate.text]
    done = [step.do for step in playbook.steps if step.do]
    follow_up = [playbook.follow_up.text] if playbook.follow_up else []

    for words in (*playbook.avoid, *rungs, *done, *follow_up, playbook.because):
        assert set(words) == DESK


@pytest.mark.parametrize("name", NAMES)
def test_a_file_is_found_by_the_name_of_its_playbook(library, name):
    """The list of files tells what the product can say."""
    assert library[name].name == name


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_message_gets_replies_that_leak_nothing(library, lang, case):
    """All intents and demeanours: three different tones, short enough for a phone, and no placeholder."""
    for intent, demeanour in itertools.product(INTENTS, TYPES[Axis.DEMEANOUR]):
        assessment = an_assessment(intent, demeanours={demeanour: 0.9})

        replies = suggest(library, assessment, None, CASES[case], lang=lang).replies

        where = (intent, demeanour)
        length = {reply.tone: len(reply.text) for reply in replies}
        assert set(length) == set(TONES), where
        assert len({reply.text for reply in replies}) == len(TONES), where
        assert length["short"] < length["warm"], where
        for reply in replies:
            assert reply.lang == lang
            assert not LEAK.search(reply.text), reply.text
            assert len(reply.text) <= 600, reply.text
            assert reply.because


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(("flag", "tier"), list(itertools.product(FLAGS, ("page", "check"))))
def test_a_flag_never_costs_a_reply(library, lang, flag, tier):
    """Whatever is flagged, there are three tones, and nothing is sold to who is in danger or in need."""
    for intent in INTENTS:
        suggestion = suggest(library, an_assessment(intent, flags=[a_flag(flag, tier)]), None, CASES["late"], lang=lang)

        assert {reply.tone for reply in suggestion.replies} == set(TONES), intent
        assert suggestion.because
        for reply in suggestion.replies:
            assert not LEAK.search(reply.text.replace("/", "")), reply.text
            assert "60" not in reply.text or flag == "churn_threat", reply.text


@pytest.mark.parametrize("intent", INTENTS)
def test_every_intent_has_an_answer_of_its_own(library, intent):
    """Only what we could not make out gets the everyday question back."""
    replies = suggest(library, an_assessment(intent), None, some_facts(an_order()), lang="en").replies

    assert (replies[0].playbook == "everyday") is (intent == "other")


@pytest.mark.parametrize("score", [0.1, 0.39])
def test_an_intent_that_nobody_knows_is_asked_back(library, score):
    """A poor guess is not answered as if it were known."""
    assessment = an_assessment("order_status", intent_score=score)
    unknown = type(assessment.intent)(UNKNOWN, score, assessment.intent.best)
    asked = type(assessment)("en", assessment.verdicts, assessment.demeanours, unknown)

    assert suggest(library, asked, None, some_facts(), lang="en").replies[0].playbook == "everyday"


def test_no_reply_says_shipped_before_it_is(library):
    """An order of which nobody said that it left is not on its way."""
    for intent in INTENTS:
        for reply in suggest(library, an_assessment(intent), None, CASES["new"], lang="en").replies:
            assert not re.search(r"shipped|on its way|handed to|with DHL", reply.text), reply.text


def test_the_shipped_library_loads_without_a_shop():
    """`triage sandbox` needs no folder of its own."""
    assert {playbook.name for playbook in load_library().playbooks} == set(NAMES)
