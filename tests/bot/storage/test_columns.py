"""Columns on which databases do not agree."""

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from sqlalchemy import Column, Integer, MetaData, Table, func, insert, select
from sqlalchemy.exc import StatementError

from bot.storage.columns import Money, UtcDateTime

THINGS = Table(
    "thing", MetaData(), Column("id", Integer, primary_key=True), Column("at", UtcDateTime), Column("sum", Money)
)


@pytest.fixture
async def keep(database):
    """Store values in a column and read them back, oldest first."""
    async with database.writing() as session:
        await (await session.connection()).run_sync(THINGS.metadata.create_all)

    async def keep(name, *values):
        async with database.writing() as session:
            await session.execute(insert(THINGS), [{name: value} for value in values])
        async with database.reading() as session:
            return list(await session.scalars(select(THINGS.c[name]).order_by(THINGS.c.id)))

    return keep


async def test_times_come_back_aware_and_in_utc(keep):
    """Whatever zone a time is given in, the same moment comes back, in UTC and to the microsecond."""
    moment = datetime(2026, 3, 29, 1, 59, 59, 123456, tzinfo=UTC)
    elsewhere = moment.astimezone(timezone(timedelta(hours=5, minutes=45)))

    kept = await keep("at", moment, elsewhere, None)

    assert kept == [moment, moment, None]
    assert {one.tzinfo for one in kept[:2]} == {UTC}


async def test_a_time_without_a_zone_is_refused(keep):
    """Nobody can tell which moment it means."""
    with pytest.raises(StatementError, match="expected an aware datetime"):
        await keep("at", datetime(2026, 3, 2, 12))  # noqa: DTZ001 - on purpose


@pytest.mark.parametrize("written", ["0.00", "0.10", "19.99", "-19.99", "0.3", "1234.567", "0.0001", "999999999.99"])
async def test_money_is_exact(keep, written):
    """A sum comes back as it was, to the ten-thousandth, with two decimals where they are enough."""
    [kept] = await keep("sum", Decimal(written))

    assert kept == Decimal(written)
    assert -kept.as_tuple().exponent >= 2


async def test_sums_of_money_in_sql_are_exact(keep, database):
    """Ten times ten cents is one, not 0.9999999999999999."""
    await keep("sum", *[Decimal("0.10")] * 10)
    async with database.reading() as session:
        total = await session.scalar(select(func.sum(THINGS.c.sum)))

    assert total == Decimal("1.00")
