"""What stands before somebody in the morning: due and overdue promises, reminders of today, who waits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.storage.promises import given_words
from bot.storage.tables.conversations import Conversation, FollowUpRow, FollowUpStatus, Status
from bot.storage.tables.people import Agent, Customer

# What was promised longer ago and is still open is a matter for a report.
LOOK_BACK = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Line:
    """One thing to be done: `what` is due, overdue, reminder or waiting."""

    what: str
    name: str
    at: datetime
    text: str = ""


@dataclass(frozen=True, slots=True)
class Morning:
    """Everything open at the desk, by who has it; None is nobody's."""

    lines: dict[int | None, list[Line]]
    agents: Sequence[Agent]


async def morning_of(session: AsyncSession, now: datetime, end_of_day: datetime) -> Morning:
    """Gather what is due by the end of the day, what is over and who waits."""
    lines: dict[int | None, list[Line]] = {}
    names: dict[int, str] = {}
    words = await given_words(session, now - LOOK_BACK, end_of_day)
    for word in words:
        name = await _name(session, names, word.conversation.customer_id)
        what = "overdue" if word.due_at < now else "due"
        lines.setdefault(word.agent_id, []).append(Line(what, name, word.due_at, word.text))
    rows = await session.execute(
        select(FollowUpRow, col(Conversation.customer_id))
        .join(Conversation, col(Conversation.id) == col(FollowUpRow.conversation_id))
        .where(
            col(FollowUpRow.status) == FollowUpStatus.PENDING,
            col(FollowUpRow.due_at) <= end_of_day,
            col(FollowUpRow.source).in_(["agent", "playbook"]),
            col(FollowUpRow.event).is_(None),
        )
        .order_by(col(FollowUpRow.due_at))
    )
    said = {word.row.id for word in words if word.row is not None}
    for row, customer_id in rows.all():
        if row.id in said:
            continue
        name = await _name(session, names, customer_id)
        lines.setdefault(row.agent_id, []).append(Line("reminder", name, row.due_at, row.text))
    waiting = await session.scalars(
        select(Conversation)
        .where(col(Conversation.waiting_since).is_not(None), col(Conversation.status) != Status.RESOLVED)
        .order_by(col(Conversation.waiting_since))
    )
    for talk in waiting.all():
        name = await _name(session, names, talk.customer_id)
        lines.setdefault(talk.assignee_id, []).append(Line("waiting", name, talk.waiting_since or now))
    agents = (await session.scalars(select(Agent).order_by(col(Agent.id)))).all()
    return Morning(lines, list(agents))


async def far_over(session: AsyncSession, named: Sequence[int]) -> int:
    """Count the conversations with one of these ids that still wait."""
    found = select(func.count()).where(col(Conversation.id).in_(named), col(Conversation.waiting_since).is_not(None))
    return await session.scalar(found) or 0


async def _name(session: AsyncSession, names: dict[int, str], customer_id: int) -> str:
    if customer_id not in names:
        customer = await session.get(Customer, customer_id)
        names[customer_id] = (customer.first_name if customer else None) or "?"
    return names[customer_id]
