"""Who is known by what: looked up, added and joined for many people at once."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.storage.tables.people import Customer, Identity, IdentityKind

# One way a person is known: a kind and a value.
Key = tuple[IdentityKind, str]
Name = tuple[str | None, str | None]


async def find_owners(session: AsyncSession, keys: Iterable[Key]) -> Mapping[Key, int]:
    """Find whose these are; what nobody is known by is left out."""
    values: dict[IdentityKind, list[str]] = defaultdict(list)
    for kind, value in keys:
        values[kind].append(value)
    owners: dict[Key, int] = {}
    for kind, listed in values.items():
        rows = await session.execute(
            select(col(Identity.value), col(Identity.customer_id)).where(
                col(Identity.kind) == kind, col(Identity.value).in_(listed)
            )
        )
        owners |= {(kind, row.value): row.customer_id for row in rows.all()}
    return owners


async def keys_of(session: AsyncSession, customer_ids: Collection[int]) -> Mapping[int, set[Key]]:
    """List everything that each of these people is known by."""
    rows = await session.execute(
        select(col(Identity.customer_id), col(Identity.kind), col(Identity.value)).where(
            col(Identity.customer_id).in_(customer_ids)
        )
    )
    found: dict[int, set[Key]] = {customer_id: set() for customer_id in customer_ids}
    for row in rows.all():
        found[row.customer_id].add((IdentityKind(row.kind), row.value))
    return found


async def add_people(session: AsyncSession, names: Sequence[Name], now: datetime) -> list[int]:
    """Add people by their first and last names; returns their ids in the same order."""
    if not names:
        return []
    added = await session.execute(
        insert(Customer).returning(col(Customer.id), sort_by_parameter_order=True),
        [{"first_name": first, "last_name": last, "created_at": now, "no_profile": False} for first, last in names],
    )
    return [int(found or 0) for found in added.scalars().all()]


async def add_keys(session: AsyncSession, learned: Sequence[tuple[int, Key]], now: datetime) -> None:
    """Make people known by more; raises `IntegrityError` where somebody else just became known by it."""
    if learned:
        rows = [
            {"customer_id": owner, "kind": kind, "value": value, "created_at": now} for owner, (kind, value) in learned
        ]
        await session.execute(insert(Identity), rows)
