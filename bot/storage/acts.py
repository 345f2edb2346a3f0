"""Orders as far as a profile asks of them, for many customers at once: half the columns, and no name is looked up.

Carrier, tracking, channel, shipping day, sums for taxes and shipping, tags and marks stay unread, and so do the titles
of items; no rule of `classifier/history` asks for them (tests/bot/storage/test_acts.py).
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.storage.columns import amount_of, moment_of, table_of, unread, words_of
from bot.storage.orders import ZERO
from bot.storage.tables.people import OrderItem, ShopOrder
from classifier.history.orders import Item, Order

# Built once; columns stand as they are taken apart below.
_ORDERS, _ITEMS = table_of(ShopOrder), table_of(OrderItem)
_THEIRS = _ORDERS.c.customer_id.in_(bindparam("customers", expanding=True))
_ORDER_COLUMNS = (
    *("id", "customer_id", "number", "placed_at", "currency", "total", "discount", "codes", "refunded", "status"),
    *("promised_at", "delivered_at", "as_of", "returned_at"),
)
_ORDERS_OF = select(*(unread(_ORDERS.c[name]) for name in _ORDER_COLUMNS)).where(_THEIRS).order_by(_ORDERS.c.placed_at)
_ITEMS_OF = (
    select(_ITEMS.c.order_id, *(unread(_ITEMS.c[name]) for name in ("sku", "quantity", "price", "category", "cost")))
    .join(_ORDERS, _ORDERS.c.id == _ITEMS.c.order_id)
    .where(_THEIRS)
    .order_by(_ITEMS.c.id)
)


async def acts_of(session: AsyncSession, customer_ids: Sequence[int]) -> Mapping[int, list[Order]]:
    """Load the orders of these customers with two questions; each one's oldest first."""
    connection, asked = await session.connection(), {"customers": list(customer_ids)}
    items: dict[int, list[Item]] = defaultdict(list)
    # Named one by one: a list of the rest for each of some twenty rows a customer is a thirtieth of the whole round.
    for order_id, sku, quantity, price, category, cost in (await connection.execute(_ITEMS_OF, asked)).all():
        items[order_id].append(_item(sku, quantity, price, category, cost))
    found: dict[int, list[Order]] = defaultdict(list)
    for id_, customer_id, *told in (await connection.execute(_ORDERS_OF, asked)).all():
        found[customer_id].append(_order(told, items.get(id_, ())))
    return found


@lru_cache(maxsize=100_000)
def _item(sku: str, quantity: int, price: int, category: str | None, cost: int | None) -> Item:
    """Build an item; the same things are bought at the same price again and again."""
    return Item(sku, "", quantity, amount_of(price) or ZERO, category, amount_of(cost))


def _order(told: Sequence[Any], items: Sequence[Item]) -> Order:
    number, placed, currency, total, discount, codes, refunded, status, promised, delivered, as_of, returned = told
    return Order(
        number,
        moment_of(placed),  # type: ignore[arg-type] # every order was placed at some time
        currency,
        amount_of(total) or ZERO,
        tuple(items),
        amount_of(discount) or ZERO,
        words_of(codes),
        amount_of(refunded) or ZERO,
        status,
        None,
        moment_of(promised),
        None,
        moment_of(delivered),
        None,
        None,
        moment_of(as_of),
        moment_of(returned),
    )
