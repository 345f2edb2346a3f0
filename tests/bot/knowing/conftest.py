"""A migrated database of either kind, and one bot for each file of tests that asks for a shift."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from migrated import migrated_url, one_postgres

from bot.storage.engine import Database

__all__ = ["migrated_url", "one_postgres"]


@pytest.fixture
async def database(migrated_url: str) -> AsyncIterator[Database]:
    """A migrated database of either kind."""
    database = Database(migrated_url)
    yield database
    await database.close()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shift(
    request: pytest.FixtureRequest, classifier: Any, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Any]:
    """A running bot; a file's `SETTINGS` are laid over the usual ones."""
    from shift import on_shift

    settings = getattr(request.module, "SETTINGS", {})
    async with on_shift(classifier, tmp_path_factory.mktemp("shift"), **settings) as running:
        yield running
