"""Reactions both ways: what one side puts on a message stands on the other side's copy of it."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy.ext.asyncio import AsyncSession

from bot.storage.customers import telegram_id_of
from bot.storage.notes import queue_note
from bot.storage.outgoing import Draft, Urgency, add_outgoing, private_line, staff_line
from bot.storage.places import CUSTOMER, STAFF, Spot, copied_to, in_topic
from bot.storage.tables.conversations import Conversation, Message
from bot.storage.tables.people import Customer
from bot.storage.tables.traffic import OutgoingKind

# What the bot itself puts on an agent's message: seen, sent, uncertain, failed, noted. A customer's would look the same.
STATES: Final = frozenset({"👀", "👍", "🤔", "👎", "✍"})
# What stands on an agent's message that arrived, once a customer's reaction is taken back.
ARRIVED: Final = "👍"
QUOTED: Final = 60


@dataclass(frozen=True, slots=True)
class Reaction:
    """What stands on a message now: an emoji, None for nothing; `plain` where Telegram lets a bot put it, too."""

    chat_id: int
    telegram_id: int
    emoji: str | None
    plain: bool = True


async def show_customers(session: AsyncSession, *, reaction: Reaction, machine_now: datetime) -> None:
    """Show on the agents' copy what the customer put on our reply; as a line where it can't be told from our own."""
    found = await copied_to(session, CUSTOMER, reaction.chat_id, reaction.telegram_id)
    message = found[-1] if found else None
    if message is None or message.reaction == reaction.emoji:
        return
    before, message.reaction = message.reaction, reaction.emoji
    conversation = await session.get_one(Conversation, message.conversation_id)
    spot = await in_topic(session, message)
    line = await _line(session, conversation, message, reaction, spot)
    if spot is None or not reaction.plain or (reaction.emoji in STATES and not spot.card):
        await queue_note(session, conversation, line, machine_now, urgency=Urgency.REMINDER)
        return
    emoji = reaction.emoji or (None if spot.card or before in STATES else ARRIVED)
    if reaction.emoji is not None or before not in STATES or spot.card:
        content = {"telegram_id": spot.telegram_id, "emoji": emoji, **({"line": line} if reaction.emoji else {})}
        draft = _draft(message, spot.chat_id, staff_line(conversation.customer_id), machine_now)
        draft = replace(draft, content=content, customer_id=conversation.customer_id)
        await add_outgoing(session, [draft], machine_now)


async def show_agents(session: AsyncSession, *, reaction: Reaction, machine_now: datetime) -> None:
    """Put on the customer's message what an agent put on its relay; the bot has one reaction for each."""
    found = await copied_to(session, STAFF, reaction.chat_id, reaction.telegram_id)
    message = found[-1] if found else None
    if message is None or message.direction != "incoming" or message.connection or message.reaction == reaction.emoji:
        return
    conversation = await session.get_one(Conversation, message.conversation_id)
    if not reaction.plain:
        await queue_note(session, conversation, {"key": "reaction_not_passed"}, machine_now, urgency=Urgency.REMINDER)
        return
    message.reaction = reaction.emoji
    chat_id = await telegram_id_of(session, conversation.customer_id)
    draft = _draft(message, chat_id or 0, private_line(chat_id or 0), machine_now)
    content = {"telegram_id": message.telegram_id, "emoji": reaction.emoji, "line": {"key": "reaction_not_passed"}}
    await add_outgoing(session, [replace(draft, content=content, customer_id=conversation.customer_id)], machine_now)


async def _line(
    session: AsyncSession, conversation: Conversation, message: Message, reaction: Reaction, spot: Spot | None
) -> dict[str, Any]:
    """Say it in words, below the message where it has one of its own."""
    customer = await session.get_one(Customer, conversation.customer_id)
    shown = (reaction.emoji or "") if reaction.plain else "⭐"
    key = "reaction_line" if reaction.emoji else "reaction_gone"
    below = {"answer_to": spot.telegram_id} if spot is not None and not spot.card else {}
    values = {"name": customer.first_name or "?", "emoji": shown}
    return {"key": key, "values": values, "quote": message.text[:QUOTED], **below}


def _draft(message: Message, chat_id: int, line: str, machine_now: datetime) -> Draft:
    return Draft(
        kind=OutgoingKind.REACT,
        line=line,
        chat_id=chat_id,
        priority=Urgency.REMINDER,
        not_before=machine_now,
        conversation_id=message.conversation_id,
        message_id=message.id,
        turn=message.turn,
    )
