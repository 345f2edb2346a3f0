"""Whose something is: everybody that a few tellings name, found or added in the write that they belong to."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.shop.joining import SURE, People, keys_of
from bot.shop.parsed import ShopCustomer
from bot.storage.identities import add_keys, add_people, find_owners
from bot.storage.identities import keys_of as stored_keys_of
from bot.storage.tables.people import IdentityKind


async def place_people(
    session: AsyncSession, customers: Sequence[ShopCustomer], now: datetime
) -> tuple[list[int], int]:
    """Find these people or add them: their ids in the same order, and how many were added. Write session.

    Raises `IntegrityError` where somebody else just became known by the same; then the write is to be repeated.
    """
    people = People()
    await meet(session, customers, people)
    placed = [people.place(customer) for customer in customers]
    ids = await settle(session, people, now)
    return [ids.get(owner, owner) for owner in placed], len(ids)


async def settle(session: AsyncSession, people: People, now: datetime) -> dict[int, int]:
    """Store who is new and what became known of everybody; gives the real id for each negative one. Write session."""
    ids = dict(zip(range(-1, -len(people.new) - 1, -1), await add_people(session, people.new, now), strict=True))
    await add_keys(session, [(ids.get(owner, owner), key) for owner, key in people.learned], now)
    return ids


async def meet(session: AsyncSession, customers: Sequence[ShopCustomer], people: People) -> None:
    """Look up everybody who is known by anything that these people are named by."""
    asked = {key for each in customers for key in keys_of(each)} - people.owners.keys()
    owners = await find_owners(session, asked)
    people.owners |= owners
    if strangers := set(owners.values()) - people.keys.keys():
        people.keys |= await stored_keys_of(session, strangers)


async def find_all(session: AsyncSession, customer: ShopCustomer) -> set[int]:
    """Find every row of one person: by the shop's number and e-mail, else by a phone that nobody else shares."""
    people = People()
    await meet(session, [customer], people)
    sure = {owner for (kind, _), owner in people.owners.items() if kind in SURE}
    if sure:
        return sure
    named = {kind for kind, _ in keys_of(customer)} & set(SURE)
    return {
        owner
        for (kind, _), owner in people.owners.items()
        if kind is IdentityKind.PHONE and not named & {known for known, _ in people.keys[owner]}
    }
