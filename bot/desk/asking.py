"""Leaves a customer in peace who has not answered our question: no reminder, and nobody closes it but an agent."""

from sqlalchemy.ext.asyncio import AsyncSession

from bot.desk.action import Action, agent_of
from bot.storage.audit import record
from bot.storage.customer_waits import end
from bot.storage.effects import Answer, answer


async def leave_in_peace(session: AsyncSession, *, action: Action, conversation_id: int, turn: int) -> Answer:
    """Switch the announced reminder off for this question."""
    if not await end(session, conversation_id, turn, action.now, "switched_off"):
        return answer("wait_over", alert=True)
    agent = await agent_of(session, action)
    record(session, "wait_off", action.now, conversation_id=conversation_id, agent_id=agent.id)
    return answer("wait_switched_off")
