"""The shop's addresses on loopback, with a real database of either kind behind them."""

from collections.abc import AsyncIterator

import pytest
from aiohttp.test_utils import TestClient, TestServer
from migrated import migrated_url, one_postgres
from telling_shop import NOW, SECRET, TellingShop, all_well

from bot.clocks import Clocks
from bot.shop.engagement import known_kinds
from bot.storage.engine import Database
from bot.web.server import build_web
from bot.web.shop import ShopDoors
from classifier.history.rules import DEFAULT_RULES

__all__ = ["migrated_url", "one_postgres"]


@pytest.fixture
async def shop(migrated_url) -> AsyncIterator[TellingShop]:
    """A shop, and the bot's addresses with every secret set."""
    database = Database(migrated_url)
    clocks = Clocks(lambda: NOW, lambda: NOW)
    doors = ShopDoors(database, clocks, known_kinds(DEFAULT_RULES), SECRET, SECRET, SECRET)
    async with TestClient(TestServer(build_web(all_well, None, doors.routes()))) as client:
        yield TellingShop(client, database, doors)
    await database.close()
