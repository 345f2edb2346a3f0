"""Sends a note after all: an agent who does not hold the conversation was asked, and said yes."""

from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.desk.action import Action
from bot.desk.albums import parts_kept
from bot.desk.claim import take_over
from bot.desk.send import send_own_words
from bot.desk.words import OwnWords
from bot.storage.effects import Answer, answer
from bot.storage.tables.conversations import Conversation, Message, Note
from bot.storage.tables.people import Customer


async def send_anyway(session: AsyncSession, *, action: Action, note_id: int, message_id: int, kind: str) -> Answer:
    """Take the conversation over and send the note's words; a second press changes nothing."""
    note = await session.get(Note, note_id)
    if note is None:
        return answer("expired", alert=True)
    await take_over(session, action=action, conversation_id=note.conversation_id)
    chat_id = note.chat_id or await _staff_chat(session, note.conversation_id)
    sent = await session.scalar(
        select(col(Message.id)).where(
            col(Message.connection) == "staff", col(Message.chat_id) == chat_id, col(Message.telegram_id) == message_id
        )
    )
    if sent is not None:
        return answer("answered_already")
    told = answer("queued")
    for part in await parts_kept(session, note):
        place = (chat_id, part.telegram_id or message_id)
        words = OwnWords(note.conversation_id, part.text, *place, part.kind if part.telegram_id else kind)
        told = await send_own_words(session, action=action, words=replace(words, album=part.album, confirmed=True))
    return told


async def _staff_chat(session: AsyncSession, conversation_id: int) -> int:
    conversation = await session.get_one(Conversation, conversation_id)
    return (await session.get_one(Customer, conversation.customer_id)).staff_chat or 0
