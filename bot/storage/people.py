"""Customers looked up by what somebody at a desk would type, and gone through one by one."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.shop.contacts import normalise_email, normalise_phone
from bot.storage.identities import Key, find_owners
from bot.storage.orders import engagement_of, orders_of
from bot.storage.service import services_of
from bot.storage.tables.people import Customer, IdentityKind
from classifier.history.orders import Engagement, Order
from classifier.history.service import Service

# Customers per look: their orders fit in memory, and a question costs little per customer.
AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class History:
    """A customer with all that they bought and did, and what they asked of the desk where that was counted."""

    customer: Customer
    orders: Sequence[Order]
    engagement: Sequence[Engagement]
    service: Service | None = None


async def find_people(session: AsyncSession, asked: str) -> list[int]:
    """Find whom a number, an e-mail address or `kind:value` names; several where it is not clear."""
    kind, colon, value = asked.partition(":")
    if colon and kind == "id":
        return await _numbered(session, value)
    if colon and kind in set(IdentityKind):
        return sorted(set((await find_owners(session, _keys(value, [IdentityKind(kind)]))).values()))
    owners = set((await find_owners(session, _keys(asked, list(IdentityKind)))).values())
    return sorted(owners | set(await _numbered(session, asked)))


async def histories(session: AsyncSession, customer_ids: Sequence[int], now: datetime | None = None) -> list[History]:
    """Load these customers with their histories, in the order of their numbers; service is counted up to `now`."""
    people = await session.scalars(
        select(Customer).where(col(Customer.id).in_(customer_ids)).order_by(col(Customer.id))
    )
    orders, engagement = await orders_of(session, customer_ids), await engagement_of(session, customer_ids)
    services = await services_of(session, customer_ids, now) if now else {}
    numbered = [(person.id or 0, person) for person in people.all()]
    return [
        History(person, orders.get(id_, []), engagement.get(id_, []), services.get(id_)) for id_, person in numbered
    ]


async def all_histories(session: AsyncSession, now: datetime | None = None) -> AsyncIterator[History]:
    """Go through every customer, some hundreds at a time."""
    last = 0
    while True:
        found = await session.scalars(
            select(col(Customer.id)).where(col(Customer.id) > last).order_by(col(Customer.id)).limit(AT_ONCE)
        )
        ids = [int(each or 0) for each in found.all()]
        if not ids:
            return
        for history in await histories(session, ids, now):
            yield history
        last = ids[-1]


async def count_people(session: AsyncSession) -> int:
    """Count the customers."""
    return await session.scalar(select(func.count()).select_from(Customer)) or 0


async def _numbered(session: AsyncSession, number: str) -> list[int]:
    # Numbers in the database are at most 2**63; what is longer is a phone or a typo.
    if not number.isdecimal() or len(number) > 18:
        return []
    found = await session.scalars(select(col(Customer.id)).where(col(Customer.id) == int(number)))
    return [int(each or 0) for each in found.all()]


def _keys(value: str, kinds: Sequence[IdentityKind]) -> list[Key]:
    """Spell what was typed as each kind is kept; what cannot be of a kind is not looked for there."""
    keys: list[Key] = []
    for kind in kinds:
        try:
            spelt = {IdentityKind.EMAIL: normalise_email, IdentityKind.PHONE: normalise_phone}.get(kind, str)(value)
        except ValueError:
            continue
        if spelt:
            keys.append((kind, spelt))
    return keys
