"""A bot on either database, and a way to look at what it stored."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from harness import Harness, make_harness
from migrated import migrated_url, one_postgres
from stored import Stored

from bot.storage.engine import Database

__all__ = ["migrated_url", "one_postgres"]


@pytest.fixture
async def harness(migrated_url: str, classifier: Any, tmp_path: Path) -> AsyncIterator[Harness]:
    """A local Telegram with its limits off, and a bot on either database ready to be started.

    A reply can be undone for a second only, since these tests wait for it.
    """
    shop = tmp_path / "shop.yaml"
    shop.write_text("service:\n  undo: 1s\n")
    async with make_harness(migrated_url, classifier, shop=shop) as made:
        yield made


@pytest.fixture
async def stored(migrated_url: str) -> AsyncIterator[Stored]:
    """What the database holds, seen from outside the bot."""
    database = Database(migrated_url)
    yield Stored(database)
    await database.close()
