"""Cuts what leads to a person: contact data, names, what they did; orders stay as figures of the shop."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.storage.columns import table_of
from bot.storage.identities import Key, add_people, keys_of
from bot.storage.orders import StoredOrder
from bot.storage.profiles import forget_profiles, mark_stale
from bot.storage.tables.people import Customer, EngagementRow, Identity, IdentityKind, ShopOrder
from bot.storage.tables.shop import Link
from bot.storage.watching import scrub

_CUSTOMERS, _IDENTITIES, _ORDERS = table_of(Customer), table_of(Identity), table_of(ShopOrder)
_EVENTS, _LINKS = table_of(EngagementRow), table_of(Link)
# How the shop knows somebody; a Telegram number is between them and the bot.
FROM_SHOP = (IdentityKind.SHOP, IdentityKind.EMAIL, IdentityKind.PHONE)


async def writers_among(session: AsyncSession, customer_ids: Collection[int]) -> set[int]:
    """Find who of these writes in Telegram; their names and messages came from there, not from the shop."""
    connection = await session.connection()
    found = await connection.execute(
        select(_IDENTITIES.c.customer_id).where(
            _IDENTITIES.c.customer_id.in_(customer_ids), _IDENTITIES.c.kind == IdentityKind.TELEGRAM
        )
    )
    return {row.customer_id for row in found.all()}


async def shop_keys_of(session: AsyncSession, customer_ids: Collection[int]) -> Mapping[int, set[Key]]:
    """List by what the shop knows these people."""
    found = await keys_of(session, customer_ids)
    return {owner: {key for key in keys if key[0] in FROM_SHOP} for owner, keys in found.items()}


async def erase_people(session: AsyncSession, customer_ids: Collection[int]) -> None:
    """Erase what the shop told of these people; write session."""
    connection = await session.connection()
    nameless = set(customer_ids) - await writers_among(session, customer_ids)
    await connection.execute(
        delete(_IDENTITIES).where(_IDENTITIES.c.customer_id.in_(customer_ids), _IDENTITIES.c.kind.in_(FROM_SHOP))
    )
    await connection.execute(delete(_EVENTS).where(_EVENTS.c.customer_id.in_(customer_ids)))
    await connection.execute(
        # An undo would bring back what was moved, and it names addresses.
        update(_LINKS)
        .where(_LINKS.c.customer_id.in_(customer_ids) | _LINKS.c.from_customer_id.in_(customer_ids))
        .values(moved={})
    )
    await connection.execute(
        update(_CUSTOMERS).where(_CUSTOMERS.c.id.in_(nameless)).values(first_name=None, last_name=None)
    )
    await forget_profiles(session, list(customer_ids))
    await scrub(session)


async def cut_orders(session: AsyncSession, order_ids: Sequence[int]) -> None:
    """Take off orders what leads to an address; write session."""
    await (await session.connection()).execute(
        update(_ORDERS).where(_ORDERS.c.id.in_(order_ids)).values(tracking=None, tags=[])
    )


async def cut_orders_of(session: AsyncSession, customer_ids: Collection[int]) -> None:
    """Do the same to all orders of these people; write session."""
    await (await session.connection()).execute(
        update(_ORDERS).where(_ORDERS.c.customer_id.in_(customer_ids)).values(tracking=None, tags=[])
    )


async def part_orders(session: AsyncSession, orders: Sequence[StoredOrder], at: datetime) -> None:
    """Give orders to one new person without a name, so that they lead to nobody; write session."""
    if not orders:
        return
    (nobody,) = await add_people(session, [(None, None)], at)
    await (await session.connection()).execute(
        update(_ORDERS).where(_ORDERS.c.id.in_([order.id for order in orders])).values(customer_id=nobody)
    )
    await mark_stale(session, [order.customer_id for order in orders])
