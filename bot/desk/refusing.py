"""Says who may not answer now: somebody else holds the conversation, or it has its answer."""

from sqlalchemy.ext.asyncio import AsyncSession

from bot.desk.action import Action, agent_name, agent_of
from bot.desk.remind import local
from bot.storage.conversations import holder_at
from bot.storage.effects import Answer, answer
from bot.storage.tables.conversations import Conversation


async def refuse(session: AsyncSession, conversation: Conversation, action: Action, *, already: bool) -> Answer | None:
    """Tell why the agent cannot answer; None where they can."""
    if already:
        return answer("answered_already", alert=True)
    holder = holder_at(conversation, action.now, action.shop.service.claim_lapse)
    agent = await agent_of(session, action)
    if holder is not None and holder != agent.id:
        name, since = await agent_name(session, holder) or "?", local(conversation.claimed_at or action.now, action)
        return answer("held_by_other", alert=True, name=name, since=since)
    return None
