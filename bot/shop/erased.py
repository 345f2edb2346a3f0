"""Orders and acts of people who were erased: what the shop must keep stays, and leads to nobody."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from bot.shop.joining import keys_of
from bot.shop.parsed import ParsedOrder, ShopCustomer
from bot.storage.tombstones import are_erased

# Somebody of whom nothing is known: each order of theirs stands for itself.
NOBODY: Final = ShopCustomer()


async def erased_among(session: AsyncSession, customers: Sequence[ShopCustomer]) -> list[bool]:
    """Tell for each of these customers whether they were erased."""
    return await are_erased(session, [set(keys_of(each)) for each in customers])


async def without_erased(session: AsyncSession, orders: Sequence[ParsedOrder]) -> tuple[list[ParsedOrder], int]:
    """Take the person off the orders of whoever was erased; returns all orders, and how many those were."""
    erased = await erased_among(session, [each.customer for each in orders])
    told = [without_person(each) if gone else each for each, gone in zip(orders, erased, strict=True)]
    return told, sum(erased)


def without_person(parsed: ParsedOrder) -> ParsedOrder:
    """Keep number, goods, sums and dates of an order; a parcel's number leads to an address, tags say anything."""
    return replace(parsed, customer=NOBODY, order=replace(parsed.order, tracking=None, tags=()))
