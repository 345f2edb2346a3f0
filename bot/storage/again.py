"""A write of its own that is done again where somebody else was quicker."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.storage.effects import Conflict
from bot.storage.engine import Database

Kept = TypeVar("Kept")


async def in_one_write(database: Database, deed: Callable[[AsyncSession], Awaitable[Kept]], *, tries: int) -> Kept:
    """Do a deed in one write; after so many tries in a row what was in the way is raised: `Conflict`, `IntegrityError`."""
    for _ in range(tries - 1):
        try:
            async with database.writing() as session:
                return await deed(session)
        except (Conflict, IntegrityError):
            continue
    async with database.writing() as session:
        return await deed(session)
