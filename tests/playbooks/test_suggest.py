"""What the engine makes of playbooks and facts."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from playbook_samples import (
    NOW,
    SHOP,
    a_delivered_order,
    a_flag,
    a_late_order,
    a_playbook,
    an_answer,
    an_assessment,
    an_order,
    some_facts,
    suggest_with,
)

from playbooks.engine import suggest
from playbooks.facts import CustomerFacts, Promised
from playbooks.suggestion import TONES


def texts(suggestion):
    return {reply.tone: reply.text for reply in suggestion.replies}


def test_a_reply_opens_answers_and_closes_with_a_time(library):
    """Opening from the demeanour, substance from intent and facts, closing with a time; each says why."""
    assessment = an_assessment(demeanours={"hurried": 0.8})

    suggestion = suggest(library, assessment, None, some_facts(a_late_order()), lang="en")

    short = suggestion.replies[0]
    assert (short.tone, short.playbook, short.parts[0]) == ("short", "late_parcel", "hurried")
    assert short.text.startswith("Anna, ")
    assert all(fact in short.text for fact in ("#1042", "21 November", "1 day late", "DHL"))
    assert short.text.endswith("15:30.")
    assert short.because == "hurried: 'asap'; order late by 1 day"
    assert "blaming the carrier" in suggestion.avoid
    assert {gap.fact for gap in suggestion.missing} == {"order.expected_at"}


def test_the_desk_reads_its_own_language(library):
    """A Russian desk reads reasons, steps and don'ts in Russian, whatever the customer writes."""
    assessment = an_assessment(demeanours={"hurried": 0.8})

    suggestion = suggest(library, assessment, None, some_facts(a_late_order()), lang="en", desk_lang="ru")

    assert suggestion.replies[0].lang == "en"
    assert suggestion.because == "спешит: «asap»; заказ опаздывает: 1 день"
    assert "Запросить DHL по трек-номеру JD0123" in [step.text for step in suggestion.steps]


def test_a_language_without_texts_is_answered_in_english_and_says_so():
    """A reply never mixes two languages."""
    suggestion = suggest_with(an_answer("Yes."), lang="zh")

    assert {reply.lang for reply in suggestion.replies} == {"en"}
    assert all(reply.because.endswith("in English: no text in zh") for reply in suggestion.replies)


def test_an_unlinked_customer_gets_no_order_fact_but_a_kind_question(library):
    """Who cannot be told apart from a stranger is asked for order number and e-mail."""
    facts = some_facts(a_late_order(), linked=False)

    suggestion = suggest(library, an_assessment(), None, facts, lang="en")

    assert all("1042" not in reply.text and "DHL" not in reply.text for reply in suggestion.replies)
    assert all("order number" in reply.text and "e-mail" in reply.text for reply in suggestion.replies)


@pytest.mark.parametrize("as_of", [NOW - timedelta(hours=24), NOW - timedelta(days=3), None])
def test_a_stale_order_promises_nothing(library, as_of):
    """A day said on old data is what makes an agent uninstall it; an unknown age is an old one."""
    facts = some_facts(a_late_order(as_of=as_of))

    suggestion = suggest(library, an_assessment(), None, facts, lang="en")

    assert all("November" not in reply.text.split("by")[0] and "DHL" not in reply.text for reply in suggestion.replies)
    assert "order.promised_at" in {missing.fact for missing in suggestion.missing}


def test_a_withheld_fact_is_told_with_its_age(library):
    """The agent sees that there is a date, and how old it is."""
    facts = some_facts(a_late_order(as_of=NOW - timedelta(days=3)))

    missing = suggest(library, an_assessment(), None, facts, lang="en").missing

    assert {gap.why for gap in missing if gap.fact == "order.promised_at"} == {"last checked 3 d ago"}


def test_a_fact_that_nobody_knows_removes_the_text_that_needs_it():
    """Scenario 32: that reply is not offered, and the agent sees which fact is missing."""
    needy = an_answer({"en": {"short": "Track {{ order.tracking }}.", "warm": "I'm looking."}})

    suggestion = suggest_with(needy, facts=some_facts(an_order()))

    assert texts(suggestion)["warm"].startswith("Hello. I'm looking.")
    assert "answer" not in {reply.playbook for reply in suggestion.replies if reply.tone == "short"}
    assert [(gap.playbook, gap.fact) for gap in suggestion.missing] == [("answer", "order.tracking")]


