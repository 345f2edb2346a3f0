"""What happens in an account's chats beside the customer's words: its owner answers by hand, and messages are deleted."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.desk.action import Action
from bot.desk.clocking import asks, we_asked
from bot.desk.ladder import answered
from bot.incoming import Incoming
from bot.storage import clocks, customer_waits
from bot.storage.audit import record
from bot.storage.cases import is_known
from bot.storage.channels import last_in, mark_deleted
from bot.storage.conversations import change
from bot.storage.customers import find_customer
from bot.storage.edits import find_message
from bot.storage.followups import cancel_unless
from bot.storage.notes import queue_note
from bot.storage.outgoing import refresh_card
from bot.storage.tables.conversations import Conversation, Message, MessageVersion

# Enough to see what was said; the whole of it is kept.
QUOTED = 1000


@dataclass(frozen=True, slots=True)
class ByHand:
    """What an account's owner said in a chat; `itself` where Telegram said it for them: an away text, a greeting."""

    said: Incoming  # the customer's chat, with the words of the owner
    itself: bool = False


async def note_by_hand(session: AsyncSession, *, action: Action, words: ByHand) -> None:
    """Keep the owner's words as our reply, by no agent; they end the turn, unless nobody wrote them just now.

    Where no conversation of ours is held, the owner's chat is none of our business and nothing is kept.
    """
    said = words.said
    if await is_known(session, said.connection, said.chat_id, said.message_id):
        return
    customer = await find_customer(session, said.chat_id)
    conversation = await last_in(session, customer.id or 0, said.connection) if customer else None
    if conversation is None:
        return
    session.add(_message(conversation, words))
    await session.flush()
    key = "business_itself" if words.itself else "business_by_hand"
    content = {"key": key, "values": {"account": said.account}, "quote": said.text[:QUOTED] or f"📎 {said.kind}"}
    await queue_note(session, conversation, content, action.machine_now)
    if not words.itself and conversation.waiting_since is not None:
        await _end_turn(session, conversation, action, said.text)


def _message(conversation: Conversation, words: ByHand) -> Message:
    said = words.said
    return Message(
        conversation_id=conversation.id or 0,
        direction="automatic" if words.itself else "outgoing",  # an away text is nobody's answer, nor a promise kept
        turn=conversation.turn,
        connection=said.connection,
        chat_id=said.chat_id,
        telegram_id=said.message_id,
        kind=said.kind,
        text=said.text,
        media=said.media,
        album=said.album,
        at=said.at,
    )


async def _end_turn(session: AsyncSession, conversation: Conversation, action: Action, text: str) -> None:
    """End the turn like a reply; whose conversation it is stays as it was."""
    number = conversation.id or 0
    await cancel_unless(session, number, ["answered"])
    await change(session, conversation, waiting_since=None, unanswered=0, due_at=None, promised_at=None, promised=None)
    await answered(session, conversation, action)
    await clocks.answered(session, number, action.now)
    if asks(text):
        await we_asked(session, conversation, action)
    else:
        await customer_waits.end(session, number, conversation.turn, action.now, "no_longer")
    record(session, "answered_by_hand", action.now, conversation_id=conversation.id)
    await refresh_card(session, number, conversation.turn, action.machine_now)


async def change_by_hand(session: AsyncSession, *, action: Action, said: Incoming) -> None:
    """Keep a new wording of the owner's own message beside the old one."""
    message = await find_message(session, said)
    if message is None or message.text == said.text:
        return
    number = await session.scalar(select(func.count()).where(col(MessageVersion.message_id) == message.id))
    at = message.edited_at or message.at
    session.add(MessageVersion(message_id=message.id or 0, number=(number or 0) + 1, text=message.text, at=at))
    message.text, message.edited_at = said.text, action.now


async def note_deleted(
    session: AsyncSession, *, action: Action, place: tuple[str, int], numbers: Sequence[int]
) -> None:
    """Mark what was deleted in a chat, (connection, chat), and tell the topic; the desk keeps the words."""
    for message in await mark_deleted(session, place, numbers, action.now):
        conversation = await session.get_one(Conversation, message.conversation_id)
        key = "business_deleted" if message.direction == "incoming" else "business_deleted_ours"
        content = {"key": key, "quote": message.text[:QUOTED] or f"📎 {message.kind}"}
        await queue_note(session, conversation, content, action.machine_now, turn=message.turn)
