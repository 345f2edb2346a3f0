"""Measures from its orders what is usual in this shop, and keeps it between starts."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped
from sqlmodel import col

from bot.measures import Measures
from bot.shop.shopfile import Shop
from bot.storage.engine import Database
from bot.storage.orders import orders_of
from bot.storage.service import services_of
from bot.storage.shop_figures import (
    first_sales,
    load_figures,
    load_prediction,
    read_statistics,
    save_figures,
    spell_statistics,
    was_fair,
)
from bot.storage.tables.conversations import Conversation
from bot.storage.tables.people import ShopOrder
from bot.storage.uses import load_records
from classifier.history.orders import Order, ShopStatistics
from classifier.history.service import Service, service_cuts
from classifier.history.statistics import shop_statistics

# A sample of this many customers tells what is usual as well as all of them would.
SAMPLE: Final = 2_000
# As many customers as one question asks for: SQLite takes 32,766 values, PostgreSQL's planner likes fewer.
AT_ONCE: Final = 500
# A shop's usual intervals move by the week; an import of years of orders should show the same day.
MEASURE_EVERY: Final = timedelta(hours=6)


async def take_measures(database: Database, shop: Shop, zone: ZoneInfo, now: datetime) -> Measures:
    """Take what was measured last, or measure where that is too old or was done for another currency."""
    async with database.reading() as session:
        kept, fair = await load_figures(session, "statistics"), await was_fair(session)
        records = await load_records(session)
        known = (
            read_statistics(kept[1], shop.currency) if kept and timedelta(0) <= now - kept[0] < MEASURE_EVERY else None
        )
        if kept and known:
            known = replace(known, prediction=await load_prediction(session, shop.currency))
            return Measures(_set(known, shop, zone), kept[0], fair, records)
    return Measures(await measure_shop(database, shop, zone, now), now, fair, records)


async def measure_shop(database: Database, shop: Shop, zone: ZoneInfo, now: datetime) -> ShopStatistics:
    """Measure and keep the result; on SQLite in a thread, since a large shop takes seconds."""
    statistics = await database.aside(lambda session: look_over(session, shop, zone, now))
    async with database.writing() as session:
        await save_figures(session, "statistics", now, spell_statistics(statistics))
    return statistics


async def look_over(session: AsyncSession, shop: Shop, zone: ZoneInfo, now: datetime) -> ShopStatistics:
    """Measure the shop on a sample of its customers; when products were new, on everybody's orders."""
    orders: list[Sequence[Order]] = []
    services: list[Service] = []
    ids = await _every_so_many(session, col(ShopOrder.customer_id))
    for start in range(0, len(ids), AT_ONCE):
        orders += (await orders_of(session, ids[start : start + AT_ONCE])).values()
    writers = await _every_so_many(session, col(Conversation.customer_id))
    for start in range(0, len(writers), AT_ONCE):
        services += (await services_of(session, writers[start : start + AT_ONCE], now)).values()
    first_sold, prediction = await first_sales(session, now), await load_prediction(session, shop.currency)
    usual = await asyncio.to_thread(shop_statistics, orders, shop.currency, now, rates=shop.rates)
    told = replace(usual, first_sold=first_sold, service_cuts=service_cuts(services), prediction=prediction)
    return _set(told, shop, zone)


async def _every_so_many(session: AsyncSession, column: Mapped[int]) -> list[int]:
    """Choose some of the customers in a column, old and new alike: the newest alone are no picture of the shop."""
    count = await session.scalar(select(func.count(column.distinct()))) or 0
    step = max(1, -(-count // SAMPLE))
    return list((await session.scalars(select(column).where(column % step == 0).distinct().order_by(column))).all())


def _set(statistics: ShopStatistics, shop: Shop, zone: ZoneInfo) -> ShopStatistics:
    """Fill in what the shop sets itself."""
    return replace(statistics, rates=dict(shop.rates), zone=zone)