def test_a_policy_that_the_shop_does_not_set_is_not_promised():
    """Neither where the text names it nor where the author says that the text relies on it."""
    silent = some_facts(shop=replace(SHOP, policies={}))
    relying = an_answer("You can always send it back.", promises=["return_days"])

    assert suggest_with(relying).replies[0].playbook == "answer"
    assert suggest_with(relying, facts=silent).replies[0].playbook == "everyday"


def test_danger_replaces_everything(library):
    """An approved text stands alone: no greeting, no order, no closing, no offer."""
    assessment = an_assessment(demeanours={"angry": 0.9}, flags=[a_flag("self_harm")])

    suggestion = suggest(library, assessment, None, some_facts(a_late_order()), lang="en")

    assert {reply.parts for reply in suggestion.replies} == {("self_harm",)}
    assert all(reply.approved for reply in suggestion.replies)
    assert "112" in texts(suggestion)["short"]
    assert [step.escalate_to for step in suggestion.steps if step.escalate_to] == ["lead", "owner"]
    assert suggestion.follow_up is None


@pytest.mark.parametrize("lang", ["en", "ru", "zh"])
@pytest.mark.parametrize("flag", ["self_harm", "safety", "fraud"])
def test_danger_is_answered_with_nothing_known(library, flag, lang):
    """No name, no number, no link: the approved text is there in every tone."""
    bare = some_facts(linked=False, name=None, answer_by=None, agent=None, shop=replace(SHOP, emergency={}))

    suggestion = suggest(library, an_assessment("other", flags=[a_flag(flag)]), None, bare, lang=lang)

    assert {reply.tone for reply in suggestion.replies} == set(TONES)
    assert {reply.playbook for reply in suggestion.replies} == {flag}


def test_a_weak_hint_pages_nobody_and_sells_nothing(library):
    """An idiom keeps its ordinary answer; the agent is told to read the words."""
    assessment = an_assessment("price_promo", flags=[a_flag("self_harm", "check", "killing me")])

    suggestion = suggest(library, assessment, None, some_facts(), lang="en")

    assert not any(reply.approved for reply in suggestion.replies)
    assert not any("shipping is free" in reply.text for reply in suggestion.replies)
    assert any("way of speaking" in step.text for step in suggestion.steps)


def test_the_emergency_number_is_that_of_the_place():
    """Country before language before the default."""
    playbook = an_answer("{{ emergency }}")
    shop = replace(SHOP, emergency={"default": "112", "es": "112", "NL": "113", "en": "999"})

    def number(country, lang):
        customer = CustomerFacts("Anna", linked=True, country=country)
        facts = some_facts(shop=shop, customer=customer)
        return suggest_with(playbook, facts=facts, lang=lang).replies[0].text.split()[1]

    assert [number("nl", "en"), number("FR", "en"), number(None, "zh")] == ["113", "999", "112"]


def test_our_broken_promise_is_owned_first(library):
    """Before the mood, before the matter."""
    promised = [Promised("call the carrier", NOW - timedelta(hours=2), by="Olga")]
    assessment = an_assessment(demeanours={"angry": 0.9})

    suggestion = suggest(library, assessment, None, some_facts(a_late_order(), promised=promised), lang="en")

    first = texts(suggestion)["short"].partition(". ")[0]
    assert first.startswith("Anna, ")
    assert "13:00" in first
    assert "sorry" in texts(suggestion)["short"]
    assert suggestion.steps[0].text == "Do now what was promised: call the carrier"


def test_a_kept_promise_is_not_broken(library):
    """What was done in time needs no apology."""
    promised = [Promised("call the carrier", NOW - timedelta(hours=2), kept=True)]

    suggestion = suggest(library, an_assessment(), None, some_facts(promised=promised), lang="en")

    assert "promised you" not in texts(suggestion)["short"]


def test_an_overdue_refund_is_our_mistake(library):
    """The return arrived, the shop's own time has passed, the money has not gone out."""
    order = an_order(delivered_at=NOW - timedelta(days=20), returned_at=NOW - timedelta(days=10))

    suggestion = suggest(library, an_assessment("return_refund"), None, some_facts(order), lang="en")

    assert {reply.playbook for reply in suggestion.replies} == {"refund_overdue"}
    assert "You may add a gesture up to €10.00" in [step.text for step in suggestion.steps]


@pytest.mark.parametrize(
    ("intent", "about", "order"),
    [
        ("order_status", None, "2"),
        ("return_refund", None, "1"),
        ("order_status", "#1", "1"),
        ("return_refund", "3", "3"),
    ],
)
def test_the_order_is_the_named_the_late_or_the_one_in_hand(intent, about, order):
    """A named order is meant whatever its state; a return is about something delivered."""
    orders = a_delivered_order(id="1"), a_late_order(id="2"), an_order(id="3")
    playbook = an_answer("{{ order.id }}")

    said = suggest_with(playbook, assessment=an_assessment(intent), facts=some_facts(*orders, about=about))

    assert said.replies[0].text == f"Hello. {order} Bye."


