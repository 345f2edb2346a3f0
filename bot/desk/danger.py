"""What agents do about danger: take it, so that nobody else is called, or say that it is none."""

from sqlalchemy.ext.asyncio import AsyncSession

from bot.desk.action import Action, agent_of
from bot.desk.claim import take_over
from bot.storage.alerts import tell_people
from bot.storage.audit import record
from bot.storage.effects import Answer, answer
from bot.storage.outgoing import Urgency, refresh_card
from bot.storage.pages import open_pages, pages_of_turn, tell_others
from bot.storage.tables.conversations import Conversation


async def take_page(session: AsyncSession, *, action: Action, conversation_id: int) -> Answer:
    """Take the danger and the conversation with it; the ladder stops, and who was alerted hears of it."""
    if not await open_pages(session, conversation_id):
        return answer("page_settled", alert=True)
    taken = await take_over(session, action=action, conversation_id=conversation_id)
    conversation = await session.get_one(Conversation, conversation_id)
    # The alert may have come before the topic was there; now there is a way to it.
    yours = {"key": "page_yours", "link_topic_of": conversation.customer_id}
    await tell_people(
        session, [action.actor.telegram_id], machine_now=action.machine_now, content=yours, urgency=Urgency.DANGER
    )
    return taken


async def call_false(session: AsyncSession, *, action: Action, conversation_id: int, turn: int) -> Answer:
    """Say that there is no danger, before or after taking it: the ladder stops, and the report counts it."""
    pages = await pages_of_turn(session, conversation_id, turn)
    conversation = await session.get(Conversation, conversation_id)
    if not pages or conversation is None:
        return answer("page_settled", alert=True)
    agent = await agent_of(session, action)
    for page in pages:
        page.false_at, page.false_by = action.now, agent.id
    record(session, "page_false", action.now, conversation_id=conversation_id, agent_id=agent.id, turn=turn)
    await tell_others(session, conversation, pages, "page_was_false", agent, action.machine_now)
    await refresh_card(session, conversation_id, turn, action.machine_now)
    return answer("page_called_false")
