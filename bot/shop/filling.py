"""What one telling of an order leaves unsaid, another told: an export knows no carrier, a webhook no costs."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from classifier.history.orders import Item, Order

# What may be unsaid. Sums and the status are always told, so there the newest telling counts.
UNSAID: Final = (
    "promised_at",
    "shipped_at",
    "delivered_at",
    "returned_at",
    "carrier",
    "tracking",
    "channel",
    "taxes",
    "shipping",
)


def fill_in(told: Order, known: Order) -> Order:
    """Keep of an order what a newer telling does not say."""
    values: dict[str, Any] = {name: getattr(known, name) for name in UNSAID if getattr(told, name) is None}
    by_sku = {item.sku: item for item in known.items if item.sku}
    items = tuple(_filled(item, by_sku) for item in told.items) or tuple(known.items)
    return replace(told, items=items, **values)


def _filled(item: Item, by_sku: Mapping[str, Item]) -> Item:
    known = by_sku.get(item.sku)
    if known is None:
        return item
    cost = known.cost if item.cost is None else item.cost
    return replace(item, category=item.category or known.category, cost=cost)
