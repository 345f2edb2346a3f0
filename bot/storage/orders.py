"""Orders and engagement in and out of the database."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.storage.columns import table_of
from bot.storage.tables.people import EngagementRow, OrderItem, ShopOrder
from classifier.history.orders import Engagement, Item, Order

# SQLite takes 32,766 values in one question.
AT_ONCE = 10_000

FIELDS = (
    "placed_at",
    "currency",
    "total",
    "discount",
    "refunded",
    "status",
    "channel",
    "promised_at",
    "shipped_at",
    "delivered_at",
    "returned_at",
    "carrier",
    "tracking",
    "as_of",
    "taxes",
    "shipping",
)
LISTS = ("codes", "tags", "marks")


# Built once, since they are asked for every message.
_ORDERS, _EVENTS = table_of(ShopOrder), table_of(EngagementRow)
_ORDERS_OF = (
    select(_ORDERS)
    .where(_ORDERS.c.customer_id.in_(bindparam("customers", expanding=True)))
    .order_by(_ORDERS.c.placed_at)
)
_ENGAGEMENT_OF = (
    select(_EVENTS).where(_EVENTS.c.customer_id.in_(bindparam("customers", expanding=True))).order_by(_EVENTS.c.at)
)


@dataclass(frozen=True, slots=True)
class StoredOrder:
    """An order as it stands in the database."""

    id: int
    customer_id: int
    order: Order


async def load_orders(session: AsyncSession, customer_id: int) -> list[Order]:
    """Load a customer's orders, oldest first."""
    return (await orders_of(session, [customer_id]))[customer_id]


async def load_engagement(session: AsyncSession, customer_id: int) -> list[Engagement]:
    """Load a customer's micro conversions, oldest first."""
    return (await engagement_of(session, [customer_id]))[customer_id]


async def orders_of(session: AsyncSession, customer_ids: Sequence[int]) -> Mapping[int, list[Order]]:
    """Load the orders of many customers with two questions; each one's oldest first."""
    rows = (await session.execute(_ORDERS_OF, {"customers": list(customer_ids)})).all()
    found: dict[int, list[Order]] = defaultdict(list)
    items = await _items(session, [row.id for row in rows]) if rows else {}
    for row in rows:
        found[row.customer_id].append(read_order(row, items.get(row.id, [])))
    return found


async def engagement_of(session: AsyncSession, customer_ids: Sequence[int]) -> Mapping[int, list[Engagement]]:
    """Load the micro conversions of many customers; each one's oldest first."""
    rows = await session.execute(_ENGAGEMENT_OF, {"customers": list(customer_ids)})
    found: dict[int, list[Engagement]] = defaultdict(list)
    for row in rows.all():
        found[row.customer_id].append(Engagement(row.kind, row.at, row.amount))
    return found


async def orders_numbered(session: AsyncSession, numbers: Sequence[str]) -> Mapping[str, StoredOrder]:
    """Load the orders with these numbers, with our ids for them and their customers."""
    rows = (
        await session.execute(
            select(ShopOrder.__table__).where(col(ShopOrder.number).in_(numbers))  # type: ignore[attr-defined] # as above
        )
    ).all()
    items = await _items(session, [row.id for row in rows]) if rows else {}
    return {row.number: StoredOrder(row.id, row.customer_id, read_order(row, items.get(row.id, []))) for row in rows}


def read_order(row: Any, items: Sequence[Item]) -> Order:
    """Give a row as the value that the classifier knows."""
    return Order(
        id=row.number,
        items=tuple(items),
        codes=tuple(row.codes),
        tags=tuple(row.tags),
        marks=tuple(row.marks),
        **{field: getattr(row, field) for field in FIELDS},
    )


async def save_order(session: AsyncSession, customer_id: int, order: Order) -> bool:
    """Store an order or bring it up to date; False where nothing was new. Write session."""
    row = (await session.scalars(select(ShopOrder).where(col(ShopOrder.number) == order.id))).first()
    if row is not None and row.id is not None and await _same(session, row, order):
        return False
    if row is None:
        row = ShopOrder(
            number=order.id, customer_id=customer_id, placed_at=order.placed_at, currency="", total=order.total
        )
        session.add(row)
    for field in FIELDS:
        setattr(row, field, getattr(order, field))
    for name in LISTS:
        setattr(row, name, list(getattr(order, name)))
    await session.flush()
    await session.execute(delete(OrderItem).where(col(OrderItem.order_id) == row.id))
    session.add_all(
        OrderItem(
            order_id=row.id or 0,
            sku=item.sku,
            title=item.title,
            quantity=item.quantity,
            price=item.price,
            category=item.category,
            cost=item.cost,
        )
        for item in order.items
    )
    await session.flush()
    return True


async def _same(session: AsyncSession, row: ShopOrder, order: Order) -> bool:
    if any(getattr(row, field) != getattr(order, field) for field in FIELDS):
        return False
    if any(getattr(row, name) != list(getattr(order, name)) for name in LISTS):
        return False
    return (await _items(session, [row.id or 0]))[row.id or 0] == list(order.items)


async def _items(session: AsyncSession, order_ids: Sequence[int]) -> dict[int, list[Item]]:
    found: dict[int, list[Item]] = defaultdict(list)
    for start in range(0, len(order_ids), AT_ONCE):
        rows = await session.execute(
            select(OrderItem.__table__)  # type: ignore[attr-defined] # SQLModel adds it at run time
            .where(col(OrderItem.order_id).in_(order_ids[start : start + AT_ONCE]))
            .order_by(col(OrderItem.id))
        )
        for row in rows.all():
            found[row.order_id].append(Item(row.sku, row.title, row.quantity, row.price, row.category, row.cost))
    return found
