"""Closes a conversation; the customer can always write again."""

from sqlalchemy.ext.asyncio import AsyncSession

from bot.desk.action import Action, agent_of
from bot.desk.remind import local
from bot.storage import clocks
from bot.storage.audit import record
from bot.storage.conversations import change
from bot.storage.effects import Answer, answer
from bot.storage.followups import cancel_unless
from bot.storage.outgoing import refresh_card
from bot.storage.tables.conversations import Conversation, Status


async def resolve(session: AsyncSession, *, action: Action, conversation_id: int, sure: bool = False) -> Answer:
    """Resolve; asks for a second tap while the customer waits for an answer, or for a time that they were given."""
    conversation = await session.get(Conversation, conversation_id)
    if conversation is None:
        return answer("card_is_old", alert=True)
    if conversation.status == Status.RESOLVED:
        return answer("resolved_already")
    if conversation.waiting_since is not None and not sure:
        return answer("resolve_unanswered", alert=True)
    promised = conversation.promised_at
    if promised is not None and promised > action.now and not sure:
        return answer("resolve_promised", alert=True, at=local(promised, action))
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
    await clocks.resolved(session, conversation_id, action.now)
    record(session, "resolve", action.now, conversation_id=conversation_id, agent_id=agent.id)
    await refresh_card(session, conversation_id, conversation.turn, action.machine_now)
    return answer("resolved")
