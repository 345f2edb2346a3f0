"""Customers and how they are known."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.incoming import Incoming
from bot.storage.columns import table_of
from bot.storage.effects import Conflict
from bot.storage.moving import find_new_id
from bot.storage.staffchats import choose_staff_chat
from bot.storage.tables.people import Customer, Identity, IdentityKind

# Built once, since it is asked for every message.
_CUSTOMERS = table_of(Customer)
_KNOWN_BY = (
    select(Customer)
    .join(Identity, col(Identity.customer_id) == col(Customer.id))
    .where(col(Identity.kind) == bindparam("kind"), col(Identity.value) == bindparam("value"))
)


async def find_customer(session: AsyncSession, telegram_id: int) -> Customer | None:
    """Find a customer by their Telegram id alone; names mean nothing here."""
    return await find_by_identity(session, IdentityKind.TELEGRAM, str(telegram_id))


async def find_by_identity(session: AsyncSession, kind: IdentityKind, value: str) -> Customer | None:
    """Find the one customer who is known by this."""
    return (await session.scalars(_KNOWN_BY, {"kind": kind, "value": value})).first()


async def find_by_topic(session: AsyncSession, staff_chat: int, topic_id: int) -> Customer | None:
    """Find whose topic this is; what was written before the group got another id still means the same topic."""
    known = [staff_chat, await find_new_id(session, staff_chat)]
    found = await session.scalars(
        select(Customer).where(col(Customer.staff_chat).in_(known), col(Customer.topic_id) == topic_id)
    )
    return found.first()


async def telegram_id_of(session: AsyncSession, customer_id: int) -> int | None:
    """Tell the private chat of a customer, which Telegram numbers like the person."""
    value = await session.scalar(
        select(col(Identity.value)).where(
            col(Identity.customer_id) == customer_id, col(Identity.kind) == IdentityKind.TELEGRAM
        )
    )
    return int(value) if value else None


async def add_customer(
    session: AsyncSession, incoming: Incoming, staff_chats: Sequence[int], now: datetime, lang: str | None = None
) -> Customer:
    """Add the writer of a first message; raises `Conflict` where another process was quicker.

    `lang` is what they write in, where that was recognised; otherwise their Telegram's language finds the desk.
    """
    customer = Customer(
        first_name=incoming.first_name,
        last_name=incoming.last_name,
        username=incoming.username,
        language=incoming.language,
        last_language=lang,
        staff_chat=await choose_staff_chat(session, staff_chats, lang or _base(incoming.language)),
        created_at=now,
    )
    session.add(customer)
    await session.flush()
    await add_identity(session, customer, IdentityKind.TELEGRAM, str(incoming.telegram_id), now)
    return customer


async def add_identity(
    session: AsyncSession, customer: Customer, kind: IdentityKind, value: str, now: datetime
) -> None:
    """Make a customer known by one more thing; raises `Conflict` where it names somebody already."""
    session.add(Identity(customer_id=customer.id or 0, kind=kind, value=value, created_at=now))
    try:
        await session.flush()
    except IntegrityError as error:
        raise Conflict from error


async def refresh_customer(
    session: AsyncSession, customer: Customer, incoming: Incoming, staff_chats: Sequence[int], lang: str | None = None
) -> None:
    """Take over a changed name or language, and end a block: somebody who writes can be written to."""
    known = {
        "first_name": incoming.first_name,
        "last_name": incoming.last_name,
        "username": incoming.username,
        "language": incoming.language,
        "last_language": lang or customer.last_language,
        "blocked_at": None,
        "staff_chat": customer.staff_chat
        or await choose_staff_chat(session, staff_chats, customer.last_language or _base(incoming.language)),
    }
    changed = {name: value for name, value in known.items() if getattr(customer, name) != value}
    if not changed:
        return
    connection = await session.connection()
    await connection.execute(update(_CUSTOMERS).where(_CUSTOMERS.c.id == customer.id).values(**changed))
    for name, value in changed.items():
        setattr(customer, name, value)


def _base(language: str | None) -> str | None:
    """Take the language off a tag such as pt-BR."""
    return (language or "").partition("-")[0] or None
