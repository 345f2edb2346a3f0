"""What the desk has yet to do for somebody by a time: promises made to customers, and reminders set by agents."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, Select, and_, select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.storage.followups import PENDING
from bot.storage.tables.conversations import Conversation, FollowUpRow, FollowUpStatus, Message, Status

# Follow-ups that a customer was told of; an agent's own reminder (`agent`) is owed to nobody but the desk.
PROMISED: Final = ("playbook", "promise")
OWN: Final = "agent"
# In the words of the partial index, like `PENDING`.
FIRED: Final = text(f"follow_up.status = '{FollowUpStatus.FIRED}'")
# A reminder that came and was left lying is nobody's worry after so long.
FORGOTTEN: Final = timedelta(days=14)
# Nobody reads more of a list, and a flood must not fill the memory.
MOST: Final = 500


@dataclass(frozen=True, slots=True)
class Owed:
    """One thing to be done by a time; `agent_id` is None where it is the pool's."""

    conversation_id: int
    customer_id: int
    due_at: datetime
    agent_id: int | None
    follow_up_id: int | None = None
    promised: bool = True


async def owed_by(session: AsyncSession, agent_id: int, now: datetime) -> list[Owed]:
    """List what one agent owes, next first."""
    return await _owed(session, now, col(FollowUpRow.agent_id) == agent_id, col(Conversation.assignee_id) == agent_id)


async def owed_until(session: AsyncSession, until: datetime, now: datetime) -> list[Owed]:
    """List what anybody owes up to a time, next first."""
    return await _owed(session, now, col(FollowUpRow.due_at) <= until, col(Conversation.promised_at) <= until)


def came_lately(now: datetime) -> ColumnElement[bool]:
    """Ask for follow-ups that came while nobody has said or settled anything since."""
    answered = select(col(Message.id)).where(
        col(Message.conversation_id) == col(FollowUpRow.conversation_id),
        col(Message.direction) == "outgoing",
        col(Message.at) > col(FollowUpRow.fired_at),
    )
    return and_(FIRED, col(FollowUpRow.fired_at) > now - FORGOTTEN, ~answered.exists())


async def _owed(
    session: AsyncSession, now: datetime, timed: ColumnElement[bool], told: ColumnElement[bool]
) -> list[Owed]:
    """A promise that has a follow-up of its own is one thing, not two."""
    found = [*await _timed(session, and_(timed, PENDING)), *await _timed(session, timed & came_lately(now))]
    doubled = await _with_follow_up(session, told)
    found += [one for one in await _told(session, told) if one.conversation_id not in doubled]
    return sorted(found, key=lambda one: (one.due_at, one.conversation_id))[:MOST]


async def _timed(session: AsyncSession, which: ColumnElement[bool]) -> list[Owed]:
    rows = await session.execute(
        select(FollowUpRow, col(Conversation.customer_id))
        .join(Conversation, col(Conversation.id) == col(FollowUpRow.conversation_id))
        .where(which, col(FollowUpRow.source).in_([*PROMISED, OWN]), col(Conversation.status) != Status.RESOLVED)
        .order_by(col(FollowUpRow.due_at))
        .limit(MOST)
    )
    return [
        Owed(row.conversation_id, customer_id, row.due_at, row.agent_id, row.id, row.source in PROMISED)
        for row, customer_id in rows.all()
    ]


def _promising(told: ColumnElement[bool]) -> Select[Conversation]:
    return select(Conversation).where(
        told, col(Conversation.promised_at).is_not(None), col(Conversation.status) != Status.RESOLVED
    )


async def _told(session: AsyncSession, told: ColumnElement[bool]) -> list[Owed]:
    """List what customers were told by when, as the conversations themselves keep it."""
    rows: Sequence[Conversation] = (await session.scalars(_promising(told).limit(MOST))).all()
    return [Owed(row.id or 0, row.customer_id, row.promised_at or row.opened_at, row.assignee_id) for row in rows]


async def _with_follow_up(session: AsyncSession, told: ColumnElement[bool]) -> set[int]:
    """Find which of them a follow-up of the same promise stands for, whoever has to see to it."""
    found = await session.scalars(
        select(col(FollowUpRow.conversation_id)).where(
            PENDING,
            col(FollowUpRow.source).in_(PROMISED),
            col(FollowUpRow.conversation_id).in_(_promising(told).with_only_columns(col(Conversation.id))),
        )
    )
    return set(found.all())
