"""Whom a customer or an agent names when two people are to be joined, and how often it was tried."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import func, insert, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.shop.contacts import normalise_email, normalise_phone
from bot.storage.columns import table_of
from bot.storage.identities import Key, find_owners
from bot.storage.tables.conversations import Message
from bot.storage.tables.people import Customer, Identity, IdentityKind, ShopOrder
from bot.storage.tables.shop import LinkAttempt

# Guessing an order number of somebody whose e-mail one knows must not pay.
TRIES_A_DAY: Final = 3
TRIES_IN_ALL: Final = 10
_DAY: Final = timedelta(hours=24)

_ORDERS, _IDENTITIES, _TRIES = table_of(ShopOrder), table_of(Identity), table_of(LinkAttempt)
_MESSAGES = table_of(Message)


@dataclass(frozen=True, slots=True)
class Person:
    """A customer of the shop as an agent is shown them before a join."""

    customer_id: int
    name: str
    email: str  # masked
    orders: int

    def values(self) -> dict[str, str]:
        """Give what the desk's wording names."""
        return {"name": self.name, "email": self.email, "orders": str(self.orders)}


async def describe(session: AsyncSession, customer_id: int) -> Person | None:
    """Load what is shown of somebody; `None` where there is no such customer."""
    customer = await session.get(Customer, customer_id)
    if customer is None:
        return None
    connection = await session.connection()
    asked = select(_IDENTITIES.c.value).where(
        _IDENTITIES.c.customer_id == customer_id, _IDENTITIES.c.kind == IdentityKind.EMAIL
    )
    email = await connection.scalar(asked.order_by(_IDENTITIES.c.id).limit(1))
    orders = await connection.scalar(select(func.count()).where(_ORDERS.c.customer_id == customer_id))
    name = " ".join(filter(None, (customer.first_name, customer.last_name)))
    return Person(customer_id, name or "?", mask_email(email), orders or 0)


async def find_shop_people(session: AsyncSession, asked: str) -> list[int]:
    """Find whom an e-mail, a phone, an order number or the shop's number names; several where it is not clear."""
    keys: list[Key] = [(IdentityKind.SHOP, asked.strip())]
    for kind, spell in ((IdentityKind.EMAIL, normalise_email), (IdentityKind.PHONE, normalise_phone)):
        try:
            spelt = spell(asked)
        except ValueError:
            continue
        keys += [(kind, spelt)] if spelt else []
    owners = set((await find_owners(session, keys)).values())
    owner = await owner_of_order(session, asked)
    return sorted(owners | ({owner} if owner else set()))


async def shop_ids_of(session: AsyncSession, customer_ids: Sequence[int]) -> list[str]:
    """List the numbers by which the shop knows these people."""
    asked = select(_IDENTITIES.c.value).where(
        _IDENTITIES.c.customer_id.in_(customer_ids), _IDENTITIES.c.kind == IdentityKind.SHOP
    )
    return [row.value for row in (await (await session.connection()).execute(asked.order_by(_IDENTITIES.c.id))).all()]


async def owner_of_order(session: AsyncSession, number: str) -> int | None:
    """Find whose order this is, with or without the # that some shops write before it."""
    bare = number.strip().lstrip("#№").strip()
    spelt = {form for word in (bare, bare.upper()) for form in (word, f"#{word}")}
    connection = await session.connection()
    found = await connection.execute(
        select(_ORDERS.c.customer_id).where(_ORDERS.c.number.in_(spelt)).distinct().limit(2)
    )
    owners = [int(row.customer_id) for row in found.all()]
    return owners[0] if len(owners) == 1 else None


async def owner_of_pair(session: AsyncSession, number: str, email: str) -> int | None:
    """Find who ordered this under this e-mail; both are always looked up, so no answer comes sooner than another."""
    by_number = await owner_of_order(session, number)
    by_email = (await find_owners(session, [(IdentityKind.EMAIL, email)])).get((IdentityKind.EMAIL, email))
    return by_number if by_number == by_email else None


async def last_words(session: AsyncSession, conversation_id: int, count: int) -> list[str]:
    """List what the customer wrote last in a conversation, newest first."""
    asked = select(_MESSAGES.c.text).where(
        _MESSAGES.c.conversation_id == conversation_id, _MESSAGES.c.direction == "incoming"
    )
    found = await (await session.connection()).execute(asked.order_by(_MESSAGES.c.id.desc()).limit(count))
    return [row.text for row in found.all()]


async def phones_are_known(session: AsyncSession) -> bool:
    """Tell whether the shop knows any customer by a phone number."""
    asked = select(_IDENTITIES.c.id).where(_IDENTITIES.c.kind == IdentityKind.PHONE).limit(1)
    return await (await session.connection()).scalar(asked) is not None


async def has_tried(session: AsyncSession, customer_id: int, at: datetime) -> bool:
    """Tell whether the try of this very message is counted: a message may be worked on twice."""
    asked = select(_TRIES.c.id).where(_TRIES.c.customer_id == customer_id, _TRIES.c.at == at).limit(1)
    return await (await session.connection()).scalar(asked) is not None


async def may_try(session: AsyncSession, customer_id: int, at: datetime) -> bool:
    """Tell whether a customer has a try left."""
    mine = _TRIES.c.customer_id == customer_id
    recent = func.count().filter(_TRIES.c.at > at - _DAY)
    found = (await (await session.connection()).execute(select(func.count(), recent).where(mine))).one()
    return found[0] < TRIES_IN_ALL and found[1] < TRIES_A_DAY


async def add_try(session: AsyncSession, customer_id: int, at: datetime) -> None:
    """Count a try."""
    await (await session.connection()).execute(insert(_TRIES).values(customer_id=customer_id, at=at))


async def lock_customer(session: AsyncSession, customer_id: int) -> None:
    """Have tries of the same customer follow each other."""
    await session.execute(select(col(Customer.id)).where(col(Customer.id) == customer_id).with_for_update())


def mask_email(email: str | None) -> str:
    """Show as much of an address as an agent needs to compare it with one that was told.

    >>> mask_email("anna@example.org")
    'a•••@example.org'
    """
    name, _, place = (email or "").rpartition("@")
    return f"{name[:1]}•••@{place}" if name else "—"
