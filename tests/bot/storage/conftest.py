"""A migrated database of either kind, as one process sees it and as another does."""

from collections.abc import AsyncIterator
from datetime import datetime

import pytest
from migrated import migrated_url, one_postgres
from storage_rows import NOW

from bot.storage.engine import Database

__all__ = ["migrated_url", "one_postgres"]


@pytest.fixture
def now() -> datetime:
    """A Monday at noon."""
    return NOW


@pytest.fixture
async def database(migrated_url: str) -> AsyncIterator[Database]:
    """A migrated database of either kind."""
    database = Database(migrated_url)
    yield database
    await database.close()


@pytest.fixture
async def other(migrated_url: str) -> AsyncIterator[Database]:
    """The same database as another process sees it."""
    other = Database(migrated_url)
    yield other
    await other.close()
