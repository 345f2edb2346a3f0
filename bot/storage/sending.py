"""The sender's side of the outgoing rows: what may go now, what is on its way, what came of it."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import exists, func, insert, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlmodel import col

from bot.storage.outgoing import OPEN_STATES
from bot.storage.tables.people import Customer
from bot.storage.tables.traffic import ChatWait, Delivery, Outgoing, OutgoingKind, OutgoingState

# As many heads as are looked at in one go; more than are sent side by side, so that a full chat hides no other.
LOOK = 64
# A merged relay is one message of Telegram's, so a handful of messages at most.
MERGE = 20


async def ready(
    session: AsyncSession, now: datetime, *, busy_lines: Collection[str], full_chats: Collection[int]
) -> list[Outgoing]:
    """List rows at the head of their line that may go now: by priority, then age."""
    earlier, needed = aliased(Outgoing), aliased(Outgoing)
    head = ~exists().where(
        col(earlier.line) == col(Outgoing.line), col(earlier.id) < col(Outgoing.id), col(earlier.state).in_(OPEN_STATES)
    )
    settled = or_(
        col(Outgoing.depends_on).is_(None),
        exists().where(col(needed.id) == col(Outgoing.depends_on), ~col(needed.state).in_(OPEN_STATES)),
    )
    waiting = select(col(ChatWait.chat_id)).where(col(ChatWait.until) > now)
    question = (
        select(Outgoing)
        .where(
            col(Outgoing.state) == OutgoingState.QUEUED,
            col(Outgoing.not_before) <= now,
            head,
            settled,
            ~col(Outgoing.chat_id).in_(waiting),
        )
        .order_by(col(Outgoing.priority), col(Outgoing.id))
        .limit(LOOK)
    )
    if busy_lines:
        question = question.where(~col(Outgoing.line).in_(busy_lines))
    if full_chats:
        question = question.where(~col(Outgoing.chat_id).in_(full_chats))
    return list((await session.scalars(question)).all())


async def text_relays_behind(session: AsyncSession, heads: Sequence[Outgoing]) -> dict[int, list[Outgoing]]:
    """Find, for each relay of text, the relays of text that queue right behind it."""
    lines = [head.line for head in heads]
    if not lines:
        return {}
    found = await session.scalars(
        select(Outgoing)
        .where(col(Outgoing.line).in_(lines), col(Outgoing.state) == OutgoingState.QUEUED)
        .order_by(col(Outgoing.id))
        .limit(MERGE * len(lines))
    )
    rows = list(found.all())
    return {head.id or 0: _run_of_text(head, rows) for head in heads}


def _run_of_text(head: Outgoing, rows: Sequence[Outgoing]) -> list[Outgoing]:
    run: list[Outgoing] = []
    for row in rows:
        if row.line != head.line or (row.id or 0) <= (head.id or 0):
            continue
        # Cards of the turn stand between its relays; they render later anyway, so text may pass an unsent card's edit.
        if row.kind != OutgoingKind.RELAY or "text" not in row.content:
            break
        run.append(row)
    return run


async def next_time(session: AsyncSession, now: datetime) -> datetime | None:
    """Tell when the next held row or chat becomes free; None where nothing is held."""
    held = await session.scalar(
        select(func.min(col(Outgoing.not_before))).where(
            col(Outgoing.state) == OutgoingState.QUEUED, col(Outgoing.not_before) > now
        )
    )
    waits = await session.scalar(select(func.min(col(ChatWait.until))).where(col(ChatWait.until) > now))
    times = [at for at in (held, waits) if at is not None]
    return min(times) if times else None


async def mark_sending(session: AsyncSession, ids: Sequence[int], fence: int) -> set[int]:
    """Mark rows as on their way; tells which really are ours to send: one taken back meanwhile is not."""
    result = await session.execute(
        update(Outgoing)
        .where(col(Outgoing.id).in_(ids), col(Outgoing.state) == OutgoingState.QUEUED)
        .values(state=OutgoingState.SENDING, fence=fence)
        .returning(col(Outgoing.id))
        .execution_options(synchronize_session=False)
    )
    return {int(found or 0) for found in result.scalars().all()}


async def left_on_the_way(session: AsyncSession, fence: int) -> list[Outgoing]:
    """List rows that an earlier sender left between sending and knowing."""
    found = await session.scalars(
        select(Outgoing).where(
            col(Outgoing.state) == OutgoingState.SENDING,
            or_(col(Outgoing.fence).is_(None), col(Outgoing.fence) < fence),
        )
    )
    return list(found.all())


async def mark_sent(session: AsyncSession, ids: Sequence[int], now: datetime) -> None:
    """Mark rows as accepted by Telegram."""
    await session.execute(
        update(Outgoing)
        .where(col(Outgoing.id).in_(ids))
        .values(state=OutgoingState.SENT, sent_at=now, error=None)
        .execution_options(synchronize_session=False)
    )


async def add_deliveries(session: AsyncSession, rows: Sequence[dict[str, object]]) -> None:
    """Keep where things stand in Telegram now."""
    if rows:
        connection = await session.connection()
        await connection.execute(insert(Delivery), rows)


async def change_row(session: AsyncSession, outgoing_id: int, **values: object) -> None:
    """Write what came of a row that was not simply sent."""
    await session.execute(
        update(Outgoing)
        .where(col(Outgoing.id) == outgoing_id)
        .values(**values)
        .execution_options(synchronize_session=False)
    )


async def make_chat_wait(session: AsyncSession, chat_id: int, until: datetime) -> None:
    """Leave a chat alone until then; survives a restart."""
    connection = await session.connection()
    insert_here = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    statement = insert_here(ChatWait).values(chat_id=chat_id, until=until)
    await connection.execute(
        statement.on_conflict_do_update(index_elements=["chat_id"], set_={"until": statement.excluded.until})
    )


async def set_topic(session: AsyncSession, customer_id: int, chat_id: int, topic_id: int | None, title: str) -> None:
    """Note which topic is a customer's."""
    await session.execute(
        update(Customer)
        .where(col(Customer.id) == customer_id)
        .values(staff_chat=chat_id, topic_id=topic_id, topic_title=title)
        .execution_options(synchronize_session=False)
    )


async def find_deliveries(session: AsyncSession, outgoing_id: int) -> list[Delivery]:
    """List where a row's messages stand, in order."""
    found = await session.scalars(
        select(Delivery).where(col(Delivery.outgoing_id) == outgoing_id).order_by(col(Delivery.id))
    )
    return list(found.all())


async def outgoing_backlog(session: AsyncSession) -> int:
    """Count what is still to be sent."""
    return await session.scalar(select(func.count()).where(col(Outgoing.state).in_(OPEN_STATES))) or 0


async def move_chat(session: AsyncSession, old: int, new: int) -> None:
    """The staff group became a supergroup: customers, rows and places move with it, topics stay."""
    for table, name in ((Customer, "staff_chat"), (Outgoing, "chat_id"), (Delivery, "chat_id")):
        await session.execute(
            update(table)
            .where(col(getattr(table, name)) == old)
            .values({name: new})
            .execution_options(synchronize_session=False)
        )
