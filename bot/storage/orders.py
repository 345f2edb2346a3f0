"""Orders and engagement in and out of the database."""

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.storage.tables.people import EngagementRow, OrderItem, ShopOrder
from classifier.history.orders import Engagement, Item, Order

_FIELDS = (
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
)


async def load_orders(session: AsyncSession, customer_id: int) -> list[Order]:
    """Load a customer's orders, oldest first."""
    rows = (
        await session.execute(
            select(ShopOrder.__table__)  # type: ignore[attr-defined] # SQLModel adds it at run time
            .where(col(ShopOrder.customer_id) == customer_id)
            .order_by(col(ShopOrder.placed_at))
        )
    ).all()
    if not rows:
        return []
    items = await _items(session, [row.id for row in rows])
    return [
        Order(
            id=row.number,
            items=tuple(items[row.id]),
            codes=tuple(row.codes),
            **{field: getattr(row, field) for field in _FIELDS},
        )
        for row in rows
    ]


async def load_engagement(session: AsyncSession, customer_id: int) -> list[Engagement]:
    """Load a customer's micro conversions, oldest first."""
    rows = await session.execute(
        select(col(EngagementRow.kind), col(EngagementRow.at), col(EngagementRow.amount))
        .where(col(EngagementRow.customer_id) == customer_id)
        .order_by(col(EngagementRow.at))
    )
    return [Engagement(row.kind, row.at, row.amount) for row in rows.all()]


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
    for field in _FIELDS:
        setattr(row, field, getattr(order, field))
    row.codes = list(order.codes)
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
    if any(getattr(row, field) != getattr(order, field) for field in _FIELDS) or row.codes != list(order.codes):
        return False
    return (await _items(session, [row.id or 0]))[row.id or 0] == list(order.items)


async def _items(session: AsyncSession, order_ids: Sequence[int]) -> dict[int, list[Item]]:
    rows = await session.execute(
        select(OrderItem.__table__)  # type: ignore[attr-defined] # SQLModel adds it at run time
        .where(col(OrderItem.order_id).in_(order_ids))
        .order_by(col(OrderItem.id))
    )
    found: dict[int, list[Item]] = defaultdict(list)
    for row in rows.all():
        found[row.order_id].append(Item(row.sku, row.title, row.quantity, row.price, row.category, row.cost))
    return found
