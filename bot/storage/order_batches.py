"""Many orders written at once: an import of a million must not take a day."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import bindparam, delete, insert, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.storage.columns import Money
from bot.storage.orders import FIELDS, LISTS
from bot.storage.tables.people import OrderItem, ShopOrder
from classifier.history.orders import Order

# What the database keeps of a sum (bot/storage/columns.py).
UNIT = 1 / Money.UNIT


async def insert_orders(session: AsyncSession, orders: Sequence[tuple[int, Order]]) -> None:
    """Add orders that are not there yet, each with its customer's id."""
    if not orders:
        return
    added = await session.execute(
        insert(ShopOrder).returning(col(ShopOrder.id), sort_by_parameter_order=True),
        [{"number": order.id, "customer_id": customer_id, **_values(order)} for customer_id, order in orders],
    )
    ids = added.scalars().all()
    await _insert_items(session, [(int(id_ or 0), order) for id_, (_, order) in zip(ids, orders, strict=True)])


async def replace_orders(session: AsyncSession, orders: Sequence[tuple[int, int, Order]]) -> None:
    """Bring orders up to date: each with its own id and the id of the customer whose it is now."""
    if not orders:
        return
    connection = await session.connection()
    statement = (
        update(ShopOrder)
        .where(col(ShopOrder.id) == bindparam("row_id"))
        .values({name: bindparam(name) for name in ("customer_id", *LISTS, *FIELDS)})
    )
    await connection.execute(
        statement, [{"row_id": id_, "customer_id": owner, **_values(order)} for id_, owner, order in orders]
    )
    await session.execute(delete(OrderItem).where(col(OrderItem.order_id).in_([id_ for id_, _, _ in orders])))
    await _insert_items(session, [(id_, order) for id_, _, order in orders])


async def freshen(session: AsyncSession, ids: Sequence[int], as_of: datetime | None) -> None:
    """Note that these orders still stand as they did."""
    if ids:
        await session.execute(
            update(ShopOrder)
            .where(col(ShopOrder.id).in_(ids))
            .values(as_of=as_of)
            .execution_options(synchronize_session=False)
        )


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
    return {**lists, **{name: getattr(order, name) for name in FIELDS}}


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
        await session.execute(insert(OrderItem), rows)
