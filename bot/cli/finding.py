"""Finds the one customer whom a command names, or says what to write instead."""

from sqlalchemy.ext.asyncio import AsyncSession

from bot.cli.complaints import complain
from bot.storage.erasing import person_of
from bot.storage.people import find_people


async def find_one(session: AsyncSession, asked: str) -> int | None:
    """Find whom an e-mail, a phone or a number names; complains and gives None where it is not one person."""
    found = await find_people(session, asked)
    if not found:
        complain(f"nobody is known by {asked!r}; give an e-mail, a phone, a Telegram id, the shop's id or our number")
        return None
    if len(found) > 1 and set(await person_of(session, found[0])) < set(found):
        complain(f"{asked!r} names several customers; write {' or '.join(f'id:{each}' for each in found)}")
        return None
    return found[0]
