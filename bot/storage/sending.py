"""The sender's side of the outgoing rows: what may go now, what is on its way, what came of it."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, exists, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlmodel import col

from bot.storage.columns import table_of
from bot.storage.leases import Held, still_held
from bot.storage.outgoing import OPEN_STATES, is_open
from bot.storage.tables.people import Customer
from bot.storage.tables.traffic import ChatWait, Delivery, Outgoing, OutgoingState
from bot.storage.upserts import insert_on

# As many heads as are looked at in one go; more than are sent side by side, so that a full chat hides no other.
LOOK = 64

# Questions asked for every message are built once: building one takes longer than SQLite does to answer it.
_EARLIER, _NEEDED = aliased(Outgoing, name="earlier"), aliased(Outgoing, name="needed")
_HEAD_OF_LINE = ~exists().where(
    col(_EARLIER.line) == col(Outgoing.line), col(_EARLIER.id) < col(Outgoing.id), is_open("earlier.state")
)
_SETTLED = or_(
    col(Outgoing.depends_on).is_(None),
    exists().where(col(_NEEDED.id) == col(Outgoing.depends_on), ~col(_NEEDED.state).in_(OPEN_STATES)),
)
_WAITING_CHATS = select(col(ChatWait.chat_id)).where(col(ChatWait.until) > bindparam("now"))
_READY = (
    select(Outgoing)
    .where(
        is_open("outgoing.state"),
        col(Outgoing.state) == OutgoingState.QUEUED,
        col(Outgoing.not_before) <= bindparam("now"),
        _HEAD_OF_LINE,
        _SETTLED,
        ~col(Outgoing.chat_id).in_(_WAITING_CHATS),
        ~col(Outgoing.line).in_(bindparam("busy", expanding=True)),
        ~col(Outgoing.chat_id).in_(bindparam("full", expanding=True)),
    )
    .order_by(col(Outgoing.priority), col(Outgoing.id))
    .limit(LOOK)
)
_QUEUED_IN = (
    select(Outgoing)
    .where(
        is_open("outgoing.state"),
        col(Outgoing.line).in_(bindparam("lines", expanding=True)),
        col(Outgoing.state) == OutgoingState.QUEUED,
    )
    .order_by(col(Outgoing.id))
    .limit(bindparam("most"))
)
_NEXT_HELD = select(func.min(col(Outgoing.not_before))).where(
    is_open("outgoing.state"), col(Outgoing.state) == OutgoingState.QUEUED, col(Outgoing.not_before) > bindparam("now")
)
_NEXT_CHAT = select(func.min(col(ChatWait.until))).where(col(ChatWait.until) > bindparam("now"))
_ON_ITS_WAY = (
    select(col(Outgoing.id))
    .where(
        col(Outgoing.id) == bindparam("row"),
        col(Outgoing.state) == OutgoingState.SENDING,
        col(Outgoing.fence).is_not_distinct_from(bindparam("under")),
    )
    .with_for_update()
)
_TABLE = table_of(Outgoing)
_MARK_SENDING = (
    update(_TABLE)
    .where(_TABLE.c.id.in_(bindparam("ids", expanding=True)), _TABLE.c.state == OutgoingState.QUEUED)
    .values(state=OutgoingState.SENDING, fence=bindparam("under"))
    .returning(_TABLE.c.id, _TABLE.c.content)
)
_MARK_SENT = (
    update(_TABLE)
    .where(_TABLE.c.id == bindparam("which"))
    .values(state=OutgoingState.SENT, sent_at=bindparam("at"), error=None)
)
_UNMARK = (
    update(_TABLE)
    .where(
        _TABLE.c.id.in_(bindparam("ids", expanding=True)),
        _TABLE.c.state == OutgoingState.SENDING,
        _TABLE.c.fence == bindparam("under"),
    )
    .values(state=OutgoingState.QUEUED)
)
_INSERT_DELIVERIES = insert(table_of(Delivery))
_DELIVERIES = select(Delivery).where(col(Delivery.outgoing_id) == bindparam("row")).order_by(col(Delivery.id))


async def ready(
    session: AsyncSession, now: datetime, *, busy_lines: Collection[str], full_chats: Collection[int]
) -> list[Outgoing]:
    """List rows at the head of their line that may go now: by priority, then age."""
    parameters = {"now": now, "busy": list(busy_lines), "full": list(full_chats)}
    return list((await session.scalars(_READY, parameters)).all())


async def queued_in(session: AsyncSession, lines: Sequence[str]) -> list[Outgoing]:
    """List what is queued in these lines, in order: what may go together with their heads."""
    if not lines:
        return []
    return list((await session.scalars(_QUEUED_IN, {"lines": list(lines), "most": LOOK * len(lines)})).all())


async def next_time(session: AsyncSession, now: datetime) -> datetime | None:
    """Tell when the next held row or chat becomes free; None where nothing is held."""
    connection = await session.connection()
    held = await connection.scalar(_NEXT_HELD, {"now": now})
    waits = await connection.scalar(_NEXT_CHAT, {"now": now})
    times = [at for at in (held, waits) if at is not None]
    return min(times) if times else None


async def mark_sending(session: AsyncSession, ids: Sequence[int], held: Held) -> dict[int, dict[str, Any]]:
    """Mark rows as on their way; gives the content of those that are ours to send, as it is now.

    One taken back since it was read is not among them, nor is any once another process holds the lease; an
    edited text or a grown album is as it has become.
    """
    if not await still_held(session, held):
        return {}
    connection = await session.connection()
    result = await connection.execute(_MARK_SENDING, {"ids": list(ids), "under": held.fence})
    return {row.id: row.content for row in result.all()}


async def unmark_sending(session: AsyncSession, held: Held, *, busy_lines: Collection[str]) -> None:
    """Queue again what was marked under a lease and will surely not be sent under it: a stop came in between."""
    await session.execute(
        update(Outgoing)
        .where(
            col(Outgoing.state) == OutgoingState.SENDING,
            col(Outgoing.fence) == held.fence,
            ~col(Outgoing.line).in_(busy_lines),
        )
        .values(state=OutgoingState.QUEUED)
        .execution_options(synchronize_session=False)
    )


async def is_on_its_way(session: AsyncSession, row: Outgoing) -> bool:
    """Tell whether a row is still being sent under the fence that it was read with; locks it."""
    found = await session.scalar(_ON_ITS_WAY, {"row": row.id, "under": row.fence})
    return found is not None


async def left_on_the_way(session: AsyncSession, fence: int) -> list[Outgoing]:
    """List rows that an earlier sender left between sending and knowing."""
    found = await session.scalars(
        select(Outgoing).where(
            is_open("outgoing.state"),
            col(Outgoing.state) == OutgoingState.SENDING,
            or_(col(Outgoing.fence).is_(None), col(Outgoing.fence) < fence),
        )
    )
    return list(found.all())


async def mark_sent(session: AsyncSession, ids: Sequence[int], now: datetime) -> None:
    """Mark rows as accepted by Telegram."""
    if ids:  # row by row: nearly always it is one, and a list would be spelt out anew each time
        connection = await session.connection()
        await connection.execute(_MARK_SENT, [{"which": id_, "at": now} for id_ in ids])


async def unmark(session: AsyncSession, ids: Sequence[int], fence: int | None) -> None:
    """Put rows back into the queue that were marked and then not said, because one before them failed."""
    connection = await session.connection()
    await connection.execute(_UNMARK, {"ids": list(ids), "under": fence})


async def add_deliveries(session: AsyncSession, rows: Sequence[dict[str, object]]) -> None:
    """Keep where things stand in Telegram now."""
    if rows:
        connection = await session.connection()
        await connection.execute(_INSERT_DELIVERIES, rows)


async def change_row(session: AsyncSession, outgoing_id: int, **values: object) -> None:
    """Write what came of a row that was not simply sent."""
    connection = await session.connection()
    await connection.execute(update(_TABLE).where(_TABLE.c.id == outgoing_id).values(**values))


async def make_chat_wait(session: AsyncSession, chat_id: int, until: datetime) -> None:
    """Leave a chat alone until then; survives a restart."""
    connection = await session.connection()
    insert_here = insert_on(connection)
    statement = insert_here(ChatWait).values(chat_id=chat_id, until=until)
    await connection.execute(
        statement.on_conflict_do_update(index_elements=["chat_id"], set_={"until": statement.excluded.until})
    )


async def set_topic(session: AsyncSession, customer_id: int, chat_id: int, topic_id: int | None, title: str) -> None:
    """Note which topic is a customer's, unless the customer went to another desk meanwhile."""
    await session.execute(
        update(Customer)
        .where(
            col(Customer.id) == customer_id,
            col(Customer.staff_chat).is_(None) | (col(Customer.staff_chat) == chat_id),
        )
        .values(staff_chat=chat_id, topic_id=topic_id, topic_title=title)
        .execution_options(synchronize_session=False)
    )


async def find_deliveries(session: AsyncSession, outgoing_id: int) -> list[Delivery]:
    """List where a row's messages stand, in order."""
    return list((await session.scalars(_DELIVERIES, {"row": outgoing_id})).all())


async def outgoing_backlog(session: AsyncSession) -> int:
    """Count what is still to be sent."""
    return await session.scalar(select(func.count()).select_from(Outgoing).where(is_open("outgoing.state"))) or 0


async def group_backlogs(session: AsyncSession) -> dict[int, int]:
    """Count what is still to be sent to each group; Telegram numbers groups below zero."""
    found = await session.execute(
        select(col(Outgoing.chat_id), func.count())
        .where(is_open("outgoing.state"), col(Outgoing.chat_id) < 0)
        .group_by(col(Outgoing.chat_id))
    )
    return dict(found.all())
