"""Measures from its orders what is usual in this shop."""

import asyncio
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlmodel import col

from bot.measures import Measures
from bot.storage.engine import Database
from bot.storage.orders import orders_of
from bot.storage.tables.people import ShopOrder
from classifier.history.orders import Order, ShopStatistics
from classifier.history.statistics import shop_statistics

# A sample of this many customers tells what is usual as well as all of them would, and starts as fast.
SAMPLE = 2_000
# As many customers as one question asks for: on SQLite nobody else is served meanwhile, so some milliseconds' worth.
AT_ONCE = 50


async def load_statistics(database: Database, currency: str, now: datetime) -> ShopStatistics:
    """Measure the shop on the customers who came last."""
    orders: list[Sequence[Order]] = []
    async with database.reading() as session:
        newest = await session.scalars(
            select(col(ShopOrder.customer_id))
            .group_by(col(ShopOrder.customer_id))
            .order_by(col(ShopOrder.customer_id).desc())
            .limit(SAMPLE)
        )
        ids = list(newest.all())
        for start in range(0, len(ids), AT_ONCE):
            orders += (await orders_of(session, ids[start : start + AT_ONCE])).values()
            await asyncio.sleep(0)
    return await asyncio.to_thread(shop_statistics, orders, currency, now)


async def take_measures(database: Database, currency: str, now: datetime) -> Measures:
    """Measure the shop as it stands."""
    return Measures(await load_statistics(database, currency, now), now)
