"""The checklist of a turn in the database: which steps were taken, by whom, and which rungs come due."""

from typing import Final

from sqlalchemy import ColumnElement, ScalarResult, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.storage.followups import resume
from bot.storage.tables.conversations import Conversation, FollowUpRow, FollowUpStatus, Message
from bot.storage.tables.people import Audit
from bot.storage.tables.playbooks import StepRow
from bot.storage.upserts import insert_on
from playbooks.suggestion import Step

# The source of a follow-up that is a rung of the ladder coming due.
LADDER: Final = "ladder"


async def hold_step(session: AsyncSession, conversation: Conversation, step: Step) -> StepRow:
    """Find a step's row in the conversation's turn, made where there is none, and hold it until the write ends."""
    connection = await session.connection()
    insert_here = insert_on(connection)
    place = {"conversation_id": conversation.id, "turn": conversation.turn, "key": step.key}
    row = insert_here(StepRow).values(**place, text=step.text, escalate_to=step.escalate_to)
    await connection.execute(row.on_conflict_do_nothing(index_elements=list(place)))
    found = await _held(session, *(col(getattr(StepRow, name)) == value for name, value in place.items()))
    return found.one()


async def hold_timed(session: AsyncSession, conversation_id: int, turn: int, key: str) -> StepRow | None:
    """Find a rung of any turn whose time has begun, and hold it until the write ends."""
    found = await _held(
        session,
        col(StepRow.conversation_id) == conversation_id,
        col(StepRow.turn) == turn,
        col(StepRow.key) == key,
        col(StepRow.follow_up_id).is_not(None),
    )
    return found.first()


async def _held(session: AsyncSession, *which: ColumnElement[bool]) -> ScalarResult[StepRow]:
    """Look steps up as they are now, and keep them from others until the write ends."""
    asked = select(StepRow).where(*which).with_for_update().execution_options(populate_existing=True)
    return await session.scalars(asked)


async def taken_rungs(session: AsyncSession, conversation: Conversation) -> list[str]:
    """Name the roles that a conversation was passed to in any turn; resolving it ended what was before."""
    resolved = select(func.max(col(Audit.at))).where(
        col(Audit.conversation_id) == conversation.id, col(Audit.action) == "resolve"
    )
    ended = await session.scalar(resolved)
    found = await session.scalars(
        select(StepRow).where(
            col(StepRow.conversation_id) == conversation.id,
            col(StepRow.escalate_to).is_not(None),
            col(StepRow.done_at).is_not(None),
        )
    )
    return [row.escalate_to or "" for row in found.all() if ended is None or (row.done_at and ended < row.done_at)]


async def steps_of_turn(session: AsyncSession, conversation_id: int, turn: int) -> list[StepRow]:
    """List what was taken or is timed in a turn, oldest first."""
    found = await session.scalars(
        select(StepRow)
        .where(col(StepRow.conversation_id) == conversation_id, col(StepRow.turn) == turn)
        .order_by(col(StepRow.id))
    )
    return list(found.all())


async def rung_coming_due(session: AsyncSession, follow_up_id: int) -> StepRow | None:
    """Find the rung that a follow-up reminds of."""
    found = await session.scalars(select(StepRow).where(col(StepRow.follow_up_id) == follow_up_id))
    return found.first()


async def stop_rung(session: AsyncSession, row: StepRow) -> None:
    """Drop the reminder of a rung; its time stays, so that it can go on."""
    await _cancel(session, col(FollowUpRow.id) == row.follow_up_id)


async def go_on(session: AsyncSession, row: StepRow) -> None:
    """Let the time of a rung run on that had been stopped."""
    if row.follow_up_id is not None:
        await resume(session, [row.follow_up_id])


async def stop_earlier_rungs(session: AsyncSession, conversation: Conversation) -> list[int]:
    """Drop the rungs of earlier turns: what they waited for has been answered since. Names what was dropped."""
    return await _cancel(
        session,
        col(FollowUpRow.conversation_id) == conversation.id,
        col(FollowUpRow.source) == LADDER,
        col(FollowUpRow.turn) < conversation.turn,
    )


async def take_times_back(session: AsyncSession, conversation: Conversation, message_id: int) -> None:
    """Take back every time that began to run with a reply, as if it had not been sent."""
    message = await session.get_one(Message, message_id)
    begun = await session.scalars(
        select(StepRow)
        .join(FollowUpRow, col(FollowUpRow.id) == col(StepRow.follow_up_id))
        .where(
            col(StepRow.conversation_id) == conversation.id,
            col(StepRow.done_at).is_(None),
            col(FollowUpRow.created_at) == message.at,
        )
    )
    await _cancel(
        session,
        col(FollowUpRow.conversation_id) == conversation.id,
        col(FollowUpRow.source) != "agent",
        col(FollowUpRow.created_at) == message.at,
    )
    for row in begun.all():
        row.due_at, row.follow_up_id = None, None


async def _cancel(session: AsyncSession, *which: object) -> list[int]:
    stopped = await session.scalars(
        update(FollowUpRow)
        .where(*which, col(FollowUpRow.status) == FollowUpStatus.PENDING)  # type: ignore[arg-type]  # SQLModel's columns
        .values(status=FollowUpStatus.CANCELLED)
        .returning(col(FollowUpRow.id))
        .execution_options(synchronize_session=False)
    )
    return [number for number in stopped.all() if number is not None]
