"""Erasing a topic's customer: a look first, then a lead's tap, then a last word to the person."""

from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from bot.desk.action import Action, agent_of
from bot.desk.rights import say, words_for
from bot.desk.roles import Power, may
from bot.storage.conversations import last_conversation
from bot.storage.customers import find_by_topic, telegram_id_of
from bot.storage.effects import Answer, answer
from bot.storage.erasing import erase_person, holding_of
from bot.storage.notes import queue_note
from bot.storage.outgoing import Draft, Urgency, add_outgoing
from bot.storage.retention import last_line
from bot.storage.tables.conversations import Conversation
from bot.storage.tables.people import Customer
from bot.storage.tables.traffic import OutgoingKind

WHY: Final = "the person asked at the desk"


async def look_before_forgetting(session: AsyncSession, *, action: Action, topic: tuple[int, int]) -> Answer:
    """Show what would be erased, with the button that does it."""
    customer = await find_by_topic(session, *topic)
    conversation = await last_conversation(session, customer.id or 0) if customer else None
    if customer is None or conversation is None:
        return answer("no_topic_customer")
    held = await holding_of(session, customer.id or 0)
    button = [["forget_yes", f"forget_yes:{conversation.id}:{customer.id}"]]
    content = {"key": "forget_preview", "values": held.values(), "buttons": button}
    await queue_note(session, conversation, content, action.machine_now, urgency=Urgency.REPLY)
    return answer("forget_shown", reaction="👀")


async def forget_them(session: AsyncSession, *, action: Action, conversation_id: int, customer_id: int) -> Answer:
    """Erase the person whom the preview showed, tell them, and have their topic deleted."""
    if not await may(session, action, Power.FORGET):
        return answer("forget_leads_only", alert=True)
    conversation = await session.get(Conversation, conversation_id)
    customer = await session.get(Customer, customer_id)
    if conversation is None or customer is None or conversation.customer_id != customer_id:
        return answer("expired", alert=True)
    chat, text = await telegram_id_of(session, customer_id), words_for(customer, "erased", action.shop)
    place, agent = (customer.staff_chat, customer.topic_id), await agent_of(session, action)
    await erase_person(session, customer_id, action.now, agent_id=agent.id, why=WHY)
    if chat is not None:
        await say(session, chat, text, action.machine_now, line=last_line(chat))
    await _delete_topic(session, place, action)
    return answer("forget_done", alert=True)


async def _delete_topic(session: AsyncSession, place: tuple[int | None, int | None], action: Action) -> None:
    """The copies of what they wrote stand there; nothing of ours names the topic any more."""
    staff_chat, thread = place
    if staff_chat is None or thread is None:
        return
    draft = Draft(
        kind=OutgoingKind.DELETE_TOPIC,
        line=last_line(staff_chat),
        chat_id=staff_chat,
        priority=Urgency.REPLY,
        not_before=action.machine_now,
        content={"thread": thread},
    )
    await add_outgoing(session, [draft], action.machine_now)
