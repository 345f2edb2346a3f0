"""Orders and engagement in and out of the database."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, bindparam, delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.storage.columns import amount_of, moment_of, table_of, unread, words_of
from bot.storage.tables.people import EngagementRow, OrderItem, ShopOrder
from classifier.history.orders import Engagement, Item, Order

ZERO = Decimal(0)
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


# Built once, since they are asked for every message. Columns stand as `Order` and `Item` take them: a row read by
# position costs a fifth of one read by name, and profiles are worked out from millions.
_ORDERS, _ITEMS, _EVENTS = table_of(ShopOrder), table_of(OrderItem), table_of(EngagementRow)
_ORDER_COLUMNS = (
    *("id", "customer_id", "number", "placed_at", "currency", "total", "discount", "codes", "refunded", "status"),
    *("channel", "promised_at", "shipped_at", "delivered_at", "carrier", "tracking", "as_of", "returned_at"),
    *("taxes", "shipping", "tags", "marks"),
)
_READ = select(*(unread(_ORDERS.c[name]) for name in _ORDER_COLUMNS))
_ORDERS_OF = _READ.where(_ORDERS.c.customer_id.in_(bindparam("customers", expanding=True))).order_by(
    _ORDERS.c.placed_at
)
# Who asks by number is about to write, so nobody else may meanwhile; SQLite has one writer anyway.
_NUMBERED = (
    _READ.where(_ORDERS.c.number.in_(bindparam("numbers", expanding=True))).order_by(_ORDERS.c.id).with_for_update()
)
_ITEMS_OF = (
    select(
        _ITEMS.c.order_id,
        *(unread(_ITEMS.c[name]) for name in ("sku", "title", "quantity", "price", "category", "cost")),
    )
    .where(_ITEMS.c.order_id.in_(bindparam("orders", expanding=True)))
    .order_by(_ITEMS.c.id)
)
_ENGAGEMENT_OF = (
    select(_EVENTS.c.customer_id, _EVENTS.c.kind, _EVENTS.c.at, _EVENTS.c.amount)
    .where(_EVENTS.c.customer_id.in_(bindparam("customers", expanding=True)))
    .order_by(_EVENTS.c.at)
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
    found: dict[int, list[Order]] = defaultdict(list)
    for stored in await _read(session, _ORDERS_OF, {"customers": list(customer_ids)}):
        found[stored.customer_id].append(stored.order)
    return found


async def engagement_of(session: AsyncSession, customer_ids: Sequence[int]) -> Mapping[int, list[Engagement]]:
    """Load the micro conversions of many customers; each one's oldest first."""
    rows = await (await session.connection()).execute(_ENGAGEMENT_OF, {"customers": list(customer_ids)})
    found: dict[int, list[Engagement]] = defaultdict(list)
    for customer_id, kind, at, amount in rows.all():
        found[customer_id].append(Engagement(kind, at, amount))
    return found


async def orders_numbered(session: AsyncSession, numbers: Sequence[str]) -> Mapping[str, StoredOrder]:
    """Load the orders with these numbers, with our ids for them and their customers."""
    return {stored.order.id: stored for stored in await _read(session, _NUMBERED, {"numbers": list(numbers)})}


async def _read(session: AsyncSession, question: Select[Any], values: dict[str, Any]) -> list[StoredOrder]:
    rows = (await (await session.connection()).execute(question, values)).all()
    items = await _items(session, [row[0] for row in rows]) if rows else {}
    return [StoredOrder(row[0], row[1], _order(row[2:], items.get(row[0], ()))) for row in rows]


def _order(told: Sequence[Any], items: Sequence[Item]) -> Order:
    """Read an order from its columns, as they are stored and in their order, but for the two ids."""
    number, placed, currency, total, discount, codes, refunded, status, channel, *more = told
    promised, shipped, delivered, carrier, tracking, as_of, returned, taxes, shipping, tags, marks = more
    read: list[Any] = [number, moment_of(placed), currency, amount_of(total), tuple(items), amount_of(discount)]
    read += [words_of(codes), amount_of(refunded), status, channel, moment_of(promised), moment_of(shipped)]
    read += [moment_of(delivered), carrier, tracking, moment_of(as_of), moment_of(returned), amount_of(taxes)]
    read += [amount_of(shipping), words_of(tags), words_of(marks)]
    return Order(*read)


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
    connection = await session.connection()
    for start in range(0, len(order_ids), AT_ONCE):
        rows = await connection.execute(_ITEMS_OF, {"orders": list(order_ids[start : start + AT_ONCE])})
        for order_id, sku, title, quantity, price, category, cost in rows.all():
            found[order_id].append(Item(sku, title, quantity, amount_of(price) or ZERO, category, amount_of(cost)))
    return found
