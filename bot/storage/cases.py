"""All that is known about the writer of a message: one look before triage."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.storage.conversations import LAST_CONVERSATION
from bot.storage.customers import find_customer
from bot.storage.encoding import decode_assessment
from bot.storage.orders import load_engagement, load_orders
from bot.storage.tables.conversations import AssessmentRow, Conversation, Message, Status
from bot.storage.tables.people import Customer
from classifier.assessment import Assessment, Said
from classifier.history.orders import Engagement, Order

# A message within 72 hours of resolution reopens; later it starts a new conversation (design.md).
REOPEN = timedelta(hours=72)
# More of the past than this says nothing about how somebody feels now.
LOOK_BACK = 12


# Questions asked for every message are built once: building one takes longer than SQLite does to answer it.
_KNOWN = select(col(Message.id)).where(
    col(Message.connection) == bindparam("connection"),
    col(Message.chat_id) == bindparam("chat"),
    col(Message.telegram_id) == bindparam("number"),
)
_TURN = (
    select(col(AssessmentRow.content))
    .where(
        col(AssessmentRow.conversation_id) == bindparam("conversation"), col(AssessmentRow.turn) == bindparam("turn")
    )
    .order_by(col(AssessmentRow.id).desc())
    .limit(1)
)
_SAID = (
    select(col(Message.direction), col(Message.text), col(Message.at))
    .where(col(Message.conversation_id) == bindparam("conversation"))
    .order_by(col(Message.id).desc())
    .limit(LOOK_BACK)
)


@dataclass(frozen=True, slots=True)
class Case:
    """A customer, the conversation that a new message belongs to, and what was said and bought so far."""

    customer: Customer | None = None
    conversation: Conversation | None = None
    said: Sequence[Said] = ()
    turn_so_far: Assessment | None = None
    orders: Sequence[Order] = ()
    engagement: Sequence[Engagement] = ()
    linked: bool = False


async def is_known(session: AsyncSession, connection: str, chat_id: int, telegram_id: int) -> bool:
    """Tell whether a message is stored already; update numbers start anew, message numbers do not."""
    found = await session.scalar(_KNOWN, {"connection": connection, "chat": chat_id, "number": telegram_id})
    return found is not None


async def load_case(session: AsyncSession, telegram_id: int, now: datetime) -> Case:
    """Gather what triage needs; an unknown writer gets an empty case."""
    customer = await find_customer(session, telegram_id)
    if customer is None or customer.id is None:
        return Case()
    conversation = await current_conversation(session, customer.id, now)
    orders = await load_orders(session, customer.id)
    said: Sequence[Said] = ()
    so_far = None
    if conversation is not None and conversation.id is not None:
        said = await _said(session, conversation.id)
        if conversation.waiting_since is not None:
            so_far = await turn_assessment(session, conversation.id, conversation.turn)
    return Case(
        customer=customer,
        conversation=conversation,
        said=said,
        turn_so_far=so_far,
        orders=orders,
        engagement=await load_engagement(session, customer.id),
        linked=bool(orders),
    )


async def current_conversation(session: AsyncSession, customer_id: int, now: datetime) -> Conversation | None:
    """Find the conversation that a new message belongs to; None where it starts a new one."""
    found = await session.scalars(LAST_CONVERSATION, {"customer": customer_id})
    last = found.first()
    if last is None or last.status != Status.RESOLVED or last.resolved_at is None:
        return last
    return last if now - last.resolved_at < REOPEN else None


async def turn_assessment(session: AsyncSession, conversation_id: int, turn: int) -> Assessment | None:
    """Load what was concluded from a turn so far."""
    content = await session.scalar(_TURN, {"conversation": conversation_id, "turn": turn})
    return decode_assessment(content) if content else None


async def _said(session: AsyncSession, conversation_id: int) -> list[Said]:
    rows = await session.execute(_SAID, {"conversation": conversation_id})
    found = [Said("customer" if row.direction == "incoming" else "agent", row.text, row.at) for row in rows.all()]
    return found[::-1]
