"""The smallest case that a playbook is meant for, read off its own conditions."""

from collections.abc import Iterable
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
FULL_SHOP = replace(SHOP, offers={name: Offer(name.upper(), NOW + 100 * DAY) for name in OFFERS})


def a_case(playbook: Playbook, lang: str = "en") -> tuple[Assessment, Facts]:
    """Build what `when` asks for, and nothing that it does not."""
    when = playbook.when
    axes = {axis.value: next(iter(scores)) for axis, scores in when.axes.items() if axis.value != "demeanour"}
    manners = [next(iter(when.demeanour))] if when.demeanour else []
    labels = [fact.partition(":") for fact in sorted(when.facts) if ":" in fact]
    manners += [name for axis, _, name in labels if axis == "demeanour" and name not in manners]
    assessment = an_assessment(
        next(iter(when.intent), "other"),
        demeanours=dict.fromkeys(manners, 0.95) or None,
        flags=[a_flag(flag, tier) for flag, tier in list(when.flags.items())[:1]],
        **axes,
    )
    for trend in when.facts & {"calmer", "worse"}:
        assessment = replace(assessment, trend=trend)
    occasion = next((name for axis, _, name in labels if axis == "occasion"), None)
    words = next(iter(when.words.get(lang) or when.words.get("any") or ["hello"]))
    facts = _facts(when.facts, text=words.rstrip("*"), occasion=occasion, sent=tuple(when.sent[:1]))
    return assessment, facts


def _facts(wanted: Iterable[str], **changes: object) -> Facts:
    wanted = set(wanted)
    orders = [order for name, order in ORDERS.items() if name in wanted][:1]
    promised = [Promised("a word", NOW - DAY)] if "promise_broken" in wanted else []
    promised += [Promised("a word", NOW + DAY)] if "promise_open" in wanted else []
    consent = "marketing_consent" in wanted
    return replace(
        some_facts(*orders, linked="unlinked" not in wanted),
        shop=FULL_SHOP,
        promised=promised,
        reopened="reopened" in wanted,
        customer=CustomerFacts("Anna", linked="unlinked" not in wanted, consent=consent),
        about="1" if "no_order" in wanted else None,
        **changes,
    )


def with_score(assessment: Assessment, score: float) -> Assessment:
    """Let the intent be read this surely."""
    intent = assessment.intent
    return replace(assessment, intent=replace(intent, score=score, best=Guess(intent.best.type, score)))
