"""Erases a person: all that was said, concluded and noted; orders stay as the shop's figures and lead to nobody."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Table, delete, func, or_, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.storage.assists import forget_words_of
from bot.storage.audit import record
from bot.storage.columns import table_of
from bot.storage.dropping import drop_conversations, drop_traffic
from bot.storage.identities import keys_of
from bot.storage.profiles import forget_profiles
from bot.storage.redaction import cut_orders_of
from bot.storage.tables.conversations import Conversation, Message, Note
from bot.storage.tables.followups import ConsentRow
from bot.storage.tables.people import Customer, EngagementRow, Identity, IdentityKind, ShopOrder
from bot.storage.tables.shop import Link, LinkAttempt
from bot.storage.tables.traffic import ChatWait, Intake, IntakeState
from bot.storage.tombstones import bury
from bot.storage.watching import scrub

_CUSTOMERS, _IDENTITIES, _ORDERS = table_of(Customer), table_of(Identity), table_of(ShopOrder)
_EVENTS, _LINKS, _TRIES = table_of(EngagementRow), table_of(Link), table_of(LinkAttempt)
_CONVERSATIONS, _MESSAGES, _NOTES = table_of(Conversation), table_of(Message), table_of(Note)
_CONSENTS = table_of(ConsentRow)
_INTAKE, _WAITS = table_of(Intake), table_of(ChatWait)
# A customer's row without the person; its orders are worked into no profile.
NAMELESS: Final = {
    **dict.fromkeys(("first_name", "last_name", "username", "language", "last_language")),
    **dict.fromkeys(("staff_chat", "topic_id", "topic_title", "blocked_at", "banned_at", "ban_reason")),
    "no_profile": True,
}


@dataclass(frozen=True, slots=True)
class Holding:
    """How much is held on a person, for who is about to erase it."""

    customers: tuple[int, ...]
    name: str
    identities: int
    conversations: int
    messages: int
    notes: int
    engagement: int
    orders: int

    def values(self) -> dict[str, str]:
        """Give the counts as the desk's words take them."""
        counted = ("identities", "conversations", "messages", "notes", "engagement", "orders")
        return {"name": self.name, **{name: str(getattr(self, name)) for name in counted}}


async def person_of(session: AsyncSession, customer_id: int) -> tuple[int, ...]:
    """List every row of one person: their own, and those that they were joined with."""
    rows = await (await session.connection()).execute(
        select(_LINKS.c.customer_id, _LINKS.c.from_customer_id).where(
            _LINKS.c.undone_at.is_(None),
            or_(_LINKS.c.customer_id == customer_id, _LINKS.c.from_customer_id == customer_id),
        )
    )
    pairs = [{row.customer_id, row.from_customer_id} for row in rows.all()]
    return tuple(sorted({customer_id}.union(*pairs)))


async def holding_of(session: AsyncSession, customer_id: int) -> Holding:
    """Count what is held on a person, without changing anything."""
    ids = await person_of(session, customer_id)
    talks = select(_CONVERSATIONS.c.id).where(_CONVERSATIONS.c.customer_id.in_(ids))
    customer = await session.get(Customer, customer_id)
    name = " ".join(filter(None, (customer.first_name, customer.last_name))) if customer else ""

    async def count(table: Table, *, through: bool = False) -> int:
        where = table.c.conversation_id.in_(talks) if through else table.c.customer_id.in_(ids)
        return int(await (await session.connection()).scalar(select(func.count()).select_from(table).where(where)) or 0)

    return Holding(
        customers=ids,
        name=name or f"#{customer_id}",
        identities=await count(_IDENTITIES),
        conversations=await count(_CONVERSATIONS),
        messages=await count(_MESSAGES, through=True),
        notes=await count(_NOTES, through=True),
        engagement=await count(_EVENTS),
        orders=await count(_ORDERS),
    )


async def erase_person(
    session: AsyncSession, customer_id: int, now: datetime, *, agent_id: int | None = None, why: str
) -> Holding:
    """Erase a person for good and see that no import brings them back; write session."""
    held = await holding_of(session, customer_id)
    ids, connection = held.customers, await session.connection()
    local = connection.dialect.name == "sqlite"
    if local:  # or the words stay readable in the file until their pages are used again
        await session.execute(text("PRAGMA secure_delete=ON"))
    known = await keys_of(session, ids)
    await bury(session, set[tuple[IdentityKind, str]]().union(*known.values()), now)
    chats = [int(value) for keys in known.values() for kind, value in keys if kind is IdentityKind.TELEGRAM]
    await _blank_intake(session, ids, chats)
    await forget_words_of(session, ids, chats)
    await drop_traffic(session, customer_ids=ids, chats=chats)
    talks = await connection.execute(select(_CONVERSATIONS.c.id).where(_CONVERSATIONS.c.customer_id.in_(ids)))
    await drop_conversations(session, [int(row.id) for row in talks.all()])
    await _cut(session, ids, chats)
    await scrub(session)
    if local:  # everything else need not be written twice
        await session.execute(text("PRAGMA secure_delete=OFF"))
    record(session, "customer_erased", now, agent_id=agent_id, why=why, orders=held.orders)
    return held


async def _cut(session: AsyncSession, ids: Sequence[int], chats: Sequence[int]) -> None:
    """Take the person off what is left; a row that holds no orders goes altogether."""
    connection = await session.connection()
    await forget_profiles(session, ids)
    await connection.execute(delete(_LINKS).where(_LINKS.c.customer_id.in_(ids) | _LINKS.c.from_customer_id.in_(ids)))
    for table in (_IDENTITIES, _EVENTS, _CONSENTS, _TRIES):
        await connection.execute(delete(table).where(table.c.customer_id.in_(ids)))
    await connection.execute(delete(_WAITS).where(_WAITS.c.chat_id.in_(chats)))
    await cut_orders_of(session, ids)
    keeping = select(_ORDERS.c.customer_id).where(_ORDERS.c.customer_id.in_(ids))
    theirs = _CUSTOMERS.c.id.in_(ids)
    await connection.execute(delete(_CUSTOMERS).where(theirs, _CUSTOMERS.c.id.not_in(keeping)))
    await connection.execute(update(_CUSTOMERS).where(theirs).values(**NAMELESS))


async def _blank_intake(session: AsyncSession, ids: Collection[int], chats: Collection[int]) -> None:
    """Empty updates of their chat and their topic; their numbers stay, so that none is delivered again."""
    connection = await session.connection()
    topics = await connection.execute(
        select(_CUSTOMERS.c.staff_chat, _CUSTOMERS.c.topic_id).where(
            _CUSTOMERS.c.id.in_(ids), _CUSTOMERS.c.topic_id.is_not(None)
        )
    )
    lines = [f"chat:{chat}" for chat in chats] + [f"topic:{row.staff_chat}:{row.topic_id}" for row in topics.all()]
    business = [_INTAKE.c.line.like(f"business:%:{chat}") for chat in chats]
    told = or_(_INTAKE.c.line.in_(lines), *business)
    settled = {"state": IntakeState.DONE, "lease": None, "error": None, "payload": "{}", "line": "erased"}
    await connection.execute(
        update(_INTAKE).where(told).values(**settled, done_at=func.coalesce(_INTAKE.c.done_at, _INTAKE.c.received_at))
    )
