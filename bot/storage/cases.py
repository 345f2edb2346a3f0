"""All that is known about the writer of a message: one look before triage."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, bindparam, exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.storage.columns import table_of
from bot.storage.encoding import decode_assessment
from bot.storage.orders import load_engagement, load_orders
from bot.storage.service import services_of
from bot.storage.tables.conversations import AssessmentRow, Conversation, Message, Status
from bot.storage.tables.followups import ConsentRow
from bot.storage.tables.people import Customer, EngagementRow, Identity, IdentityKind, ShopOrder
from bot.storage.tables.shop import Link, ProfileRow
from classifier.assessment import Assessment, Said
from classifier.history.orders import Engagement, Order
from classifier.history.service import Service

# A message within 72 hours of resolution reopens; later it starts a new conversation (design.md).
REOPEN = timedelta(hours=72)
# More of the past than this says nothing about how somebody feels now.
LOOK_BACK = 12


# Questions asked for every message are built once: building one takes longer than SQLite does to answer it.
_PROFILES = table_of(ProfileRow)
# Beside their Telegram account: a shop's number, an address or a phone came by a join, and an undoing takes them away.
_OF_SHOP = table_of(Identity).alias()
_KNOWN = select(col(Message.id)).where(
    col(Message.connection) == bindparam("connection"),
    col(Message.chat_id) == bindparam("chat"),
    col(Message.telegram_id) == bindparam("number"),
)
_LAST = (
    select(func.max(col(Conversation.id)))
    .where(col(Conversation.customer_id) == col(Customer.id), col(Conversation.connection) == bindparam("connection"))
    .correlate(Customer)
    .scalar_subquery()
)
_TURN_SO_FAR = (
    select(col(AssessmentRow.content))
    .where(
        col(AssessmentRow.conversation_id) == col(Conversation.id),
        col(AssessmentRow.turn) == col(Conversation.turn),
        col(Conversation.waiting_since).is_not(None),
    )
    .order_by(col(AssessmentRow.id).desc())
    .limit(1)
    .correlate(Conversation)
    .scalar_subquery()
)
# They, or who they are joined with, agreed to marketing and did not take it back.
_JOINS = select(col(Link.from_customer_id)).where(
    col(Link.customer_id) == col(Customer.id), col(Link.undone_at).is_(None)
)
_AGREED = exists().where(
    (col(ConsentRow.customer_id) == col(Customer.id)) | col(ConsentRow.customer_id).in_(_JOINS.correlate(Customer)),
    col(ConsentRow.withdrawn_at).is_(None),
)
# One look at once: a question of its own for each of these would cost more than all the answers.
_CASE: Select[*tuple[Any, ...]] = (
    select(
        Customer,
        Conversation,
        _TURN_SO_FAR.label("so_far"),
        exists().where(col(ShopOrder.customer_id) == col(Customer.id)).label("bought"),
        exists().where(col(EngagementRow.customer_id) == col(Customer.id)).label("engaged"),
        exists()
        .where(_OF_SHOP.c.customer_id == col(Customer.id), _OF_SHOP.c.kind != IdentityKind.TELEGRAM)
        .label("joined"),
        _PROFILES.c.content.label("profile"),
        _AGREED.label("agreed"),
    )
    .join(Identity, col(Identity.customer_id) == col(Customer.id))
    .outerjoin(Conversation, col(Conversation.id) == _LAST)
    .outerjoin(
        _PROFILES,
        (_PROFILES.c.customer_id == col(Customer.id))
        & ~_PROFILES.c.stale
        & (_PROFILES.c.good_until > bindparam("now")),
    )
    .where(col(Identity.kind) == IdentityKind.TELEGRAM, col(Identity.value) == bindparam("telegram"))
)
_SAID = (
    select(col(Message.direction), col(Message.text), col(Message.at), col(Message.kind), col(Message.turn))
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
    linked: bool = False  # joined with a customer of the shop, whether they have ordered yet or not
    service: Service | None = None  # counted only where the profile has to be worked out
    attached: Sequence[str] = ()  # kinds of what the turn holds beside words so far
    consent: bool = False  # agreed to marketing
    profile: Mapping[str, Any] | None = None  # as it is kept; `None` where it has to be worked out


async def is_known(session: AsyncSession, connection: str, chat_id: int, telegram_id: int) -> bool:
    """Tell whether a message is stored already; update numbers start anew, message numbers do not."""
    found = await (await session.connection()).scalar(
        _KNOWN, {"connection": connection, "chat": chat_id, "number": telegram_id}
    )
    return found is not None


async def load_case(session: AsyncSession, telegram_id: int, now: datetime, connection: str = "") -> Case:
    """Gather what triage needs of the chat that somebody wrote in; an unknown writer gets an empty case."""
    asked = {"telegram": str(telegram_id), "now": now, "connection": connection}
    row = (await session.execute(_CASE, asked)).first()
    if row is None:
        return Case()
    customer: Customer = row[0]
    conversation = row[1] if _goes_on(row[1], now) else None
    number = customer.id or 0
    orders = await load_orders(session, number) if row.bought else ()
    history = row.bought or row.engaged
    said, attached = await _said(session, conversation) if conversation else ([], [])
    return Case(
        customer=customer,
        conversation=conversation,
        said=said,
        attached=attached,
        turn_so_far=decode_assessment(row.so_far) if conversation and row.so_far else None,
        orders=orders,
        engagement=await load_engagement(session, number) if row.engaged else (),
        linked=row.joined or bool(orders),
        service=(await services_of(session, [number], now))[number] if history and row.profile is None else None,
        consent=row.agreed,
        profile=row.profile,
    )


def _goes_on(last: Conversation | None, now: datetime) -> bool:
    """Tell whether a new message belongs to the last conversation or starts a new one."""
    if last is None:
        return False
    return last.status != Status.RESOLVED or last.resolved_at is None or now - last.resolved_at < REOPEN


async def turn_assessment(session: AsyncSession, conversation_id: int, turn: int) -> Assessment | None:
    """Load what was concluded from a turn so far."""
    found = select(col(AssessmentRow.content)).where(
        col(AssessmentRow.conversation_id) == conversation_id, col(AssessmentRow.turn) == turn
    )
    content = await session.scalar(found.order_by(col(AssessmentRow.id).desc()).limit(1))
    return decode_assessment(content) if content else None


async def _said(session: AsyncSession, conversation: Conversation) -> tuple[list[Said], list[str]]:
    """Load what was said lately, and the kinds of what the customer sent in this turn beside words."""
    rows = (await (await session.connection()).execute(_SAID, {"conversation": conversation.id})).all()[::-1]
    said = [
        Said("customer" if row.direction == "incoming" else "agent", row.text, row.at)
        for row in rows
        if row.direction != "undone"
    ]
    turn = conversation.turn if conversation.waiting_since is not None else None
    attached = [row.kind for row in rows if (row.direction, row.turn) == ("incoming", turn) and row.kind != "text"]
    return said, attached
