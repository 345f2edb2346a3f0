"""Parsed orders into the database, on SQLite and on PostgreSQL."""

import asyncio
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import func, select

from bot.shop.importing import BATCH, import_orders
from bot.shop.parsed import BadRow, ParsedOrder, ShopCustomer
from bot.storage.engine import Database
from bot.storage.migrate import migrate
from bot.storage.orders import load_orders
from bot.storage.people import find_people
from bot.storage.tables.people import Customer, Identity, IdentityKind, OrderItem, ShopOrder
from bot.storage.tables.shop import ProfileRow
from classifier.history.orders import Item, Order

NOW = datetime(2026, 3, 12, 9, 30, tzinfo=UTC)
LAMP = Item("NL-1", "Lamp", 1, Decimal("59.90"), "home", Decimal("21.005"))
ROPE = Item("NL-2", "Rope", 3, Decimal("6.6333"))
ANNA = ShopCustomer(email="anna@example.org", phone="+31612345678", name="Anna de Vries", shop_id="77")


@pytest.fixture
async def database(database_url):
    await migrate(database_url)
    database = Database(database_url)
    yield database
    await database.close()


def an_order(number, customer=ANNA, *, as_of=NOW, total="79.80", items=(LAMP, ROPE), shop_key=None, **more):
    order = Order(
        id=str(number),
        placed_at=NOW - timedelta(days=30),
        currency="EUR",
        total=Decimal(total),
        items=items,
        codes=("SPRING",),
        carrier="DHL",
        as_of=as_of,
        **more,
    )
    return ParsedOrder(customer, order, 2, shop_key)


async def orders_of(database, asked):
    async with database.reading() as session:
        (customer_id,) = await find_people(session, asked)
        return await load_orders(session, customer_id)


async def count(database, table):
    async with database.reading() as session:
        return await session.scalar(select(func.count()).select_from(table))


async def test_orders_come_back_as_they_were_told(database):
    """Sums, items, codes and times survive the way through the database."""
    told = an_order(
        1042,
        promised_at=NOW,
        shipped_at=NOW - timedelta(days=1),
        taxes=Decimal("3.10"),
        shipping=Decimal("4.50"),
        tags=("vip",),
        marks=("date in the future",),
        items=(LAMP, ROPE, Item("NL-3", "Peg", -2, Decimal(1))),
    )

    await import_orders(database, [told], now=NOW)

    assert await orders_of(database, "anna@example.org") == [told.order]


async def test_doing_it_again_changes_nothing(database):
    """The second import finds everything as it is; only its age is new."""
    first = await import_orders(database, [an_order(1), an_order(2)], now=NOW)
    later = NOW + timedelta(days=1)
    again = await import_orders(database, [an_order(1, as_of=later), an_order(2, as_of=later)], now=later)

    assert (first.new, first.new_customers) == (2, 1)
    assert (again.new, again.changed, again.same, again.new_customers) == (0, 0, 2, 0)
    assert await count(database, OrderItem) == 4
    assert {order.as_of for order in await orders_of(database, "shop:77")} == {later}


async def test_what_changed_is_brought_up_to_date(database):
    """A refund and other items replace what stood there."""
    await import_orders(database, [an_order(1), an_order(2)], now=NOW)
    refunded = an_order(1, items=(LAMP,), refunded=Decimal(20), status="partially_refunded")

    report = await import_orders(database, [refunded, an_order(2)], now=NOW)

    assert (report.changed, report.same) == (1, 1)
    assert (await orders_of(database, "77"))[0] == refunded.order


async def test_an_older_file_does_not_undo_a_newer_one(database):
    """What the database heard later stays, whichever file comes in last."""
    await import_orders(database, [an_order(1, status="refunded")], now=NOW)

    report = await import_orders(database, [an_order(1, as_of=NOW - timedelta(days=7))], now=NOW)

    assert (report.older, report.changed) == (1, 0)
    assert (await orders_of(database, "77"))[0].status == "refunded"


async def test_a_dry_run_counts_the_same_and_keeps_nothing(database):
    """A customer whose orders are spread over batches counts once here too."""
    found = [an_order(n) for n in range(BATCH + 5)] + [an_order("x", ShopCustomer(email="bob@example.org"))]

    dry = await import_orders(database, found, now=NOW, dry_run=True)

    assert await count(database, Customer) == 0
    wet = await import_orders(database, found, now=NOW)
    assert (dry.new, dry.new_customers, len(dry.customers)) == (BATCH + 6, 2, 2)
    assert (wet.new, wet.new_customers, len(wet.customers)) == (BATCH + 6, 2, 2)


