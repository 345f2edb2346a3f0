"""Many orders written at once: an import of a million must not take a day."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from operator import attrgetter

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.storage.columns import Money, table_of
from bot.storage.orders import FIELDS, LISTS
from bot.storage.tables.people import OrderItem, ShopOrder
from classifier.history.orders import Order

# What the database keeps of a sum (bot/storage/columns.py).
UNIT = 1 / Money.UNIT

_FIELDS_OF = attrgetter(*FIELDS)
_ORDERS, _ITEMS = table_of(ShopOrder), table_of(OrderItem)
_KEYS = select(_ORDERS.c.number, _ORDERS.c.shop_key).where(
    _ORDERS.c.number.in_(bindparam("numbers", expanding=True)), _ORDERS.c.shop_key.is_not(None)
)
_ADD = insert(_ORDERS).returning(_ORDERS.c.id, sort_by_parameter_order=True)
_CHANGE = (
    update(_ORDERS)
    .where(_ORDERS.c.id == bindparam("row_id"))
    .values({name: bindparam(name) for name in ("customer_id", "shop_key", *LISTS, *FIELDS)})
)


async def shop_keys_numbered(session: AsyncSession, numbers: Sequence[str]) -> Mapping[str, str | None]:
    """Load the keys that the shop's program has for the orders with these numbers."""
    connection = await session.connection()
    rows = await connection.execute(_KEYS, {"numbers": list(numbers)})
    return {row.number: row.shop_key for row in rows.all()}


async def insert_orders(session: AsyncSession, orders: Sequence[tuple[int, Order, str | None]]) -> None:
    """Add orders that are not there yet, each with its customer's id and the shop's own key."""
    if not orders:
        return
    connection = await session.connection()
    added = await connection.execute(
        _ADD,
        [{"number": order.id, "customer_id": owner, "shop_key": key, **_values(order)} for owner, order, key in orders],
    )
    ids = added.scalars().all()
    await _insert_items(session, [(int(id_), order) for id_, (_, order, _) in zip(ids, orders, strict=True)])


async def replace_orders(session: AsyncSession, orders: Sequence[tuple[int, int, Order, str | None]]) -> None:
    """Bring orders up to date: each with its own id, the id of the customer whose it is now, and the shop's key."""
    if not orders:
        return
    connection = await session.connection()
    await connection.execute(
        _CHANGE,
        [{"row_id": id_, "customer_id": owner, "shop_key": key, **_values(order)} for id_, owner, order, key in orders],
    )
    await connection.execute(delete(_ITEMS).where(_ITEMS.c.order_id.in_([id_ for id_, *_ in orders])))
    await _insert_items(session, [(id_, order) for id_, _, order, _ in orders])


async def freshen(session: AsyncSession, ids: Sequence[int], as_of: datetime | None) -> None:
    """Note that these orders still stand as they did."""
    if ids:
        connection = await session.connection()
        await connection.execute(update(_ORDERS).where(_ORDERS.c.id.in_(ids)).values(as_of=as_of))


def as_stored(order: Order) -> Order:
    """Give an order as it comes back from the database: sums rounded as it keeps them."""
    items = tuple(
        replace(item, price=item.price.quantize(UNIT), cost=item.cost.quantize(UNIT) if item.cost is not None else None)
        for item in order.items
    )
    sums = {name: getattr(order, name).quantize(UNIT) for name in ("total", "discount", "refunded")}
    return replace(
        order,
        items=items,
        codes=tuple(order.codes),
        tags=tuple(order.tags),
        marks=tuple(order.marks),
        taxes=order.taxes.quantize(UNIT) if order.taxes is not None else None,
        shipping=order.shipping.quantize(UNIT) if order.shipping is not None else None,
        **sums,
    )


def _values(order: Order) -> dict[str, object]:
    lists = {name: list(getattr(order, name)) for name in LISTS}
    return {**lists, **dict(zip(FIELDS, _FIELDS_OF(order), strict=True))}


async def _insert_items(session: AsyncSession, orders: Sequence[tuple[int, Order]]) -> None:
    rows = [
        {
            "order_id": id_,
            "sku": item.sku,
            "title": item.title,
            "quantity": item.quantity,
            "price": item.price,
            "category": item.category,
            "cost": item.cost,
        }
        for id_, order in orders
        for item in order.items
    ]
    if rows:
        await (await session.connection()).execute(insert(_ITEMS), rows)
