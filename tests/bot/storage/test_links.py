"""Joins of somebody who writes with somebody who bought."""

import asyncio
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select, update
from sqlmodel import col
from storage_rows import NOW

from bot.storage.cases import load_case
from bot.storage.identities import add_keys, add_people
from bot.storage.link_people import (
    TRIES_A_DAY,
    TRIES_IN_ALL,
    add_try,
    describe,
    find_shop_people,
    has_tried,
    may_try,
    owner_of_pair,
)
from bot.storage.links import Refusal, Way, is_linked, join, last_link, undo
from bot.storage.orders import save_order
from bot.storage.tables import Customer, EngagementRow, Identity, Link, ProfileRow, ShopOrder
from bot.storage.tables.people import IdentityKind
from classifier.history.orders import Order

TELEGRAM, SHOP, EMAIL, PHONE = IdentityKind.TELEGRAM, IdentityKind.SHOP, IdentityKind.EMAIL, IdentityKind.PHONE


async def a_writer(session, telegram_id=7001):
    (writer,) = await add_people(session, [("Anna", None)], NOW)
    await add_keys(session, [(writer, (TELEGRAM, str(telegram_id)))], NOW)
    return writer


async def a_buyer(session, name="anna", orders=("1042", "1043")):
    """Somebody of the shop, known by everything, with orders and one visit of their own."""
    (buyer,) = await add_people(session, [(name.title(), "Berg")], NOW)
    phone = f"+3161000{sum(map(ord, name)):04}"
    keys = [(SHOP, f"shop-{name}"), (EMAIL, f"{name}@example.org"), (PHONE, phone)]
    await add_keys(session, [(buyer, key) for key in keys], NOW)
    for number in orders:
        await buys(session, buyer, number)
    await visits(session, buyer)
    return buyer


async def buys(session, customer_id, number):
    order = Order(id=number, placed_at=NOW, currency="EUR", total=Decimal(10), items=())
    await save_order(session, customer_id, order)


async def visits(session, customer_id, at=NOW):
    session.add(EngagementRow(customer_id=customer_id, kind="cart", at=at))
    await session.flush()


async def a_profile(session, customer_id):
    session.add(
        ProfileRow(
            customer_id=customer_id, computed_at=NOW, good_until=NOW + timedelta(days=1), lifecycle="new", value="gold"
        )
    )
    await session.flush()


async def has(database, customer_id):
    """What hangs on a customer: keys, order numbers, times of visits."""
    async with database.reading() as session:
        keys = (await session.scalars(select(Identity).where(col(Identity.customer_id) == customer_id))).all()
        orders = (await session.scalars(select(ShopOrder).where(col(ShopOrder.customer_id) == customer_id))).all()
        events = await session.scalars(select(EngagementRow).where(col(EngagementRow.customer_id) == customer_id))
        return (
            {key.kind for key in keys},
            sorted(order.number for order in orders),
            sorted(event.at for event in events.all()),
        )


async def two_people(database):
    async with database.writing() as session:
        return await a_writer(session), await a_buyer(session)


async def joined(database, pair, way=Way.AGENT):
    async with database.writing() as session:
        return await join(session, pair, way, now=NOW)


async def taken_back(database, link_id):
    async with database.writing() as session:
        return await undo(session, link_id, now=NOW, by=None)


async def test_a_join_moves_everything(database):
    """The writer has the identities, orders and visits; the other row has nothing; the link says how and when."""
    pair = await two_people(database)
    link = await joined(database, pair, Way.ORDER)

    assert await has(database, pair[0]) == ({TELEGRAM, SHOP, EMAIL, PHONE}, ["1042", "1043"], [NOW])
    assert await has(database, pair[1]) == (set(), [], [])
    assert (link.how, link.at, link.undone_at) == ("order", NOW, None)
    assert {name: len(ids) for name, ids in link.moved.items() if name != "had"} == {
        "identities": 3,
        "orders": 2,
        "engagement": 1,
    }


async def test_a_join_makes_both_profiles_stale(database):
    """What was concluded before was about somebody with other orders."""
    pair = await two_people(database)
    async with database.writing() as session:
        for customer_id in pair:
            await a_profile(session, customer_id)
    await joined(database, pair)
    async with database.reading() as session:
        stale = (await session.scalars(select(ProfileRow.stale))).all()

    assert stale == [True, True]


async def test_a_joined_customer_counts_as_linked_without_an_order(database):
    """What makes the difference is that the shop knows them, not that they bought."""
    async with database.writing() as session:
        pair = await a_writer(session), await a_buyer(session, orders=())
    async with database.reading() as session:
        before = await load_case(session, 7001, NOW)
    await joined(database, pair)
    async with database.reading() as session:
        after = await load_case(session, 7001, NOW)

    assert (before.linked, after.linked, after.orders) == (False, True, ())


