"""Keeps a trainee's reply until somebody with more experience has read it."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.cardfacts import shorten
from bot.desk.action import Action, agent_of
from bot.desk.roles import role_of
from bot.storage.audit import record
from bot.storage.conversations import change
from bot.storage.effects import Answer, answer
from bot.storage.notes import queue_note
from bot.storage.outgoing import Urgency, refresh_card
from bot.storage.tables.conversations import Conversation
from bot.storage.tables.people import Agent, Role
from bot.storage.tables.team import Approval, ApprovalState

# A note holds 4,096 characters; longer words of their own stand right above it.
QUOTED = 3500


@dataclass(frozen=True, slots=True)
class Proposed:
    """A reply as it would go out: its words, and what the desk sends it by (`approval.py` reads it)."""

    text: str
    content: dict[str, Any]
    approved_text: bool = False  # of danger
    album: str | None = None


async def kept_for_approval(
    session: AsyncSession, conversation: Conversation, action: Action, proposed: Proposed
) -> Answer | None:
    """Keep the reply of a trainee who still learns; None where it may go at once. The customer's wait goes on."""
    if action.approver is not None or not await still_learns(session, action):
        return None
    agent = await agent_of(session, action)
    earlier = await _waiting(session, conversation, agent)
    if earlier is not None and proposed.album and earlier.content.get("album") == proposed.album:
        earlier.content = {**earlier.content, "own": [*earlier.content["own"], *proposed.content["own"]]}
        return answer("approval_waits", reaction="✍")
    if earlier is not None:
        earlier.state = ApprovalState.REPLACED
    row = _row(conversation, agent, action, proposed)
    session.add(row)
    await session.flush()
    await change(session, conversation, assignee_id=agent.id, claimed_at=action.now)
    record(session, "approval_asked", action.now, conversation_id=conversation.id, agent_id=agent.id)
    await _show(session, conversation, agent, row, action)
    return answer("approval_waits", reaction="✍")


async def still_learns(session: AsyncSession, action: Action) -> bool:
    """Tell whether what this agent says is read by others before it goes."""
    if await role_of(session, action) != Role.TRAINEE:
        return False
    return (await agent_of(session, action)).approved_replies < action.shop.team.trainee_replies


def _row(conversation: Conversation, agent: Agent, action: Action, proposed: Proposed) -> Approval:
    album = {"album": proposed.album} if proposed.album else {}
    return Approval(
        conversation_id=conversation.id or 0,
        agent_id=agent.id or 0,
        turn=conversation.turn,
        unanswered=conversation.unanswered,
        text=proposed.text,
        content={**proposed.content, **album},
        approved_text=proposed.approved_text,
        at=action.now,
    )


async def _waiting(session: AsyncSession, conversation: Conversation, agent: Agent) -> Approval | None:
    found = await session.scalars(
        select(Approval)
        .where(
            col(Approval.conversation_id) == conversation.id,
            col(Approval.agent_id) == agent.id,
            col(Approval.state) == ApprovalState.WAITING,
        )
        .with_for_update()
    )
    return found.first()


async def _show(session: AsyncSession, conversation: Conversation, agent: Agent, row: Approval, action: Action) -> None:
    quote = row.text if len(row.text) <= QUOTED else shorten(row.text, QUOTED)
    content = {
        "key": "approval_asked",
        "values": {"name": agent.name},
        "quote": quote,
        "buttons": [["approve", f"approve:{row.id}"], ["give_back", f"give_back:{row.id}"]],
    }
    await queue_note(session, conversation, content, action.machine_now, urgency=Urgency.REPLY)
    await refresh_card(session, conversation.id or 0, conversation.turn, action.machine_now)
