"""Lines of the program itself in a customer's topic, queued in one way for everybody."""

from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.storage.outgoing import Draft, Urgency, add_outgoing, staff_line
from bot.storage.tables.conversations import Conversation
from bot.storage.tables.people import Customer
from bot.storage.tables.traffic import OutgoingKind


async def queue_note(
    session: AsyncSession,
    conversation: Conversation,
    content: dict[str, Any],
    now: datetime,
    *,
    urgency: Urgency = Urgency.CARD,
    turn: int | None = None,
) -> None:
    """Queue a line in the topic of a conversation's customer; `now` is the machine's time."""
    customer = await session.get_one(Customer, conversation.customer_id)
    if customer.staff_chat is None:  # known from an import alone: there is no topic to say it in
        return
    draft = Draft(
        kind=OutgoingKind.NOTE,
        line=staff_line(conversation.customer_id),
        chat_id=customer.staff_chat,
        priority=urgency,
        not_before=now,
        content=content,
        customer_id=conversation.customer_id,
        conversation_id=conversation.id,
        turn=conversation.turn if turn is None else turn,
    )
    await add_outgoing(session, [draft], now)