async def test_an_undo_moves_exactly_that_back(database):
    """What the writer had before stays, what came with the join goes."""
    pair = await two_people(database)
    async with database.writing() as session:
        await buys(session, pair[0], "7")
        await visits(session, pair[0], NOW + timedelta(hours=1))
    link = await joined(database, pair)
    undone = await taken_back(database, link.id)

    assert await has(database, pair[0]) == ({TELEGRAM}, ["7"], [NOW + timedelta(hours=1)])
    assert await has(database, pair[1]) == ({SHOP, EMAIL, PHONE}, ["1042", "1043"], [NOW])
    assert undone.undone_at == NOW
    assert await taken_back(database, link.id) is None


async def test_what_came_since_goes_back_too(database):
    """An import after the join finds the person by the moved e-mail: those orders are not the writer's."""
    pair = await two_people(database)
    link = await joined(database, pair)
    async with database.writing() as session:
        await buys(session, pair[0], "1044")
        await add_keys(session, [(pair[0], (PHONE, "+31611111111"))], NOW)
    await taken_back(database, link.id)

    assert await has(database, pair[0]) == ({TELEGRAM}, [], [])
    assert (await has(database, pair[1]))[1] == ["1042", "1043", "1044"]


async def test_an_order_that_an_import_gave_to_somebody_else_stays_there(database):
    """An undo takes from the writer only."""
    pair = await two_people(database)
    link = await joined(database, pair)
    async with database.writing() as session:
        third = await a_buyer(session, "viktor", orders=())
        await session.execute(update(ShopOrder).where(col(ShopOrder.number) == "1043").values(customer_id=third))
    await taken_back(database, link.id)

    assert (await has(database, third))[1] == ["1043"]
    assert (await has(database, pair[1]))[1] == ["1042"]


async def test_the_same_visit_told_of_both_is_one(database):
    """A visit that both rows have does not stand in the way of a join, nor of its undoing."""
    pair = await two_people(database)
    async with database.writing() as session:
        await visits(session, pair[0])
    link = await joined(database, pair)
    moved = await has(database, pair[0])
    await taken_back(database, link.id)

    assert moved[2] == [NOW]
    assert (await has(database, pair[0]))[2] == [NOW]
    assert (await has(database, pair[1]))[2] == [NOW]


async def test_the_second_join_is_undone_alone(database):
    """Each account that an agent added can be taken away without the others."""
    writer, first = await two_people(database)
    async with database.writing() as session:
        second = await a_buyer(session, "viktor", orders=("2001",))
        await session.execute(
            update(EngagementRow)
            .where(col(EngagementRow.customer_id) == second)
            .values(at=NOW + timedelta(days=1))
            .execution_options(synchronize_session=False)
        )
    await joined(database, (writer, first))
    link = await joined(database, (writer, second))
    await taken_back(database, link.id)
    async with database.reading() as session:
        last = await last_link(session, writer)

    assert await has(database, writer) == ({TELEGRAM, SHOP, EMAIL, PHONE}, ["1042", "1043"], [NOW])
    assert (await has(database, second))[1] == ["2001"]
    assert last.from_customer_id == first


async def test_the_first_join_is_undone_under_the_second(database):
    """What a later join brought is not the earlier one's."""
    writer, first = await two_people(database)
    async with database.writing() as session:
        second = await a_buyer(session, "viktor", orders=("2001",))
    link = await joined(database, (writer, first))
    await joined(database, (writer, second))
    await taken_back(database, link.id)

    assert (await has(database, writer))[1] == ["2001"]
    assert (await has(database, first))[1] == ["1042", "1043"]


async def test_nobody_is_joined_to_two_chats(database):
    """Whichever way and whoever asks; by the account's row and by the row that its things are on now."""
    writer, buyer = await two_people(database)
    async with database.writing() as session:
        other = await a_writer(session, 7002)
    await joined(database, (writer, buyer))
    refused = {await joined(database, (other, bought), way) for bought in (writer, buyer) for way in Way}

    assert refused == {Refusal.TAKEN}
    assert await has(database, other) == ({TELEGRAM}, [], [])


async def test_of_two_at_once_one_wins(database):
    """Two chats come with the same proof in the same moment."""
    writer, buyer = await two_people(database)
    async with database.writing() as session:
        other = await a_writer(session, 7002)
    outcomes = await asyncio.gather(*(joined(database, (one, buyer), Way.TOKEN) for one in (writer, other)))

    assert sorted(isinstance(outcome, Link) for outcome in outcomes) == [False, True]
    assert Refusal.TAKEN in outcomes


async def test_the_same_join_again_changes_nothing(database):
    """A double tap, or the same link pressed twice."""
    pair = await two_people(database)
    await joined(database, pair)

    assert await joined(database, pair) is Refusal.ALREADY
    assert await joined(database, (pair[0], pair[0])) is Refusal.ALREADY
    assert await joined(database, (pair[0], 999_999)) is Refusal.GONE


