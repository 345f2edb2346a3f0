"""What is shown of something found: who, when, the words, and where it stands."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.storage.found import Hit
from bot.storage.tables.conversations import Conversation, Message, Note
from bot.storage.tables.people import Agent, Customer, Identity, IdentityKind, OrderItem, ShopOrder
from bot.storage.tables.traffic import Delivery

# Behind an order's number so many of its items are named.
ITEMS: Final = 4
# What a message is shown as, by its direction; any other is the customer's.
KINDS: Final[Mapping[str, str]] = {"outgoing": "reply", "automatic": "reply", "undone": "undone"}


@dataclass(frozen=True, slots=True)
class FoundLine:
    """One thing found; `by` is the agent who wrote it, `copy_id` where the desk's group has the message."""

    kind: str
    at: datetime
    customer: Customer
    text: str
    by: str | None = None
    copy_id: int | None = None


async def load_lines(session: AsyncSession, hits: Sequence[Hit]) -> list[FoundLine]:
    """Load what was found, in its order; what has gone meanwhile is left out."""
    readers = {"message": _messages, "note": _notes, "customer": _customers, "order": _orders}
    found: dict[Hit, FoundLine] = {}
    for kind in dict.fromkeys(hit.kind for hit in hits):
        ids = [hit.row_id for hit in hits if hit.kind == kind]
        lines: Mapping[int, FoundLine] = await readers[kind](session, ids)
        found |= {Hit(kind, id_): line for id_, line in lines.items()}
    return [found[hit] for hit in hits if hit in found]


async def _messages(session: AsyncSession, ids: Collection[int]) -> dict[int, FoundLine]:
    rows = await session.execute(
        select(Message, Customer, col(Agent.name))
        .join(Conversation, col(Conversation.id) == col(Message.conversation_id))
        .join(Customer, col(Customer.id) == col(Conversation.customer_id))
        .outerjoin(Agent, col(Agent.id) == col(Message.agent_id))
        .where(col(Message.id).in_(ids))
    )
    copies = await session.execute(
        select(col(Delivery.message_id), func.min(col(Delivery.telegram_id)))
        .where(col(Delivery.message_id).in_(ids), col(Delivery.side) == "staff")
        .group_by(col(Delivery.message_id))
    )
    places: dict[Any, Any] = dict(copies.all())
    return {
        message.id or 0: FoundLine(
            KINDS.get(message.direction, "message"),
            message.at,
            customer,
            message.text,
            name,
            places.get(message.id),
        )
        for message, customer, name in rows.all()
    }


async def _notes(session: AsyncSession, ids: Collection[int]) -> dict[int, FoundLine]:
    rows = await session.execute(
        select(Note, Customer, col(Agent.name))
        .join(Conversation, col(Conversation.id) == col(Note.conversation_id))
        .join(Customer, col(Customer.id) == col(Conversation.customer_id))
        .outerjoin(Agent, col(Agent.id) == col(Note.agent_id))
        .where(col(Note.id).in_(ids))
    )
    return {note.id or 0: FoundLine("note", note.at, customer, note.text, name) for note, customer, name in rows.all()}


async def _customers(session: AsyncSession, ids: Collection[int]) -> dict[int, FoundLine]:
    people = (await session.scalars(select(Customer).where(col(Customer.id).in_(ids)))).all()
    rows = await session.execute(
        select(col(Identity.customer_id), col(Identity.value))
        .where(col(Identity.customer_id).in_(ids), col(Identity.kind).in_([IdentityKind.EMAIL, IdentityKind.PHONE]))
        .order_by(col(Identity.id))
    )
    known: dict[Any, list[str]] = {one.id: [f"@{one.username}"] if one.username else [] for one in people}
    for id_, value in rows.all():
        known[id_].append(value)
    return {one.id or 0: FoundLine("customer", one.created_at, one, ", ".join(known[one.id])) for one in people}


async def _orders(session: AsyncSession, ids: Collection[int]) -> dict[int, FoundLine]:
    rows = await session.execute(
        select(ShopOrder, Customer)
        .join(Customer, col(Customer.id) == col(ShopOrder.customer_id))
        .where(col(ShopOrder.id).in_(ids))
    )
    items = await session.execute(
        select(col(OrderItem.order_id), col(OrderItem.title))
        .where(col(OrderItem.order_id).in_(ids))
        .order_by(col(OrderItem.id))
    )
    titles: dict[Any, list[str]] = {}
    for id_, title in items.all():
        titles.setdefault(id_, []).append(title)
    return {
        order.id or 0: FoundLine(
            "order", order.placed_at, customer, f"#{order.number}: {', '.join(titles.get(order.id, [])[:ITEMS])}"
        )
        for order, customer in rows.all()
    }
