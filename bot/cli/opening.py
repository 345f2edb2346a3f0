"""Opens the database of the settings, for commands that look and for those that take something in."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from tempfile import TemporaryDirectory

from bot.settings import Settings
from bot.storage.engine import Database
from bot.storage.migrate import is_missing, migrate, require_current


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[Database]:
    """Open it where it is as new as the program, and close it; raises `DatabaseError` otherwise."""
    await require_current(settings.database)
    database = Database(settings.database)
    try:
        yield database
    finally:
        await database.close()


@asynccontextmanager
async def opened_to_write(settings: Settings, *, dry_run: bool) -> AsyncIterator[Database]:
    """Open the database for an import; a dry run makes none and brings none up to date, it looks at an empty one."""
    address = settings.database
    with TemporaryDirectory() as folder:
        if dry_run and is_missing(address):
            address = f"sqlite:///{folder}/empty.db"
            dry_run = False
        await (require_current(address) if dry_run else migrate(address))
        database = Database(address)
        try:
            yield database
        finally:
            await database.close()
