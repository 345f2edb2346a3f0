"""The clock drops what the shop does not want to keep, batch after batch."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, insert, select

from bot import keeping as module
from bot.clocks import Clocks
from bot.keeping import AT_ONCE, Keeping
from bot.shop.sections import Retention
from bot.shop.shopfile import load_shop
from bot.statistics import take_measures
from bot.storage.engine import Database
from bot.storage.migrate import migrate
from bot.storage.tables import Audit, ShopEvent
from classifier.business_hours import BusinessHours

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
ZONE = ZoneInfo("UTC")
DAY = timedelta(days=1)


@pytest.fixture
async def database(database_url):
    """A migrated database of either kind."""
    await migrate(database_url)
    database = Database(database_url)
    yield database
    await database.close()


async def keep(database, **ages):
    """Do one round for a shop with these ages."""
    shop = load_shop(None).model_copy(update={"retention": Retention(**ages)})
    measures = await take_measures(database, shop, ZONE, NOW)
    clocks = Clocks(business=lambda: NOW, machine=lambda: NOW)
    await Keeping(database, clocks, shop, ZONE, measures, BusinessHours.always(ZONE))()


async def left(database, table):
    async with database.reading() as session:
        return await session.scalar(select(func.count()).select_from(table))


async def test_a_round_drops_all_that_is_old_enough(database, monkeypatch):
    """However many batches that takes; what is younger stays, and so does what has no age."""
    monkeypatch.setattr(module, "PAUSE", 0)
    old = [{"source": "s", "delivery": str(n), "topic": "t", "at": NOW - 91 * DAY} for n in range(2 * AT_ONCE + 1)]
    young = {"source": "s", "delivery": "young", "topic": "t", "at": NOW - 89 * DAY}
    async with database.writing() as session:
        await session.execute(insert(ShopEvent), [*old, young])
        session.add(Audit(at=NOW - 5000 * DAY, action="correct"))
    await keep(database, shop_events=90 * DAY)

    assert await left(database, ShopEvent) == 1
    assert await left(database, Audit) == 1
