"""The sample customers of the preview: between them they have what a reply can depend on."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from classifier.history.orders import Item, Order
from classifier.taxonomy import Axis
from playbooks.facts import CustomerFacts, Facts, ShopFacts

# A first name as people write it in each language.
NAMES: Final[Mapping[str, str]] = {
    "en": "Anna",
    "ru": "Анна",
    "zh": "林悦",
    "es": "Lucía",
    "ca": "Laia",
    "fy": "Hylkje",
}


@dataclass(frozen=True, slots=True)
class Sample:
    """One customer: how to call them on the page, their facts, and what history says of them."""

    name: str
    facts: Facts
    types: Mapping[Axis, str] = field(default_factory=dict)


def samples(shop: ShopFacts, now: datetime) -> tuple[Sample, ...]:
    """Give the sample customers of a shop."""
    facts = Facts(
        customer=CustomerFacts(first_name=NAMES["en"], linked=True),
        orders=(),
        shop=shop,
        agent="Olga",
        now=now,
        answer_by=now + timedelta(minutes=30),
    )
    linked = {name: replace(facts, orders=(order,)) for name, order in _orders(now)}
    unlinked = replace(facts, customer=CustomerFacts(first_name=NAMES["en"]))
    loyal = {Axis.LIFECYCLE: "loyal", Axis.VALUE: "gold", Axis.ADVOCACY: "fan"}
    return (
        *(Sample(name, each, _TYPES.get(name, {})) for name, each in linked.items()),
        Sample("loyal, gold, twelve orders", replace(facts, orders=_many(now)), loyal),
        Sample("account without an order", facts, {Axis.LIFECYCLE: "prospect"}),
        Sample("chat without an account", unlinked),
        Sample(
            "nothing known, no time to promise", replace(unlinked, customer=CustomerFacts(), answer_by=None, agent=None)
        ),
    )


_TYPES: Final[Mapping[str, Mapping[Axis, str]]] = {
    "new, ordered yesterday": {Axis.LIFECYCLE: "new", Axis.VALUE: "standard"}
}


def _orders(now: datetime) -> Iterator[tuple[str, Order]]:
    """Give one order for each place where an order can stand."""
    new = Order(
        id="1042",
        placed_at=now - timedelta(days=1),
        currency="EUR",
        total=Decimal("89.90"),
        items=(Item("NL-01", "Halla", 1, Decimal("89.90")),),
        promised_at=now + timedelta(days=2),
        as_of=now - timedelta(minutes=10),
    )
    sent = replace(
        new, placed_at=now - timedelta(days=6), shipped_at=now - timedelta(days=4), carrier="DHL", tracking="JD0123"
    )
    late = replace(sent, promised_at=now - timedelta(days=3))
    delivered = replace(late, delivered_at=now - timedelta(days=2))
    returned = replace(delivered, delivered_at=now - timedelta(days=20), returned_at=now - timedelta(days=1))
    yield "order three days late", late
    yield "order on its way", sent
    yield "new, ordered yesterday", new
    yield "delivered two days ago", delivered
    yield "delivered two years and more ago", replace(delivered, delivered_at=now - timedelta(days=800))
    yield "sent it back, arrived yesterday", returned
    yield "sent it back a month ago, no refund yet", replace(returned, returned_at=now - timedelta(days=31))
    yield "refunded", replace(returned, refunded=Decimal("89.90"), status="refunded")
    yield "order cancelled", replace(new, status="cancelled")
    yield "late, last checked three days ago", replace(late, as_of=now - timedelta(days=3))


def _many(now: datetime) -> tuple[Order, ...]:
    (first,) = (order for name, order in _orders(now) if name == "delivered two days ago")
    older = (
        replace(first, id=str(1042 - 9 * number), placed_at=now - timedelta(days=60 * number))
        for number in range(1, 12)
    )
    return first, *older