@pytest.mark.parametrize("way", [Way.TOKEN, Way.CONTACT, Way.ORDER])
async def test_the_program_adds_no_second_account(database, way):
    """Somebody who is joined already may have two accounts, but that an agent decides."""
    writer, buyer = await two_people(database)
    async with database.writing() as session:
        second = await a_buyer(session, "viktor", orders=("2001",))
    await joined(database, (writer, buyer))

    assert await joined(database, (writer, second), way) is Refusal.ELSEWHERE


@pytest.mark.parametrize("way", [Way.TOKEN, Way.CONTACT, Way.ORDER])
async def test_what_an_agent_undid_only_an_agent_does_again(database, way):
    """Else the link that was wrong would be pressed once more."""
    pair = await two_people(database)
    link = await joined(database, pair, way)
    await taken_back(database, link.id)

    assert await joined(database, pair, way) is Refusal.UNDONE
    assert isinstance(await joined(database, pair), Link)


async def test_an_objection_comes_along(database):
    """Who said no to profiles said it as a person, not as a row."""
    pair = await two_people(database)
    async with database.writing() as session:
        (await session.get_one(Customer, pair[1])).no_profile = True
    await joined(database, pair)
    async with database.reading() as session:
        writer = await session.get_one(Customer, pair[0])

    assert writer.no_profile


async def test_somebody_who_was_erased_is_not_brought_back(database):
    """Where the shop had a person erased, a link is empty, and undoing it moves nothing."""
    pair = await two_people(database)
    link = await joined(database, pair)
    async with database.writing() as session:
        (await session.get_one(Link, link.id)).moved = {}
        await buys(session, pair[0], "7")
    await taken_back(database, link.id)

    assert (await has(database, pair[1]))[1] == []


async def test_there_are_three_tries_a_day(database):
    """And the same message, worked on twice, is one."""
    async with database.writing() as session:
        writer = await a_writer(session)
        for minute in range(TRIES_A_DAY):
            assert await may_try(session, writer, NOW + timedelta(minutes=minute))
            await add_try(session, writer, NOW + timedelta(minutes=minute))
        again = await has_tried(session, writer, NOW)
        fourth = await may_try(session, writer, NOW + timedelta(hours=23))
        tomorrow = await may_try(session, writer, NOW + timedelta(hours=24))

    assert (again, fourth, tomorrow) == (True, False, True)


async def test_there_are_ten_tries_in_all(database):
    """However patient somebody is."""
    async with database.writing() as session:
        writer = await a_writer(session)
        for day in range(TRIES_IN_ALL):
            await add_try(session, writer, NOW + timedelta(days=day))
        later = await may_try(session, writer, NOW + timedelta(days=400))

    assert later is False


@pytest.mark.parametrize(
    "asked",
    ["anna@example.org", " Anna@Example.ORG", "shop-anna", "1042", "#1042", "+31 6 1000 0414", "0031610000414"],
)
async def test_an_agent_finds_a_customer_by_what_they_know(database, asked):
    """E-mail, phone, order or the shop's number, as people write them."""
    _, buyer = await two_people(database)
    async with database.reading() as session:
        assert await find_shop_people(session, asked) == [buyer]


@pytest.mark.parametrize("asked", ["nobody@example.org", "9999", "", " ", "'; --", "@", "#"])
async def test_what_names_nobody_finds_nobody(database, asked):
    """Whatever was typed, there is an answer."""
    await two_people(database)
    async with database.reading() as session:
        assert await find_shop_people(session, asked) == []


async def test_number_and_address_must_belong_together(database):
    """A right order with somebody else's right address is as wrong as two inventions."""
    async with database.writing() as session:
        anna, viktor = await a_buyer(session), await a_buyer(session, "viktor", orders=("2001",))
        pairs = [
            ("1042", "anna"),
            ("2001", "anna"),
            ("1042", "viktor"),
            ("#2001", "viktor"),
            ("1", "anna"),
            ("1042", "x"),
        ]
        owners = [await owner_of_pair(session, number, f"{name}@example.org") for number, name in pairs]

    assert owners == [anna, None, None, viktor, None, None]


async def test_a_preview_says_enough_and_not_more(database):
    """Name, masked address and how many orders; the linked one is known as such."""
    writer, buyer = await two_people(database)
    async with database.reading() as session:
        person, nobody = await describe(session, buyer), await describe(session, 999_999)
        linked = await is_linked(session, writer), await is_linked(session, buyer)

    assert person.values() == {"name": "Anna Berg", "email": "a•••@example.org", "orders": "2"}
    assert nobody is None
    assert linked == (False, True)
