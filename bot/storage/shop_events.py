"""What a shop's webhooks told, so that each delivery and each refund counts once.

Refunds are kept here as events of their own kind, since they may arrive before
their order: the source names the order, the delivery the refund, the topic its sum.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from sqlalchemy import select, text, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.storage.columns import table_of
from bot.storage.orders import StoredOrder, orders_numbered
from bot.storage.tables.people import ShopOrder
from bot.storage.tables.shop import ShopEvent
from bot.storage.upserts import insert_on


async def note_delivery(session: AsyncSession, source: str, key: str, topic: str, at: datetime) -> bool:
    """Note a delivery with the write that it belongs to; False where it was taken in before."""
    return await _note(session, [(source, key, topic)], at) == 1


async def note_refunds(
    session: AsyncSession, shop: str, order_key: str, refunds: Mapping[str, Decimal], at: datetime
) -> int:
    """Note refunds of an order by their keys; returns how many were not known."""
    return await _note(session, [(_ledger(shop, order_key), key, str(amount)) for key, amount in refunds.items()], at)


async def refunds_noted(session: AsyncSession, shop: str, order_key: str) -> Mapping[str, Decimal]:
    """List the refunds of an order that were told so far."""
    events = table_of(ShopEvent)
    found = await (await session.connection()).execute(
        select(events.c.delivery, events.c.topic).where(events.c.source == _ledger(shop, order_key))
    )
    return {row.delivery: Decimal(row.topic) for row in found.all()}


async def hold_order(session: AsyncSession, shop: str, order_key: str) -> None:
    """Let only one write at a time change an order, or what is kept for it until it comes."""
    connection = await session.connection()
    if connection.dialect.name == "postgresql":  # SQLite has one writer anyway
        await connection.execute(
            text("SELECT pg_advisory_xact_lock(hashtextextended(:order, 0))"), {"order": _ledger(shop, order_key)}
        )


async def find_by_shop_key(session: AsyncSession, order_keys: Sequence[str]) -> Mapping[str, StoredOrder]:
    """Find orders by their own keys in the shop's program."""
    orders = table_of(ShopOrder)
    rows = (
        await (await session.connection()).execute(
            select(orders.c.shop_key, orders.c.number).where(orders.c.shop_key.in_(order_keys))
        )
    ).all()
    found = await orders_numbered(session, [row.number for row in rows])
    return {row.shop_key: found[row.number] for row in rows}


async def give_order(session: AsyncSession, number: str, owner: int, shop_key: str | None) -> None:
    """Say whose a stored order is and what the shop's program calls it; write session."""
    orders = table_of(ShopOrder)
    await (await session.connection()).execute(
        update(orders).where(orders.c.number == number).values(customer_id=owner, shop_key=shop_key)
    )


async def _note(session: AsyncSession, events: Sequence[tuple[str, str, str]], at: datetime) -> int:
    if not events:
        return 0
    connection = await session.connection()
    insert = insert_on(connection)
    statement = insert(table_of(ShopEvent)).on_conflict_do_nothing(index_elements=["source", "delivery"])
    rows = [{"source": source, "delivery": key, "topic": topic, "at": at} for source, key, topic in events]
    added = await connection.execute(statement.returning(col(ShopEvent.id)), rows)
    return len(added.all())


def _ledger(shop: str, order_key: str) -> str:
    return f"{shop} refunds of {order_key}"
