"""How two tellings of an order go together: an export knows no carrier, a webhook no costs, and either may come late."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from bot.storage.order_batches import as_stored
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


def is_newer(known: Order, told: Order) -> bool:
    """Tell whether what is known was told later; where nobody knows when, the last telling counts."""
    return known.as_of is not None and told.as_of is not None and known.as_of > told.as_of


def says_the_same(known: Order, told: Order) -> bool:
    """Compare an order as it is stored with a telling of it; when it was told is no difference."""
    return replace(as_stored(told), as_of=None) == replace(known, as_of=None)


def _filled(item: Item, by_sku: Mapping[str, Item]) -> Item:
    known = by_sku.get(item.sku)
    if known is None:
        return item
    cost = known.cost if item.cost is None else item.cost
    return replace(item, category=item.category or known.category, cost=cost)
