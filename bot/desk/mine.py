"""What one agent holds and has promised."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.desk.action import Action, agent_of
from bot.desk.handing import case_line
from bot.desk.shift import owed_line
from bot.storage.answers import Spot, item, listed, queue_answer
from bot.storage.effects import Answer, answer
from bot.storage.owed import owed_by
from bot.storage.tables.conversations import Conversation, Status
from bot.storage.tables.people import Agent

# The first of each; the counts have the rest.
SHOWN = 10


async def show_mine(session: AsyncSession, *, action: Action, spot: Spot) -> Answer | None:
    """Show the open cases, those first in which somebody waits, and everything promised."""
    agent = await agent_of(session, action)
    cases, count = await _cases(session, agent)
    owed = await owed_by(session, agent.id or 0, action.now)
    if not cases and not owed:
        return answer("mine_nothing")
    lines = [case_line(case) for case in cases]
    lines += [item("list_more", count=count - len(cases))] if count > len(cases) else []
    if owed:
        lines.append(item("mine_owed", count=len(owed)))
        lines += [await owed_line(session, one, agent) for one in owed[:SHOWN]]
        lines += [item("list_more", count=len(owed) - SHOWN)] if len(owed) > SHOWN else []
    await queue_answer(session, spot, listed("mine_head", lines, count=count), action.machine_now)
    return None


async def _cases(session: AsyncSession, agent: Agent) -> tuple[Sequence[Conversation], int]:
    theirs = (col(Conversation.assignee_id) == agent.id) & (col(Conversation.status) != Status.RESOLVED)
    waits = col(Conversation.waiting_since).is_(None)
    found = await session.scalars(
        select(Conversation)
        .where(theirs)
        .order_by(waits, col(Conversation.priority).desc(), col(Conversation.due_at), col(Conversation.id))
        .limit(SHOWN)
    )
    return found.all(), await session.scalar(select(func.count()).select_from(Conversation).where(theirs)) or 0