def test_a_number_that_is_not_theirs_is_nobodys_to_talk_about(library):
    """Better no order than another one."""
    suggestion = suggest(library, an_assessment(), None, some_facts(a_late_order(), about="999"), lang="en")

    assert {reply.playbook for reply in suggestion.replies} == {"no_order"}


@pytest.mark.parametrize("name", ["", " ", "🔥", "x" * 41, "{{ order.id }}", "<b>Anna</b>", "http://a.b", None])
def test_what_is_no_name_is_not_greeted(library, name):
    """A joke in the name field reaches nobody's reply."""
    suggestion = suggest(library, an_assessment("other"), None, some_facts(name=name), lang="en")

    assert texts(suggestion)["short"].startswith("Hi!")


@pytest.mark.parametrize("name", ["Anna", "Jean-Luc", "O'Neil", "Ольга", "伟", "Ana María", "J."])
def test_names_of_all_kinds_are_greeted(library, name):
    """Letters of any script, with the marks that names have."""
    suggestion = suggest(library, an_assessment("other"), None, some_facts(name=name), lang="en")

    assert texts(suggestion)["short"].startswith(f"Hi {name}!")


@pytest.mark.parametrize(("formal", "said"), [(frozenset(), "Cuéntame."), (frozenset({"es"}), "Cuénteme.")])
def test_a_formal_shop_says_so_in_languages_with_two_forms(formal, said):
    """The shop decides, not the playbook."""
    playbook = an_answer({"es": {"plain": "Cuéntame.", "formal": "Cuénteme."}})

    suggestion = suggest_with(playbook, facts=some_facts(shop=replace(SHOP, formal=formal)), lang="es")

    assert suggestion.replies[0].text == said


def test_a_long_reply_loses_its_offer_first():
    """On a phone more than 600 characters is a letter."""
    long = an_answer("word " * 110, offer={"en": "And an offer of ten words " * 3})

    text = suggest_with(long).replies[0].text

    assert len(text) <= 600
    assert "offer" not in text


def test_a_reply_that_telegram_would_not_take_is_not_offered():
    """4096 UTF-16 units is the end."""
    assert {reply.playbook for reply in suggest_with(an_answer("🙂" * 3000)).replies} == {"everyday"}


def test_a_time_that_has_passed_is_not_promised(library):
    """An answer-by of an hour ago is no promise, and proposes no follow-up."""
    facts = some_facts(a_late_order(), answer_by=NOW - timedelta(hours=1))

    suggestion = suggest(library, an_assessment(), None, facts, lang="en")

    assert not any(re.search(r"\d\d:\d\d", reply.text) for reply in suggestion.replies)
    assert suggestion.follow_up is None


def test_a_promised_time_is_followed_up(library):
    """The reminder comes when the customer was told to hear from us; praise promises nothing."""
    asked = suggest(library, an_assessment(), None, some_facts(a_late_order()), lang="en")
    praised = suggest(library, an_assessment("praise"), None, some_facts(), lang="en")

    assert asked.follow_up.after == timedelta(minutes=30)
    assert praised.follow_up is None


def test_a_role_is_told_once_at_the_earliest_of_its_times():
    """Two ladders become one."""
    slow = a_playbook("slow", when={"facts": ["linked"]}, steps=[{"escalate": {"to": "lead", "after": "2h"}}])
    fast = a_playbook(
        "fast", when={"demeanour": ["calm"]}, substance=None, steps=[{"escalate": {"to": "lead", "after": "15m"}}]
    )

    steps = suggest_with(slow, fast).steps

    assert [(step.escalate_to, step.after) for step in steps] == [("lead", timedelta(minutes=15))]


def test_what_lost_the_answer_gives_no_steps():
    """Two playbooks with an answer to the same question are rivals, not partners."""
    won = a_playbook("won", when={"facts": ["linked"]}, priority=1, steps=[{"do": "Do this."}])
    lost = a_playbook("lost", when={"facts": ["linked"]}, steps=[{"do": "Do that."}], closing={"en": "Wrong."})

    suggestion = suggest_with(won, lost)

    assert [step.text for step in suggestion.steps] == ["Do this."]
    assert suggestion.replies[0].text == "Hello. This is won. Bye."
