"""Opens the database of the settings for a command that only looks."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.settings import Settings
from bot.storage.engine import Database
from bot.storage.migrate import require_current


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[Database]:
    """Open it where it is as new as the program, and close it; raises `DatabaseError` otherwise."""
    await require_current(settings.database)
    database = Database(settings.database)
    try:
        yield database
    finally:
        await database.close()