async def test_somebody_known_from_telegram_gets_their_orders(database):
    """An e-mail that an agent linked joins the chat and the purchases; the shop's number is learned."""
    async with database.writing() as session:
        customer = Customer(first_name="Анна", created_at=NOW)
        session.add(customer)
        await session.flush()
        for kind, value in ((IdentityKind.TELEGRAM, "5000"), (IdentityKind.EMAIL, "anna@example.org")):
            session.add(Identity(customer_id=customer.id, kind=kind, value=value, created_at=NOW))

    report = await import_orders(database, [an_order(1)], now=NOW)

    assert report.new_customers == 0
    assert [order.id for order in await orders_of(database, "telegram:5000")] == ["1"]
    assert await orders_of(database, "77") == await orders_of(database, "telegram:5000")


async def test_an_order_moves_with_its_corrected_address(database):
    """The shop corrected a mistyped e-mail: the order goes where its newest word says."""
    await import_orders(database, [an_order(1, ShopCustomer(email="ana@example.org"))], now=NOW)

    report = await import_orders(database, [an_order(1, ShopCustomer(email="anna@example.org"))], now=NOW)

    assert report.changed == 1
    assert await orders_of(database, "ana@example.org") == []
    assert len(await orders_of(database, "anna@example.org")) == 1


async def test_bad_rows_are_handed_on(database):
    """They are listed with their line, and the orders around them come in."""
    bad = BadRow(3, "total 'oops' is not a sum; write it like 1234.50", "2")

    report = await import_orders(database, [an_order(1), bad, an_order(3)], now=NOW)

    assert (report.new, report.bad) == (2, [bad])


async def test_an_empty_file_is_no_error(database):
    """Nothing in, nothing done."""
    assert (await import_orders(database, [], now=NOW)).orders == 0


async def test_two_imports_at_once_make_one_customer(database):
    """Whoever is second to store an e-mail address looks again and finds the first."""
    reports = await asyncio.gather(
        *(import_orders(database, [an_order(number), an_order("shared")], now=NOW) for number in range(4))
    )

    assert sum(report.new_customers for report in reports) == 1
    assert len(await orders_of(database, "77")) == 5


async def shop_keys(database):
    async with database.reading() as session:
        rows = await session.execute(select(ShopOrder.number, ShopOrder.shop_key).order_by(ShopOrder.number))
        return {row.number: row.shop_key for row in rows.all()}


async def test_the_shops_own_key_is_kept(database):
    """Refunds name it; a file that leaves it out does not take it away, one that adds it changes the order."""
    await import_orders(database, [an_order(1, shop_key="901"), an_order(2)], now=NOW)
    report = await import_orders(
        database, [an_order(1, status="refunded"), an_order(2, shop_key="902"), an_order(3)], now=NOW
    )

    assert await shop_keys(database) == {"1": "901", "2": "902", "3": None}
    assert (report.new, report.changed) == (1, 2)
    assert (await import_orders(database, [an_order(2)], now=NOW)).same == 1


async def test_what_changed_makes_profiles_stale(database):
    """Of whoever got an order, changed one or lost one; of nobody else."""
    bob, carl, dora = (ShopCustomer(email=f"{name}@example.org") for name in ("bob", "carl", "dora"))
    await import_orders(
        database, [an_order(1), an_order(2, bob), an_order(3, carl), an_order(4, dora), an_order(5, carl)], now=NOW
    )
    async with database.writing() as session:
        for customer in (await session.scalars(select(Customer.id))).all():
            session.add(
                ProfileRow(customer_id=customer, computed_at=NOW, good_until=NOW, lifecycle="new", value="standard")
            )

    await import_orders(
        database,
        [an_order(1, as_of=NOW + timedelta(days=1)), an_order(2, bob, status="refunded"), an_order(3, dora)],
        now=NOW,
    )

    async with database.reading() as session:
        rows = await session.execute(
            select(Identity.value, ProfileRow.stale)
            .join(ProfileRow, ProfileRow.customer_id == Identity.customer_id)
            .where(Identity.kind == IdentityKind.EMAIL)
        )
        stale = {row.value.partition("@")[0]: row.stale for row in rows.all()}
    assert stale == {"anna": False, "bob": True, "carl": True, "dora": True}


async def test_an_order_told_twice_ends_as_it_was_told_last(database):
    """Even within what is stored at once."""
    report = await import_orders(database, [an_order(1), an_order(1, status="refunded"), an_order(2)], now=NOW)

    assert (report.new, report.changed) == (2, 1)
    assert [order.status for order in await orders_of(database, "77")] == ["refunded", "paid"]


async def test_marks_are_counted(database):
    """So that the report can say how much of a file is odd."""
    odd = [an_order(number, marks=("negative quantity",)) for number in (1, 2)]

    report = await import_orders(database, [*odd, an_order(3)], now=NOW, dry_run=True)

    assert report.marks == {"negative quantity": 2}
