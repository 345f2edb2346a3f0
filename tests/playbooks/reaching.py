"""The cases that a playbook is meant for, read off its own conditions."""

import itertools
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from playbook_samples import (
    NOW,
    SHOP,
    a_delivered_order,
    a_flag,
    a_late_order,
    an_assessment,
    an_order,
    some_facts,
)

from classifier.assessment import Assessment, Guess
from classifier.history.orders import Order
from playbooks.conditions import Conditions
from playbooks.facts import CustomerFacts, Facts, Offer, Promised
from playbooks.schema import Playbook
from playbooks.vocabulary import OFFERS

DAY = timedelta(days=1)
# The order with which each situation of an order holds.
ORDERS: dict[str, Order] = {
    "order_late": a_late_order(),
    "order_on_time": a_late_order(0),
    "order_shipped": a_late_order(0),
    "order_open": an_order(),
    "order_delivered": a_delivered_order(),
    "order_cancelled": an_order(status="cancelled"),
    "return_open": a_delivered_order(),
    "return_over": a_delivered_order(delivered_at=NOW - 60 * DAY),
    "guarantee_open": a_delivered_order(),
    "guarantee_over": a_delivered_order(delivered_at=NOW - 800 * DAY),
    "returned": a_delivered_order(returned_at=NOW - DAY),
    "refund_due": a_delivered_order(returned_at=NOW - DAY),
    "refund_overdue": a_delivered_order(returned_at=NOW - 20 * DAY),
    "refunded": a_delivered_order(returned_at=NOW - DAY, refunded=an_order().total),
    "order_stale": an_order(as_of=NOW - 2 * DAY),
    "has_order": an_order(),
}
# A question that can be quoted.
ASKED = "Is it this one or that one?"
# What may be around a message whose playbook asks for no order.
AROUND = ("has_order", "order_delivered", "order_shipped")
FULL_SHOP = replace(SHOP, offers={name: Offer(name.upper(), NOW + 100 * DAY) for name in OFFERS})


def cases(playbook: Playbook, lang: str = "en") -> Iterator[tuple[Assessment, Facts]]:
    """Build what `when` asks for: by turns each of its intents and words, and orders that may be around it."""
    when = playbook.when
    words = when.words.get(lang) or when.words.get("any") or ["It is about that."]
    intents = list(when.intent) or ["other"]
    around = (None, *(ORDERS[name] for name in AROUND))
    for word, intent, order, score in itertools.product(words, intents, around, (0.9, 0.45)):
        text = f"{ASKED} {word}" if "question" in when.facts else word
        yield _assessment(when, intent, score), _facts(when, order, text=text.rstrip("*"))


def _assessment(when: Conditions, intent: str, score: float) -> Assessment:
    axes = {axis.value: next(iter(scores)) for axis, scores in when.axes.items() if axis.value != "demeanour"}
    manners = [next(iter(when.demeanour))] if when.demeanour else []
    manners += [fact.partition(":")[2] for fact in sorted(when.facts) if fact.startswith("demeanour:")]
    assessment = an_assessment(
        intent,
        intent_score=score,
        demeanours=dict.fromkeys(manners, 0.95) or None,
        flags=[a_flag(flag, tier) for flag, tier in list(when.flags.items())[:1]],
        **axes,
    )
    if "unsure" in when.facts:
        weak = Guess(intent, 0.3)
        assessment = replace(assessment, intent=replace(assessment.intent, type="unknown", score=0.3, best=weak))
    for trend in when.facts & {"calmer", "worse"}:
        assessment = replace(assessment, trend=trend)
    return assessment


def _facts(when: Conditions, order: Order | None, *, text: str) -> Facts:
    wanted = when.facts
    named = [ORDERS[name] for name in sorted(wanted) if name in ORDERS]
    orders = named[:1] or ([order] if order and "no_order" not in wanted else [])
    promised = [Promised("a word", NOW - DAY)] if "promise_broken" in wanted else []
    promised += [Promised("a word", NOW + DAY)] if "promise_open" in wanted else []
    linked = "unlinked" not in wanted and bool(orders or "no_order" in wanted or "linked" in wanted)
    return replace(
        some_facts(*orders, linked=linked),
        shop=FULL_SHOP,
        promised=promised,
        reopened="reopened" in wanted,
        customer=CustomerFacts("Anna", linked=linked, consent="marketing_consent" in wanted),
        about="1" if "no_order" in wanted else None,
        text=text,
        occasion=next((fact.partition(":")[2] for fact in wanted if fact.startswith("occasion:")), None),
        sent=tuple(when.sent[:1]),
    )
