"""Closes a conversation; the customer can always write again."""

from sqlalchemy.ext.asyncio import AsyncSession

from bot.desk.action import Action, agent_of
from bot.storage.audit import record
from bot.storage.conversations import change
from bot.storage.effects import Answer, answer
from bot.storage.followups import cancel_unless
from bot.storage.outgoing import refresh_card
from bot.storage.tables.conversations import Conversation, Status


async def resolve(session: AsyncSession, *, action: Action, conversation_id: int, sure: bool = False) -> Answer:
    """Resolve; asks for a second tap while the customer waits for an answer."""
    conversation = await session.get(Conversation, conversation_id)
    if conversation is None:
        return answer("card_is_old", alert=True)
    if conversation.status == Status.RESOLVED:
        return answer("resolved_already")
    if conversation.waiting_since is not None and not sure:
        return answer("resolve_unanswered", alert=True)
    agent = await agent_of(session, action)
    await change(
        session,
        conversation,
        status=Status.RESOLVED,
        resolved_at=action.now,
        snoozed_until=None,
        escalated_to=None,
        waiting_since=None,
        unanswered=0,
        due_at=None,
    )
    await cancel_unless(session, conversation_id, ["answered", "resolved", "done"])
    record(session, "resolve", action.now, conversation_id=conversation_id, agent_id=agent.id)
    await refresh_card(session, conversation_id, conversation.turn, action.machine_now)
    return answer("resolved")
