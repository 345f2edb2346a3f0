"""What is usual in the shop, kept in the database and measured from it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from bot.storage.engine import Database
from bot.storage.orders import save_order
from bot.storage.shop_figures import (
    count_buyers,
    first_sales,
    load_figures,
    load_prediction,
    plain_orders,
    read_statistics,
    save_figures,
    save_prediction,
    spell_statistics,
)
from bot.storage.tables.people import Customer
from classifier.history.launches import FEWEST_BUYERS
from classifier.history.orders import Item, Order, ShopStatistics
from classifier.history.prediction import CDNOW
from classifier.history.statistics import shop_statistics

NOW = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)


@pytest.fixture
async def database(migrated_url):
    database = Database(migrated_url)
    yield database
    await database.close()


def an_order(number, days_ago, *skus, **more):
    items = tuple(Item(sku, sku, 1, Decimal(10), "home", Decimal(4)) for sku in skus)
    return Order(number, NOW - timedelta(days=days_ago), "EUR", Decimal(50), items, **more)


async def save_customers(database, *histories):
    async with database.writing() as session:
        for orders in histories:
            customer = Customer(created_at=NOW)
            session.add(customer)
            await session.flush()
            for order in orders:
                await save_order(session, customer.id, order)


async def test_the_newest_figures_replace_the_earlier(database):
    """One row a kind; the other kind is left alone."""
    async with database.writing() as session:
        await save_figures(session, "statistics", NOW, {"a": 1})
        await save_figures(session, "prediction", NOW, {"b": 2})
        await save_figures(session, "statistics", NOW + timedelta(days=1), {"a": 3})
    async with database.reading() as session:
        assert await load_figures(session, "statistics") == (NOW + timedelta(days=1), {"a": 3})
        assert await load_figures(session, "prediction") == (NOW, {"b": 2})


async def test_before_the_first_measurement_there_is_nothing(database):
    """The first day of a shop."""
    async with database.reading() as session:
        assert await load_figures(session, "statistics") is None
        assert await load_prediction(session, "EUR") is None


async def test_a_prediction_reads_back_in_its_own_currency(database):
    """A shop that changes its currency fits anew: the old sums would be wrong by the rate."""
    known = replace(CDNOW, customers=2357)
    async with database.writing() as session:
        await save_prediction(session, known, "EUR", NOW)
    async with database.reading() as session:
        assert await load_prediction(session, "EUR") == known
        assert await load_prediction(session, "USD") is None


@pytest.mark.parametrize("parameters", [None, {}, {"r": "x"}, {"r": -1.0, "beta": 2}])
async def test_a_prediction_of_another_version_counts_as_none(parameters, database):
    """Other shops' figures serve until the next fit."""
    async with database.writing() as session:
        await save_figures(session, "prediction", NOW, {"currency": "EUR", "parameters": parameters})
    async with database.reading() as session:
        assert await load_prediction(session, "EUR") is None


async def test_statistics_read_back_exactly(database):
    """Sums to the last digit, times with their zone; what the settings say is not kept."""
    measured = shop_statistics([[an_order(str(n), 100 - n, "A")] for n in range(12)], "EUR", NOW)
    measured = replace(
        measured,
        first_sold={"A": NOW},
        service_cuts=(1.0, 2.5),
        margins=(Decimal("1.10"), Decimal("4.3333333333333333333333333333")),
    )
    set_today = replace(measured, zone=ZoneInfo("Europe/Moscow"), rates={"CHF": Decimal(1)}, prediction=CDNOW)
    async with database.writing() as session:
        await save_figures(session, "statistics", NOW, spell_statistics(set_today))
    async with database.reading() as session:
        _, content = await load_figures(session, "statistics")

    assert read_statistics(content, "EUR") == measured
    assert read_statistics(content, "USD") is None


@pytest.mark.parametrize("content", [{}, {"measured_in": "EUR", "new_days": "soon"}])
def test_statistics_of_another_version_count_as_none(content):
    """They are measured anew, not guessed at."""
    assert read_statistics(content, "EUR") is None


def test_every_measured_figure_is_kept():
    """A new field of the statistics is either kept or set by the shop, never forgotten."""
    kept = set(spell_statistics(ShopStatistics())) - {"measured_in"}

    assert kept | {"currency", "rates", "zone", "prediction"} == set(ShopStatistics.__dataclass_fields__)


async def test_plain_orders_go_through_every_buyer(database):
    """Everything that a purchase counts for, without items, over more numbers than one look takes in."""
    orders = [an_order("1", 30, "A", refunded=Decimal("7.5")), an_order("2", 5, status="cancelled")]
    await save_customers(database, orders, [], [an_order("3", 9, "B")])
    async with database.reading() as session:
        found = {number: mine async for number, mine in plain_orders(session)}
        last = await count_buyers(session)

    assert sorted(found) == [1, 3]
    assert last == 3
    assert sorted(found[1], key=lambda order: order.id) == [replace(order, items=()) for order in orders]


async def test_first_sales_are_counted_as_the_classifier_counts_them(database):
    """The same products and times, asked of the database or gone through in memory."""
    histories = [
        [
            an_order(f"{n}-1", 400, "old"),
            an_order(f"{n}-2", 100 - n, "new"),
            an_order(f"{n}-3", 200, "no", status="unpaid"),
        ]
        for n in range(FEWEST_BUYERS)
    ]
    histories.append([an_order("odd", 90, "odd"), an_order("later", -5, "new")])
    await save_customers(database, *histories)
    async with database.reading() as session:
        found = await first_sales(session, NOW)

    assert found == shop_statistics(histories, "EUR", NOW).first_sold == {"new": NOW - timedelta(days=100)}


async def test_a_shop_without_orders_sold_nothing_first(database):
    """No earliest order, no launches."""
    async with database.reading() as session:
        assert await first_sales(session, NOW) == {}
