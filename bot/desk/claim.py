"""Takes a conversation over, and opens a resolved one again."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clockwork import Promises
from bot.desk.action import Action, agent_of
from bot.storage import clocks
from bot.storage.audit import record
from bot.storage.conversations import change
from bot.storage.effects import Answer, answer
from bot.storage.outgoing import refresh_card
from bot.storage.pages import claim_pages
from bot.storage.tables.conversations import Conversation, Status


async def take_over(session: AsyncSession, *, action: Action, conversation_id: int) -> Answer:
    """Make the agent the assignee, whoever was before."""
    return await _change(session, action, conversation_id, "take_over", "taken_over")


async def reopen(session: AsyncSession, *, action: Action, conversation_id: int) -> Answer:
    """Open a resolved conversation again and take it."""
    changes = {"status": Status.OPEN, "resolved_at": None, "reopened": True}
    told = await _change(session, action, conversation_id, "reopen", "reopened", **changes)
    conversation = await session.get(Conversation, conversation_id)
    if conversation is not None:
        promises = Promises.of(action.shop, action.zone)
        await clocks.reopened(session, conversation_id, conversation.turn, action.now, promises)
    return told


async def _change(
    session: AsyncSession, action: Action, conversation_id: int, deed: str, key: str, **changes: Any
) -> Answer:
    conversation = await session.get(Conversation, conversation_id)
    if conversation is None:
        return answer("expired", alert=True)
    agent = await agent_of(session, action)
    await change(session, conversation, assignee_id=agent.id, claimed_at=action.now, **changes)
    await claim_pages(session, conversation, agent, action.now, action.machine_now)
    record(session, deed, action.now, conversation_id=conversation_id, agent_id=agent.id)
    await refresh_card(session, conversation_id, conversation.turn, action.machine_now)
    return answer(key)
