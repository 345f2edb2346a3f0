"""Keeps a customer's changed message: every version, a new assessment, relay and card brought up to date."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.incoming import Incoming
from bot.storage.conversations import Turn, change
from bot.storage.notes import queue_note
from bot.storage.outgoing import queue_card, refresh_card, staff_line
from bot.storage.relays import change_queued_text
from bot.storage.tables.conversations import Conversation, Message, MessageVersion
from bot.storage.tables.people import Customer
from bot.storage.triaged import Place, Triaged, card_of, keep_conclusions, page_leads

# Enough of a changed message to see what changed; the whole of it is kept.
QUOTED = 1000


async def find_message(session: AsyncSession, incoming: Incoming) -> Message | None:
    """Find the message that was changed; None where it never came."""
    found = await session.scalars(
        select(Message).where(
            col(Message.connection) == incoming.connection,
            col(Message.chat_id) == incoming.chat_id,
            col(Message.telegram_id) == incoming.message_id,
        )
    )
    return found.first()


async def save_edit(session: AsyncSession, *, triaged: Triaged, place: Place) -> None:
    """Keep the new wording; the same wording again (a reaction, a preview) changes nothing."""
    incoming = triaged.incoming
    message = await find_message(session, incoming)
    if message is None or message.text == incoming.text:
        return
    number = await session.scalar(select(func.count()).where(col(MessageVersion.message_id) == message.id))
    session.add(
        MessageVersion(
            message_id=message.id or 0, number=(number or 0) + 1, text=message.text, at=message.edited_at or message.at
        )
    )
    message.text, message.edited_at = incoming.text, place.business_now
    await session.flush()
    conversation = await session.get_one(Conversation, message.conversation_id)
    await keep_conclusions(session, triaged, (conversation.id or 0, message.turn), message.id or 0)
    await _show(session, message, conversation, place.machine_now)
    if message.turn == conversation.turn and conversation.waiting_since is not None:
        await _judge_again(session, triaged, conversation, place)
    else:
        await refresh_card(session, conversation.id or 0, message.turn, place.machine_now)


async def _judge_again(session: AsyncSession, triaged: Triaged, conversation: Conversation, place: Place) -> None:
    """Let the new words count like a new message: place in the queue, a louder card, the leads."""
    priority = triaged.priority
    await change(session, conversation, lang=triaged.assessment.lang, priority=priority.value, due_at=priority.due_at)
    customer = await session.get_one(Customer, conversation.customer_id)
    card = card_of(customer, Turn(conversation.id or 0, conversation.turn, first=False), triaged, place)
    await queue_card(session, card, place.machine_now, louder=triaged.louder)
    if triaged.danger and triaged.louder:
        await page_leads(session, triaged, card, place)


async def _show(session: AsyncSession, message: Message, conversation: Conversation, now: datetime) -> None:
    line = staff_line(conversation.customer_id)
    if not await change_queued_text(session, line, message.id or 0, message.text):
        content = {"key": "customer_edited", "quote": message.text[:QUOTED]}
        await queue_note(session, conversation, content, now, turn=message.turn)
