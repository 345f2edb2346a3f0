"""Joins of somebody who writes with somebody who bought: made in one write, and taken back."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import ColumnElement, Table, and_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.storage.columns import table_of
from bot.storage.profiles import mark_stale
from bot.storage.tables.people import Customer, EngagementRow, Identity, IdentityKind, ShopOrder
from bot.storage.tables.shop import Link

# SQLite takes 32,766 values in one question.
AT_ONCE: Final = 10_000
# What a person of the shop has, and what moves when they are joined; their Telegram account never does.
MOVED: Final[Mapping[str, Table]] = {
    "identities": table_of(Identity),
    "orders": table_of(ShopOrder),
    "engagement": table_of(EngagementRow),
}
_IDENTITIES, _EVENTS, _LINKS = table_of(Identity), table_of(EngagementRow), table_of(Link)
# Where we note what the writer had before, so that what comes later can be told from it.
HAD: Final = "had"

Belongings = dict[str, list[int]]


class Way(StrEnum):
    """How two people came to be joined."""

    TOKEN = "token"  # noqa: S105 - the name of a way, no secret
    CONTACT = "contact"
    ORDER = "order"
    AGENT = "agent"


class Refusal(StrEnum):
    """Why two people are not joined."""

    GONE = "gone"  # there is no such customer
    ALREADY = "already"  # they are one already
    TAKEN = "taken"  # the shop's customer is joined to another Telegram account
    ELSEWHERE = "elsewhere"  # the writer is joined to another customer of the shop; an agent may add one
    UNDONE = "undone"  # an agent took this very join back; only an agent makes it again


async def join(
    session: AsyncSession, pair: tuple[int, int], way: Way, *, now: datetime, by: int | None = None
) -> Link | Refusal:
    """Move all that a customer of the shop has to somebody who writes: (writer, customer of the shop). Write session."""
    writer, bought = pair
    people = await _lock(session, pair)
    refusal = Refusal.GONE if len(people) < len(set(pair)) else await _refusal(session, pair, way)
    if refusal is not None:
        return refusal
    had = await _belongings(session, writer)
    moved = await _belongings(session, bought, to=writer)
    await _move(session, moved, bought, writer)
    link = Link(customer_id=writer, from_customer_id=bought, how=way, by=by, at=now, moved={**moved, HAD: had})
    session.add(link)
    if people[bought].no_profile:  # an objection holds for the person, wherever they are known by now
        people[writer].no_profile = True
    await session.flush()
    await mark_stale(session, pair)
    return link


async def undo(session: AsyncSession, link_id: int, *, now: datetime, by: int | None = None) -> Link | None:
    """Take a join back: what it moved, and what came since to what it moved; None where there is none to take back.

    Where the writer has more than one join, what came since is not known to belong to another: it goes, too, for
    an order too few is better than somebody else's, and the next import gives it to whose it is. Write session.
    """
    link = await session.get(Link, link_id, with_for_update=True)
    if link is None or link.undone_at is not None:
        return None
    writer, bought = link.customer_id, link.from_customer_id
    await _lock(session, (writer, bought))
    others = await _live(session, writer)
    kept = _ids([link.moved.get(HAD, {}), *(other.moved for other in others if other.id != link_id)])
    mine = _ids([link.moved])
    # What a link moved is emptied where the shop had the person erased: then nobody is brought back.
    there = await _belongings(session, writer, to=bought) if link.moved else {name: [] for name in MOVED}
    back = {name: [id_ for id_ in ids if id_ in mine[name] or id_ not in kept[name]] for name, ids in there.items()}
    await _move(session, back, writer, bought)
    link.undone_at, link.undone_by = now, by
    await session.flush()
    await mark_stale(session, (writer, bought))
    return link


async def last_link(session: AsyncSession, customer_id: int) -> Link | None:
    """Find the newest join of somebody who writes that was not taken back."""
    return next(iter(reversed(await _live(session, customer_id))), None)


async def is_linked(session: AsyncSession, customer_id: int) -> bool:
    """Tell whether the shop knows somebody by more than their Telegram account."""
    known = select(_IDENTITIES.c.id).where(_IDENTITIES.c.customer_id == customer_id, _of_the_shop()).limit(1)
    return await (await session.connection()).scalar(known) is not None


async def _refusal(session: AsyncSession, pair: tuple[int, int], way: Way) -> Refusal | None:
    writer, bought = pair
    if writer == bought:
        return Refusal.ALREADY
    earlier = await _links_from(session, bought)
    live = [link for link in earlier if link.undone_at is None]
    if live:
        return Refusal.ALREADY if live[0].customer_id == writer else Refusal.TAKEN
    if await _writes(session, bought):
        return Refusal.TAKEN
    if way is Way.AGENT:
        return None
    if any(link.customer_id == writer for link in earlier):
        return Refusal.UNDONE
    return Refusal.ELSEWHERE if await is_linked(session, writer) else None


async def _lock(session: AsyncSession, ids: Iterable[int]) -> dict[int, Customer]:
    """Have two writes about the same people follow each other; always in the order of their numbers."""
    asked = select(Customer).where(col(Customer.id).in_(set(ids))).order_by(col(Customer.id)).with_for_update()
    return {customer.id or 0: customer for customer in (await session.scalars(asked)).all()}


async def _writes(session: AsyncSession, customer_id: int) -> bool:
    known = select(_IDENTITIES.c.id).where(_IDENTITIES.c.customer_id == customer_id, ~_of_the_shop()).limit(1)
    return await (await session.connection()).scalar(known) is not None


async def _live(session: AsyncSession, customer_id: int) -> list[Link]:
    asked = select(Link).where(col(Link.customer_id) == customer_id, col(Link.undone_at).is_(None))
    return list((await session.scalars(asked.order_by(col(Link.id)))).all())


async def _links_from(session: AsyncSession, customer_id: int) -> list[Link]:
    asked = select(Link).where(col(Link.from_customer_id) == customer_id)
    return list((await session.scalars(asked.order_by(col(Link.id)))).all())


async def _belongings(session: AsyncSession, owner: int, *, to: int | None = None) -> Belongings:
    """List by number what somebody has; without what `to` has the like of, for of a thing told twice one is kept."""
    connection = await session.connection()
    found: Belongings = {}
    for name, table in MOVED.items():
        asked = select(table.c.id).where(table.c.customer_id == owner).order_by(table.c.id)
        if table is _IDENTITIES:
            asked = asked.where(_of_the_shop())
        if table is _EVENTS and to is not None:
            asked = asked.where(~_twin_of(to))
        found[name] = [int(row.id) for row in (await connection.execute(asked)).all()]
    return found


def _of_the_shop() -> ColumnElement[bool]:
    return _IDENTITIES.c.kind != IdentityKind.TELEGRAM


def _twin_of(other: int) -> ColumnElement[bool]:
    twin = _EVENTS.alias()
    same = and_(twin.c.customer_id == other, twin.c.kind == _EVENTS.c.kind, twin.c.at == _EVENTS.c.at)
    return select(twin.c.id).where(same).exists()


async def _move(session: AsyncSession, ids: Belongings, source: int, target: int) -> None:
    connection = await session.connection()
    for name, table in MOVED.items():
        for start in range(0, len(ids[name]), AT_ONCE):
            some = ids[name][start : start + AT_ONCE]
            moving = update(table).where(table.c.id.in_(some), table.c.customer_id == source)
            await connection.execute(moving.values(customer_id=target))


def _ids(listed: Iterable[Mapping[str, Any]]) -> dict[str, set[int]]:
    lists = list(listed)
    return {name: {id_ for one in lists for id_ in one.get(name, [])} for name in MOVED}
