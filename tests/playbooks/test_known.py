"""Which situations hold, and which do not."""

from dataclasses import replace
from datetime import timedelta

import pytest
from playbook_samples import NOW, SHOP, a_delivered_order, a_flag, a_late_order, an_assessment, an_order, some_facts

from playbooks.facts import CustomerFacts, Promised
from playbooks.known import clean_name, gather
from playbooks.vocabulary import SITUATIONS

MONTHS = timedelta(days=31)

CASES = [
    (some_facts(), {"linked", "no_order"}),
    (some_facts(a_late_order(), linked=False), {"unlinked"}),
    (some_facts(reopened=True), {"linked", "no_order", "reopened"}),
    (
        some_facts(customer=CustomerFacts("Anna", linked=True, consent=True)),
        {"linked", "no_order", "marketing_consent"},
    ),
    (
        some_facts(about="7", shop=replace(SHOP, policies={"return_cost": 0})),
        {"linked", "no_order", "names_order", "returns_free"},
    ),
    (some_facts(promised=[Promised("x", NOW)]), {"linked", "no_order", "promise_open"}),
    (some_facts(promised=[Promised("x", NOW - MONTHS)]), {"linked", "no_order", "promise_broken"}),
    (some_facts(an_order()), {"order_fresh", "order_open"}),
    (some_facts(an_order(status="cancelled")), {"order_fresh", "order_cancelled"}),
    (some_facts(an_order(status="cancelled", as_of=None)), {"order_stale", "order_cancelled"}),
    (some_facts(a_late_order(as_of=NOW - timedelta(hours=24))), {"order_stale"}),
    (some_facts(a_late_order()), {"order_fresh", "order_open", "order_shipped", "order_late"}),
    (some_facts(a_late_order(0)), {"order_fresh", "order_open", "order_shipped", "order_on_time"}),
    (some_facts(a_delivered_order()), {"order_fresh", "order_delivered", "return_open", "guarantee_open"}),
    (
        some_facts(a_delivered_order(delivered_at=NOW - 2 * MONTHS)),
        {"order_fresh", "order_delivered", "return_over", "guarantee_open"},
    ),
    (
        some_facts(a_delivered_order(delivered_at=NOW - 25 * MONTHS)),
        {"order_fresh", "order_delivered", "return_over", "guarantee_over"},
    ),
    (
        some_facts(a_delivered_order(returned_at=NOW - timedelta(days=7))),
        {"order_fresh", "order_delivered", "return_open", "guarantee_open", "returned", "refund_due"},
    ),
    (
        some_facts(a_delivered_order(returned_at=NOW - timedelta(days=8))),
        {"order_fresh", "order_delivered", "return_open", "guarantee_open", "returned", "refund_overdue"},
    ),
    (
        some_facts(a_delivered_order(returned_at=NOW - timedelta(days=8), refunded=1)),
        {"order_fresh", "order_delivered", "return_open", "guarantee_open", "returned", "refunded"},
    ),
]


@pytest.mark.parametrize(("facts", "holding"), CASES)
def test_a_situation_holds_exactly_when_the_facts_say_so(facts, holding):
    """Days are counted in the shop's zone, and a last day still belongs to its time."""
    expected = holding if holding & {"linked", "unlinked"} else holding | {"linked", "has_order", "sure_order"}

    assert gather(an_assessment(), facts, "en").situations & set(SITUATIONS) == expected


@pytest.mark.parametrize("trend", ["calmer", "worse"])
def test_the_trend_of_a_mood_is_a_situation(trend):
    """A playbook can tell a cooling conversation from a heating one."""
    assert gather(replace(an_assessment(), trend=trend), some_facts(), "en").holds(trend)


def test_a_weak_guess_is_unsure():
    """A playbook can tell a complaint that was hardly read from a message about something else."""
    sure, weak = an_assessment(), an_assessment(intent_score=0.3)
    weak = replace(weak, intent=replace(weak.intent, type="unknown"))

    assert gather(weak, some_facts(), "en").holds("unsure")
    assert not gather(sure, some_facts(), "en").holds("unsure")


@pytest.mark.parametrize(("text", "words"), [("hello there, you", 3), ("好的谢谢你啊", 3), ("", 0)])
def test_the_length_of_a_message_can_be_compared(text, words):
    """Thanks are short; what thanks in passing is not."""
    assert gather(an_assessment(), some_facts(text=text), "en").values["message.words"] == words


def test_every_situation_can_hold():
    """None is listed that nothing ever says."""
    seen = set().union(*(holding for _, holding in CASES))

    assert set(SITUATIONS) - seen == {"has_order", "sure_order", "calmer", "worse", "unsure"}


def test_labels_are_situations_too():
    """One text of a playbook can be meant for one intent, type or flag."""
    known = gather(an_assessment("praise", flags=[a_flag("privacy")], value="gold"), some_facts(), "en")

    assert {"intent:praise", "value:gold", "demeanour:calm", "flag:privacy"} <= known.situations


@pytest.mark.parametrize("name", ["Anna", "J. R. Ward", "Anna M.", "Mary-Jane O’Neill", "王伟", "Анна"])
def test_a_name_is_greeted_by(name):
    """As people write names."""
    assert clean_name(name) == name


@pytest.mark.parametrize("name", ["evil.com", "t.me", "bit.ly", "Anna.", "пример.рф", "J.R.", "Anna..", "a. .b"])
def test_what_telegram_would_make_a_link_of_is_no_name(name):
    """A full stop stands before a space or at the end."""
    assert (clean_name(name) is None) is (name != "Anna.")
