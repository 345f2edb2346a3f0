"""Passes a conversation up: leads are told in private, and the card says so."""

from sqlalchemy.ext.asyncio import AsyncSession

from bot.desk.action import Action, agent_of
from bot.storage.alerts import alert_leads
from bot.storage.audit import record
from bot.storage.conversations import change
from bot.storage.effects import Answer, answer
from bot.storage.notes import queue_note
from bot.storage.outgoing import Urgency, refresh_card
from bot.storage.tables.conversations import Conversation


async def escalate(session: AsyncSession, *, action: Action, conversation_id: int, to: str = "lead") -> Answer:
    """Escalate to a lead; without leads the topic itself asks for one."""
    conversation = await session.get(Conversation, conversation_id)
    if conversation is None:
        return answer("card_is_old", alert=True)
    agent = await agent_of(session, action)
    await change(session, conversation, escalated_to=to)
    record(session, "escalate", action.now, conversation_id=conversation_id, agent_id=agent.id, to=to)
    values = {"name": agent.name, "to": to}
    content = {"key": "escalated_note", "values": values}
    await queue_note(session, conversation, content, action.machine_now, urgency=Urgency.DANGER)
    await alert_leads(
        session, conversation, leads=action.leads, machine_now=action.machine_now, key="escalated_alert", values=values
    )
    await refresh_card(session, conversation_id, conversation.turn, action.machine_now)
    return answer("escalated" if action.leads else "escalated_no_leads", to=to)
