"""Profiles that are kept: read back exactly, thrown away when the history moved on, never kept from old facts."""

from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from storage_rows import NOW, a_conversation

from bot.profiles import Past, Profiler, end_of_day
from bot.storage.cases import load_case
from bot.storage.customers import add_identity
from bot.storage.orders import load_orders, save_order
from bot.storage.profiles import decode_profile, keep_profiles, mark_stale, stale_customers
from bot.storage.tables import Customer
from bot.storage.tables.people import IdentityKind
from classifier.history.orders import Engagement, Item, Order, ShopStatistics
from classifier.history.rules import DEFAULT_RULES

ZONE = ZoneInfo("Europe/Amsterdam")
TELEGRAM_ID = 700


def an_order(number, days_ago, **more):
    item = Item("T-1", "Tent", 1, Decimal("90.00"), "tents", Decimal("40.00"))
    placed_at = NOW - timedelta(days=days_ago)
    return Order(str(number), placed_at, "EUR", Decimal("90.00"), (item,), as_of=placed_at, **more)


@pytest.fixture
def profiler():
    """The shipped rules and a shop of which nothing is known."""
    return Profiler(ShopStatistics(), DEFAULT_RULES, ZONE)


@pytest.fixture
async def customer(database):
    """A customer with an open conversation and three orders."""
    async with database.writing() as session:
        await a_conversation(session)
        person = await session.get_one(Customer, 1)
        await add_identity(session, person, IdentityKind.TELEGRAM, str(TELEGRAM_ID), NOW)
        for number, days_ago in ((1, 95), (2, 63), (3, 31)):
            await save_order(session, 1, an_order(number, days_ago))
    return 1


async def work_out(database, profiler, customer):
    async with database.reading() as session:
        orders = await load_orders(session, customer)
    return profiler.keep(customer, Past(orders), NOW)


async def keep(database, kept):
    async with database.writing() as session:
        return await keep_profiles(session, [kept]) == 1


async def read(database, now=NOW):
    async with database.reading() as session:
        case = await load_case(session, TELEGRAM_ID, now)
    return decode_profile(case.profile) if case.profile else None


async def test_a_profile_comes_back_as_it_was(database, customer, profiler):
    """Sums, times, lists, verdicts and their facts."""
    kept = await work_out(database, profiler, customer)

    assert await keep(database, kept)
    assert await read(database) == kept.profile


async def test_the_words_hold_until_the_shop_s_day_ends(database, customer, profiler):
    """What was 31 days ago is 32 tomorrow."""
    kept = await work_out(database, profiler, customer)
    await keep(database, kept)

    assert kept.good_until == datetime(2026, 3, 3, tzinfo=ZONE)
    assert await read(database, kept.good_until - timedelta(seconds=1)) is not None
    assert await read(database, kept.good_until) is None


async def test_what_was_marked_is_worked_out_anew(database, customer, profiler):
    """An import changes an order: the kept profile no longer counts, and the clock finds it."""
    kept = await work_out(database, profiler, customer)
    await keep(database, kept)
    async with database.writing() as session:
        await mark_stale(session, [customer, 99])

    assert await read(database) is None
    async with database.reading() as session:
        assert await stale_customers(session, 10) == [customer]
    assert await keep(database, kept)
    assert await read(database) == kept.profile


async def test_an_order_that_came_meanwhile_is_not_overlooked(database, other, customer, profiler):
    """While one process works a profile out another stores an order: the profile is not kept."""
    kept = await work_out(database, profiler, customer)
    async with other.writing() as session:
        await save_order(session, customer, an_order(4, 0))

    assert not await keep(database, kept)
    assert await read(database) is None


async def test_a_refund_that_came_meanwhile_is_not_overlooked(database, other, customer, profiler):
    """It changes neither the number of orders nor when they were told, and still what the customer spent."""
    kept = await work_out(database, profiler, customer)
    async with other.writing() as session:
        await save_order(session, customer, an_order(3, 31, refunded=Decimal("90.00")))

    assert not await keep(database, kept)


async def test_a_case_brings_the_kept_profile(database, customer, profiler):
    """One look before triage; a profile that no longer holds is left out."""
    await keep(database, await work_out(database, profiler, customer))
    async with database.reading() as session:
        today = await load_case(session, TELEGRAM_ID, NOW)
        tomorrow = await load_case(session, TELEGRAM_ID, NOW + timedelta(days=1))

    assert today.profile is not None
    assert tomorrow.profile is None
    assert len(tomorrow.orders) == 3


def test_the_basis_counts_engagement(profiler):
    """A review that came meanwhile is a change as well."""
    event = Engagement("review", NOW)

    assert profiler.keep(1, Past((), [event]), NOW).basis.events == 1


@pytest.mark.parametrize("hour", [0, 12, 23])
def test_a_day_ends_at_the_shop_s_midnight(hour):
    """Also on the day when clocks change."""
    now = datetime(2026, 3, 29, hour, 30, tzinfo=ZONE)

    assert end_of_day(now, ZONE) == datetime(2026, 3, 30, tzinfo=ZONE)
