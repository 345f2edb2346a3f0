"""The clock's other work: figures measured anew, fairness watched, stale profiles worked out."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import insert, select
from sqlmodel import col

from bot.clocks import Clocks
from bot.keeping import AT_ONCE, COUNT_EVERY, Keeping
from bot.shop.shopfile import load_shop
from bot.statistics import MEASURE_EVERY, take_measures
from bot.storage.engine import Database
from bot.storage.migrate import migrate
from bot.storage.orders import save_order
from bot.storage.profiles import encode_profile, mark_stale
from bot.storage.tables import Audit, Conversation, Customer, Message, Outgoing, ProfileRow, WordingRecord
from classifier.business_hours import BusinessHours
from classifier.history.fact import Fact
from classifier.history.orders import Order
from classifier.history.profile import Profile
from playbooks.records import Counts

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
ZONE = ZoneInfo("UTC")
LEAD = 77


@pytest.fixture
async def database(database_url):
    """A migrated database of either kind."""
    await migrate(database_url)
    database = Database(database_url)
    yield database
    await database.close()


@pytest.fixture
async def keeping(database):
    """Keeping with a clock that stands still, always open."""
    shop = load_shop(None)
    measures = await take_measures(database, shop, ZONE, NOW)
    clocks = Clocks(business=lambda: NOW, machine=lambda: NOW)
    return Keeping(database, clocks, shop, ZONE, measures, BusinessHours.always(ZONE), (LEAD,))


async def people(database, count):
    async with database.writing() as session:
        rows = [{"id": number, "created_at": NOW, "no_profile": False} for number in range(1, count + 1)]
        await session.execute(insert(Customer), rows)


def an_order(number, days_ago, total=50):
    placed_at = NOW - timedelta(days=days_ago)
    return Order(str(number), placed_at, "EUR", Decimal(total), (), as_of=placed_at)


async def test_stale_profiles_are_worked_out(database, keeping):
    """A round takes what was marked, and leaves nothing marked; who has no history any more has no profile."""
    await people(database, 3)
    profile = encode_profile(Profile({}, {}))
    async with database.writing() as session:
        await save_order(session, 1, an_order(1, 40))
        await save_order(session, 2, an_order(2, 4))
        rows = [
            {"customer_id": id_, "computed_at": NOW, "good_until": NOW, "stale": False, "lifecycle": "", "value": ""}
            for id_ in (1, 2, 3)
        ]
        await session.execute(insert(ProfileRow), [{**row, "content": profile} for row in rows])
        await mark_stale(session, [1, 2, 3])

    assert await keeping.refresh(NOW) == 2
    assert await keeping.refresh(NOW) == 0
    async with database.reading() as session:
        found = (await session.execute(select(col(ProfileRow.customer_id), col(ProfileRow.lifecycle)))).all()
    assert sorted(map(tuple, found)) == [(1, "new"), (2, "new")]


async def test_a_history_that_cannot_be_judged_stops_nobody_else(database, keeping, caplog):
    """An order of the year 1 is no date west of Greenwich: its customer has no profile, the other one has."""
    await people(database, 2)
    keeping.measures.statistics = replace(keeping.measures.statistics, zone=ZoneInfo("America/New_York"))
    row = {"computed_at": NOW, "good_until": NOW, "stale": True, "lifecycle": "", "value": "", "content": {}}
    async with database.writing() as session:
        await save_order(session, 1, replace(an_order(1, 40), placed_at=datetime(1, 1, 1, tzinfo=UTC)))
        await save_order(session, 2, an_order(2, 4))
        await session.execute(insert(ProfileRow), [{**row, "customer_id": id_} for id_ in (1, 2)])

    assert (await keeping.refresh(NOW), await keeping.refresh(NOW)) == (1, 0)
    async with database.reading() as session:
        assert (await session.scalars(select(col(ProfileRow.customer_id)))).all() == [2]
    assert "the profile of customer 1 could not be worked out" in caplog.text


async def test_who_objected_has_no_profile(database, keeping):
    """Somebody who said no to profiles gets none, also after an import."""
    await people(database, 1)
    async with database.writing() as session:
        await save_order(session, 1, an_order(1, 40))
        (await session.get_one(Customer, 1)).no_profile = True
        row = {"customer_id": 1, "computed_at": NOW, "good_until": NOW, "stale": True, "lifecycle": "new", "value": ""}
        await session.execute(insert(ProfileRow), [{**row, "content": {}}])

    assert await keeping.refresh(NOW) == 0
    async with database.reading() as session:
        assert (await session.scalars(select(ProfileRow))).all() == []


async def test_the_shop_is_measured_again(database, keeping):
    """Orders that came since the start change what is usual, after some hours."""
    await people(database, AT_ONCE)
    async with database.writing() as session:
        for customer in range(1, 31):
            for number in range(4):
                await save_order(session, customer, an_order(f"{customer}-{number}", 10 * number + 1, 30))
    before = keeping.measures.statistics.usual_interval_days
    await keeping()
    assert keeping.measures.statistics.usual_interval_days == before
    keeping.measures.measured_at = NOW - MEASURE_EVERY
    await keeping()

    assert keeping.measures.statistics.usual_interval_days == pytest.approx(10)
    assert keeping.measures.statistics.average_order == 30


async def waited(database, percentile, minutes, first):
    """Twenty customers of one percentile who each waited so long."""
    figures = {"margin_percentile": Fact(percentile, "")}
    profile = encode_profile(Profile(figures, {}))
    async with database.writing() as session:
        for id_ in range(first, first + 20):
            session.add(Customer(id=id_, created_at=NOW))
            await session.flush()
            session.add(Conversation(id=id_, customer_id=id_, opened_at=NOW, turn=1))
            await session.flush()
            asked = NOW - timedelta(hours=3)
            for direction, at in (("incoming", asked), ("outgoing", asked + timedelta(minutes=minutes))):
                session.add(Message(conversation_id=id_, direction=direction, turn=1, at=at, chat_id=id_))
            row = ProfileRow(customer_id=id_, computed_at=NOW, good_until=NOW, lifecycle="", value="", content=profile)
            session.add(row)


async def told(database):
    async with database.reading() as session:
        rows = (
            await session.scalars(select(Outgoing).where(col(Outgoing.chat_id) == LEAD).order_by(col(Outgoing.id)))
        ).all()
        actions = (await session.scalars(select(col(Audit.action)).order_by(col(Audit.id)))).all()
    return [row.content["key"] for row in rows], list(actions)


async def test_value_stops_counting_where_the_least_valued_wait_longer(database, keeping):
    """desk.md: over a quarter longer, and value leaves priority; the leads are told once, and once when it is even."""
    await waited(database, 0.05, 40, first=1)
    await waited(database, 0.95, 20, first=101)
    await keeping.watch(NOW)
    await keeping.watch(NOW)

    assert not keeping.measures.fair
    assert await told(database) == (["unfair"], ["value_stopped_counting"])
    await keeping.watch(NOW + timedelta(days=8))

    assert keeping.measures.fair
    assert await told(database) == (["unfair", "fair_again"], ["value_stopped_counting", "value_counts_again"])


async def test_what_was_closed_without_words_is_no_wait(database, keeping):
    """Thanks that nobody answered does not make its fifth wait for a week."""
    await waited(database, 0.05, 20, first=1)
    await waited(database, 0.95, 20, first=101)
    async with database.writing() as session:
        thanks = [{"direction": "incoming", "turn": 2, "at": NOW - timedelta(days=2), "kind": "text", "text": "thanks"}]
        rows = [
            {**one, "conversation_id": id_, "chat_id": id_, "connection": ""} for id_ in range(1, 11) for one in thanks
        ]
        await session.execute(insert(Message), rows)
    await keeping.watch(NOW)

    assert keeping.measures.fair


async def test_a_restart_remembers_what_was_concluded(database, keeping):
    """Another process, or the same one later, neither counts value again nor tells the leads a second time."""
    await waited(database, 0.05, 40, first=1)
    await waited(database, 0.95, 20, first=101)
    await keeping.watch(NOW)
    keeping.measures = await take_measures(database, keeping.shop, ZONE, NOW)

    assert not keeping.measures.fair
    await keeping.watch(NOW)
    assert await told(database) == (["unfair"], ["value_stopped_counting"])


async def test_even_waits_change_nothing(database, keeping):
    """Who waits as long as others is no reason for anything."""
    await waited(database, 0.05, 24, first=1)
    await waited(database, 0.95, 20, first=101)
    await keeping.watch(NOW)

    assert keeping.measures.fair
    assert await told(database) == ([], [])


async def test_counts_of_wordings_are_read_now_and_then(database, keeping):
    """By the beat after ten minutes, so that what agents edit gives way within the shift."""
    row = {"playbook": "late_parcel", "slot": "substance", "unchanged": 3, "changed": 1, "skipped": 0}
    later = NOW + COUNT_EVERY
    await keeping()
    async with database.writing() as session:
        await session.execute(insert(WordingRecord), [{"key": "late_parcel.substance.0a1b2c3d", **row}])
    await keeping()
    before = keeping.measures.records
    keeping.clocks = Clocks(business=lambda: later, machine=lambda: later)
    await keeping()

    assert before == {}
    assert keeping.measures.records == {"late_parcel.substance.0a1b2c3d": Counts(3, 1, 0)}
