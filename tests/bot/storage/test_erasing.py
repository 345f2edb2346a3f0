"""Whoever asks to be forgotten is forgotten, and stays so."""

from dataclasses import replace
from decimal import Decimal

import pytest
from sqlalchemy import func, select
from storage_rows import BOT, NOW, an_update
from whole_person import ANNA, CHAT, PERSONAL, an_order, everything, found_in, whole_person

from bot.shop.importing import import_orders
from bot.shop.parsed import ShopCustomer
from bot.storage.engine import Database
from bot.storage.erasing import erase_person, holding_of
from bot.storage.intake import claim_heads, store_updates
from bot.storage.orders import load_orders
from bot.storage.outgoing import Draft, Urgency, add_one
from bot.storage.people import find_people
from bot.storage.tables import Audit, Customer, Identity, Intake, Link, ShopOrder, Tombstone
from bot.storage.tables.people import IdentityKind
from bot.storage.tables.traffic import OutgoingKind
from bot.storage.tombstones import are_erased, erased_at


async def erase(database, customer_id):
    async with database.writing() as session:
        return await erase_person(session, customer_id, NOW, why="asked")


async def count(database, table):
    async with database.reading() as session:
        return await session.scalar(select(func.count()).select_from(table))


async def load(database, table):
    async with database.reading() as session:
        return list((await session.scalars(select(table))).all())


async def test_nothing_of_the_person_is_left_in_any_table(database):
    """Names, contacts, words, conclusions, notes, replies on their way: every table is searched."""
    anna = await whole_person(database)
    before = found_in(await everything(database))
    await erase(database, anna)

    assert before == list(PERSONAL)
    assert found_in(await everything(database)) == []


async def test_what_colleagues_were_told_in_private_goes_too(database):
    """A line in a lead's chat belongs to no conversation, and yet names the person and leads to their topic."""
    anna = await whole_person(database)
    content = {"key": "danger_alert", "values": {"name": "Anna secret"}, "link_topic_of": anna}
    async with database.writing() as session:
        await add_one(session, Draft(OutgoingKind.NOTE, "p:9", 9, Urgency.DANGER, NOW, content), NOW)
    await erase(database, anna)

    assert found_in(await everything(database)) == []


async def test_orders_stay_as_invoices(database):
    """Number, goods, sums and dates are kept as law asks; nothing leads from them to the person."""
    anna = await whole_person(database)
    await erase(database, anna)
    orders = await load(database, ShopOrder)

    assert [(order.number, order.total) for order in orders] == [("1", Decimal("79.80")), ("2", Decimal("79.80"))]
    assert {order.tracking for order in orders} == {None}
    assert await count(database, Identity) == await count(database, Link) == 0
    assert [(one.first_name, one.no_profile) for one in await load(database, Customer)] == [(None, True)]


async def test_export_erase_import_again_restart_nothing_returns(database, migrated_url):
    """The shop's next file names the person with every order, old and new; the database stays without them."""
    anna = await whole_person(database)
    await erase(database, anna)
    again = [an_order(1), an_order(2, codes=("NEW",)), an_order(3), an_order(4)]
    report = await import_orders(database, again, now=NOW)
    await database.close()
    restarted = Database(migrated_url)
    told = await everything(restarted)
    third = await import_orders(restarted, again, now=NOW)
    async with restarted.reading() as session:
        found = await find_people(session, "anna@example.org")
    await restarted.close()

    assert (report.erased, report.new, report.changed, report.new_customers) == (4, 2, 1, 0)
    assert (third.erased, third.new, third.same) == (4, 0, 4)
    assert found_in(told) == []
    assert found == []


async def test_orders_of_the_erased_do_not_find_each_other(database):
    """Each new order stands for itself: together they would be somebody's history again."""
    await erase(database, await whole_person(database))
    await import_orders(database, [an_order(3), an_order(4)], now=NOW)
    owners = [order.customer_id for order in await load(database, ShopOrder) if order.number in {"3", "4"}]

    assert len(set(owners)) == 2


@pytest.mark.parametrize(
    ("customer", "erased"),
    [
        (ANNA, True),
        (ShopCustomer(email="anna@example.org"), True),
        (ShopCustomer(shop_id="shop77", email="anna.new@example.org"), True),
        (ShopCustomer(phone="+31612345678"), True),
        (ShopCustomer(phone="+31612345678", email="bob@example.org"), False),
        (ShopCustomer(email="bob@example.org"), False),
    ],
)
async def test_a_shared_phone_takes_nobody_else_along(database, customer, erased):
    """Somebody of the same family with an address of their own is another person, before an erasure and after."""
    await erase(database, await whole_person(database))
    report = await import_orders(database, [an_order(9, customer)], now=NOW)

    assert report.erased == erased
    assert bool(await count(database, Identity)) is not erased


async def test_only_hashes_are_kept_of_what_somebody_was_known_by(database):
    """E-mail, phone, the shop's number, Telegram: four hashes, of no use without the key."""
    await erase(database, await whole_person(database))
    async with database.reading() as session:
        at = await erased_at(session, (IdentityKind.TELEGRAM, str(CHAT)))
        known = await are_erased(session, [{(IdentityKind.EMAIL, "anna@example.org")}, {(IdentityKind.EMAIL, "x@y.z")}])

    assert await count(database, Tombstone) == 4
    assert (at, known) == (NOW, [True, False])


async def test_an_update_on_its_way_is_not_worked_on_and_not_taken_in_again(database):
    """Its number stays, so that Telegram's second delivery is known; its words are gone."""
    await erase(database, await whole_person(database))
    async with database.writing() as session:
        await store_updates(session, BOT, [an_update(1, f"chat:{CHAT}")], NOW)
        claimed = await claim_heads(session, "w", NOW, 10)

    assert claimed == []
    assert {row.payload for row in await load(database, Intake)} == {"{}"}


async def test_somebody_elses_words_stay(database):
    """One person is erased, not the desk."""
    anna = await whole_person(database)
    await import_orders(database, [an_order(8, ShopCustomer(email="bob@example.org", name="Bob"))], now=NOW)
    await erase(database, anna)
    async with database.reading() as session:
        (bob,) = await find_people(session, "bob@example.org")
        orders = await load_orders(session, bob)

    assert [order.id for order in orders] == ["8"]
    assert orders[0].tracking == "TRACK1"


async def test_a_look_before_an_erasure_counts_and_changes_nothing(database):
    """Both rows of one person are counted: who wrote, and who bought."""
    anna = await whole_person(database)
    async with database.reading() as session:
        held = await holding_of(session, anna)
    erased = await erase(database, anna)

    assert (held.name, held.messages, held.notes, held.orders, held.identities) == ("Anna Devries", 1, 1, 2, 4)
    assert erased == held


async def test_the_record_keeps_that_somebody_was_erased_and_not_who(database):
    """Who decided what about them is blanked; that something was decided stays."""
    anna = await whole_person(database)
    await erase(database, anna)
    rows = {row.action: row for row in await load(database, Audit)}

    assert (rows["customer_erased"].why, rows["customer_erased"].detail) == ("asked", {"orders": 2})
    assert (rows["correct"].why, rows["correct"].detail) == ("", {})


async def test_erasing_twice_is_no_failure(database):
    """The second finds nothing to erase but the figures of the shop."""
    anna = await whole_person(database)
    await erase(database, anna)
    husk = (await load(database, ShopOrder))[0].customer_id
    again = await erase(database, husk)

    assert replace(again, name="", customers=()) == replace(again, name="", customers=(), orders=2, messages=0)
