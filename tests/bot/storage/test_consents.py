"""Consent to marketing on both databases: whose word counts, and what is told only once."""

import asyncio
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import select
from storage_rows import NOW
from whole_person import an_order

from bot.shop.consent import ToldConsent
from bot.shop.importing import import_orders
from bot.shop.live.shopify import read_shopify
from bot.storage.consents import consents, give, note_told, withdraw
from bot.storage.engine import Database
from bot.storage.people import find_people
from bot.storage.tables import ConsentRow, Customer
from bot.storage.told import tell_once

LATER = NOW + timedelta(days=1)


async def a_customer(database):
    async with database.writing() as session:
        customer = Customer(first_name="Anna", created_at=NOW)
        session.add(customer)
        await session.flush()
        return customer.id


async def agreed(database, customer_id):
    async with database.reading() as session:
        return await consents(session, customer_id)


async def told(database, customer_id, *, given, at):
    async with database.writing() as session:
        await note_told(session, {customer_id: ToldConsent(given, at, "in the shop's file")})


async def test_a_yes_counts_until_a_no(database):
    """From any source; the no ends it at once."""
    anna = await a_customer(database)
    before = await agreed(database, anna)
    async with database.writing() as session:
        await give(session, anna, at=NOW, source="customer", words="/news on")
    during = await agreed(database, anna)
    async with database.writing() as session:
        await withdraw(session, anna, at=LATER, source="customer")

    assert (before, during, await agreed(database, anna)) == (False, True, False)


async def test_a_shops_old_yes_does_not_undo_their_no(database):
    """The shop's file repeats the yes of years ago with every order; only a newer one counts."""
    anna = await a_customer(database)
    async with database.writing() as session:
        await withdraw(session, anna, at=NOW, source="customer")
    await told(database, anna, given=True, at=NOW - timedelta(days=400))
    old = await agreed(database, anna)
    await told(database, anna, given=True, at=LATER)

    assert (old, await agreed(database, anna)) == (False, True)


async def test_a_shops_no_ends_it(database):
    """Who unsubscribes in the shop unsubscribed."""
    anna = await a_customer(database)
    await told(database, anna, given=True, at=NOW)
    await told(database, anna, given=False, at=LATER)

    assert not await agreed(database, anna)


async def test_an_import_takes_consent_over_once(database):
    """The same file twice leaves one row; a person that was erased gets none."""
    order = replace(an_order(1), consent=ToldConsent(True, NOW, "accepts marketing"))
    await import_orders(database, [order], now=NOW)
    await import_orders(database, [order], now=NOW)
    async with database.reading() as session:
        (anna,) = await find_people(session, "anna@example.org")
        rows = (await session.scalars(select(ConsentRow))).all()

    assert await agreed(database, anna)
    assert len(rows) == 1


def test_shopifys_order_tells_consent():
    """Only a plain yes or no counts; pending and never asked say nothing."""
    body = {
        "id": 1,
        "name": "#1",
        "created_at": "2026-01-02T10:00:00+00:00",
        "updated_at": "2026-01-03T10:00:00+00:00",
        "currency": "EUR",
        "total_price": "10.00",
        "line_items": [],
    }

    def consent(**customer):
        return read_shopify("orders/create", body | {"customer": {"id": 7, **customer}}).parsed.consent

    when = "2026-01-01T09:00:00+00:00"
    yes = consent(email_marketing_consent={"state": "subscribed", "consent_updated_at": when})
    no = consent(email_marketing_consent={"state": "unsubscribed", "consent_updated_at": when})

    assert (yes.given, yes.at.isoformat()) == (True, when)
    assert no.given is False
    assert consent(email_marketing_consent={"state": "pending"}) is None
    assert consent(accepts_marketing=True).given
    assert consent(accepts_marketing=False) is None


async def test_what_is_told_once_is_told_once_by_two_processes(database, migrated_url):
    """Both try in the same moment; one of them does it."""
    other = Database(migrated_url)

    async def tell(where):
        async with where.writing() as session:
            return await tell_once(session, "digest:2026-01-01:7", NOW)

    try:
        found = await asyncio.gather(tell(database), tell(other))
    finally:
        await other.close()

    assert sorted(found) == [False, True]
