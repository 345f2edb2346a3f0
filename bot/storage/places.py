"""Where messages stand: which of ours is behind a place in Telegram, and where its copy is on the other side."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.storage.tables.conversations import Conversation, Message
from bot.storage.tables.traffic import Delivery, Outgoing, OutgoingKind

STAFF, CUSTOMER = "staff", "customer"
# The connection under which what agents write is kept.
BY_AGENT = "staff"


@dataclass(frozen=True, slots=True)
class Spot:
    """A message of Telegram; `card` where the reply was chosen on a card and has no message of its own."""

    chat_id: int
    telegram_id: int
    card: bool = False


async def written_at(session: AsyncSession, connection: str, chat_id: int, telegram_id: int) -> Message | None:
    """Find the message that somebody wrote there themselves."""
    found = await session.scalars(
        select(Message).where(
            col(Message.connection) == connection,
            col(Message.chat_id) == chat_id,
            col(Message.telegram_id) == telegram_id,
        )
    )
    return found.first()


async def copied_to(
    session: AsyncSession, side: str, chat_id: int, telegram_id: int, connection: str = ""
) -> list[Message]:
    """List whose copy stands there: several where a burst of texts was relayed as one, oldest first.

    A customer's chat with an account of the shop has the number of the one with the bot, and counts messages anew.
    """
    found = await session.scalars(
        select(Message)
        .join(Delivery, col(Delivery.message_id) == col(Message.id))
        .join(Conversation, col(Conversation.id) == col(Message.conversation_id))
        .where(col(Delivery.chat_id) == chat_id, col(Delivery.telegram_id) == telegram_id, col(Delivery.side) == side)
        .where((col(Delivery.side) == STAFF) | (col(Conversation.connection) == connection))
        .order_by(col(Message.id))
    )
    return list(found.unique().all())


async def copies_of(session: AsyncSession, message_id: int, side: str) -> list[Delivery]:
    """List where a message stands on a side, in order: more than once where it is long, or was replaced."""
    found = await session.scalars(
        select(Delivery)
        .where(col(Delivery.message_id) == message_id, col(Delivery.side) == side)
        .order_by(col(Delivery.id))
    )
    return list(found.all())


async def at_customer(session: AsyncSession, message: Message) -> Spot | None:
    """Tell where a message stands in the customer's chat."""
    if message.direction == "incoming":
        return _own(message)
    copies = await copies_of(session, message.id or 0, CUSTOMER)
    return Spot(copies[0].chat_id, copies[0].telegram_id) if copies else None


async def in_topic(session: AsyncSession, message: Message) -> Spot | None:
    """Tell where a message stands in the topic; for a reply by button that is the card of its turn."""
    if message.direction != "incoming":
        return _own(message) or await _card_of(session, message)
    copies = await copies_of(session, message.id or 0, STAFF)
    return Spot(copies[-1].chat_id, copies[-1].telegram_id) if copies else None


async def told_together(session: AsyncSession, outgoing_id: int) -> list[Message]:
    """List the messages that one relay shows, in order."""
    found = await session.scalars(
        select(Message)
        .join(Delivery, col(Delivery.message_id) == col(Message.id))
        .where(col(Delivery.outgoing_id) == outgoing_id)
        .order_by(col(Message.id))
    )
    return list({message.id: message for message in found.all()}.values())


def quoted(messages: Sequence[Message], quote: str | None) -> Message | None:
    """Choose who was meant where several stand in one relay: whose words were quoted, else the last."""
    named = [message for message in messages if quote and quote in message.text]
    meant = named or list(messages)
    return meant[-1] if meant else None


def _own(message: Message) -> Spot | None:
    if message.chat_id is None or message.telegram_id is None:
        return None
    return Spot(message.chat_id, message.telegram_id)


async def _card_of(session: AsyncSession, message: Message) -> Spot | None:
    found = await session.scalars(
        select(Delivery)
        .join(Outgoing, col(Outgoing.id) == col(Delivery.outgoing_id))
        .where(
            col(Outgoing.conversation_id) == message.conversation_id,
            col(Outgoing.turn) == message.turn,
            col(Outgoing.kind) == OutgoingKind.CARD,
        )
        .order_by(col(Delivery.id).desc())
    )
    placed = found.first()
    return Spot(placed.chat_id, placed.telegram_id, card=True) if placed else None
