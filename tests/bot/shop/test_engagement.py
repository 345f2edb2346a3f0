"""Engagement by CSV: once, with every bad row listed, to whoever it belongs to."""

import io
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select

from bot.shop.engagement import (
    BATCH,
    EngagementTold,
    import_engagement,
    known_kinds,
    parse_engagement,
)
from bot.shop.parsed import BadRow, ImportFormatError, ShopCustomer
from bot.storage.engine import Database
from bot.storage.migrate import migrate
from bot.storage.orders import load_engagement
from bot.storage.people import find_people
from bot.storage.tables.people import Customer, EngagementRow
from bot.storage.tables.shop import ProfileRow
from classifier.history.orders import Engagement
from classifier.history.rules import DEFAULT_RULES, HistoryRules, LifecycleRules

NOW = datetime(2026, 3, 12, 9, 30, tzinfo=UTC)
KINDS = known_kinds(DEFAULT_RULES)
HEADER = "customer_email,customer_phone,customer_id,kind,at,amount"


@pytest.fixture
async def database(database_url):
    await migrate(database_url)
    database = Database(database_url)
    yield database
    await database.close()


def parsed(*rows, header=HEADER, zone="UTC"):
    source = io.BytesIO("\n".join([header, *rows]).encode())
    return list(parse_engagement(source, zone=ZoneInfo(zone), kinds=KINDS, now=NOW))


def acts(number, *, customers=3):
    return [
        EngagementTold(
            ShopCustomer(email=f"c{each % customers}@example.org"),
            Engagement("visit", NOW - timedelta(minutes=each)),
        )
        for each in range(number)
    ]


async def count(database, table):
    async with database.reading() as session:
        return await session.scalar(select(func.count()).select_from(table))


def test_a_row_is_an_act():
    """Times without an offset are the shop's; kinds are read in any spelling."""
    told = parsed("Dora@Example.org,,,Cart left,2026-03-01 14:05,59.90", zone="Europe/Amsterdam")

    assert told == [
        EngagementTold(
            ShopCustomer(email="dora@example.org"),
            Engagement("cart_left", datetime(2026, 3, 1, 13, 5, tzinfo=UTC), Decimal("59.90")),
        )
    ]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (",,,visit,2026-03-01,", "customer_email, customer_phone, customer_id are all empty"),
        ("d@example.org,,,sleep,2026-03-01,", "kind 'sleep' is not known; send one of account_closed, "),
        ("d@example.org,,,visit,soon,", "'soon' is not a date"),
        ("d@example.org,,,visit,2027-03-01,", "at 2027-03-01 00:00 UTC lies in the future"),
        ("d@example.org,,,visit,2026-03-01,-5", "amount -5 is below zero"),
        ("dora,,,visit,2026-03-01,", "'dora' is not an e-mail address"),
        ("d@example.org,visit", "the row has 2 cells and the header 6"),
    ],
)
def test_a_bad_row_is_listed(row, reason):
    """With its line, and the good rows around it come in."""
    good = "d@example.org,,,visit,2026-03-01,"
    first, bad, last = parsed(good, row, good)

    assert isinstance(bad, BadRow)
    assert (bad.line, bad.reason[: len(reason)]) == (3, reason)
    assert first == last


def test_a_file_of_another_kind_is_refused():
    """Nothing comes in, and the missing columns are named."""
    with pytest.raises(ImportFormatError, match=r"^the columns kind, at are missing"):
        parsed("1,2", header="a,b")


def test_a_shop_adds_kinds_of_its_own():
    """What its rules call a step to buying is known, too."""
    own = known_kinds(HistoryRules(lifecycle=LifecycleRules(sales_kinds=frozenset({"booked_a_fitting"}))))

    assert "booked_a_fitting" in own
    assert "newsletter" in own
    assert "checkout" not in own


async def test_doing_it_again_changes_nothing(database):
    """Over several batches, and with one act twice in the file."""
    told = acts(BATCH + 7)
    dry = await import_engagement(database, [*told, told[0]], now=NOW, dry_run=True)
    empty = await count(database, Customer)
    first = await import_engagement(database, [*told, told[0]], now=NOW)
    again = await import_engagement(database, told, now=NOW)

    assert empty == 0
    assert dry == first
    assert (first.new, first.same, first.new_customers) == (BATCH + 7, 1, 3)
    assert (again.new, again.same, again.new_customers) == (0, BATCH + 7, 0)
    assert await count(database, EngagementRow) == BATCH + 7


async def test_a_dry_run_knows_what_is_stored(database):
    """It counts only what would be new."""
    await import_engagement(database, acts(5), now=NOW)
    dry = await import_engagement(database, acts(8), now=NOW, dry_run=True)

    assert (dry.new, dry.same, dry.new_customers) == (3, 5, 0)


async def test_acts_go_to_whoever_is_known(database):
    """And have their kept profile worked out anew; told again they do not."""
    told = [EngagementTold(ShopCustomer(email="dora@example.org", shop_id="77"), Engagement("cart", NOW))]
    await import_engagement(database, told, now=NOW)
    async with database.writing() as session:
        profile = {"lifecycle": "new", "value": "standard", "computed_at": NOW, "good_until": NOW}
        session.add(ProfileRow(customer_id=1, **profile))
    await import_engagement(database, told, now=NOW)
    async with database.reading() as session:
        before = (await session.get_one(ProfileRow, 1)).stale
    await import_engagement(
        database, [EngagementTold(ShopCustomer(shop_id="77"), Engagement("checkout", NOW))], now=NOW
    )

    async with database.reading() as session:
        assert await find_people(session, "dora@example.org") == [1]
        assert [event.kind for event in await load_engagement(session, 1)] == ["cart", "checkout"]
        assert (before, (await session.get_one(ProfileRow, 1)).stale) == (False, True)
