"""What a shop does not want to keep is dropped in its time, and nothing before it."""

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import func, select, update
from storage_rows import NOW, a_conversation, queue, set_state
from whole_person import everything, whole_person

from bot.storage.retention import Ages, drop_old, last_line
from bot.storage.shop_events import note_refunds
from bot.storage.tables import Audit, Conversation, FollowUpRow, Message, Note, Outgoing, ShopEvent, SuggestionRow
from bot.storage.tables.conversations import FollowUpStatus

YEAR, DAY, MOST = timedelta(days=365), timedelta(days=1), 100


@pytest.fixture
async def held(database):
    """A person of whom everything is held; their reminder is done."""
    await whole_person(database)
    async with database.writing() as session:
        await session.execute(update(FollowUpRow).values(status=FollowUpStatus.DONE))
    return database


async def drop(database, now, most=MOST, **ages):
    async with database.writing() as session:
        return await drop_old(session, Ages(**ages), now, most)


async def count(database, table):
    async with database.reading() as session:
        return await session.scalar(select(func.count()).select_from(table))


async def test_nothing_is_dropped_where_nothing_is_set(held):
    """A shop that says nothing keeps its history, however old."""
    assert await drop(held, NOW + 10 * YEAR) == 0
    assert await count(held, Message) == 1


async def test_a_conversation_goes_whole_when_it_is_old_enough(held):
    """Its words, versions, notes, conclusions and replies with it; a day earlier it stands."""
    early = await drop(held, NOW + YEAR - DAY, messages=YEAR)
    late = await drop(held, NOW + YEAR + DAY, messages=YEAR)

    assert (early, late) == (0, 1)
    assert await count(held, Conversation) == await count(held, Note) == await count(held, Outgoing) == 0
    assert "older secret" not in await everything(held)


@pytest.mark.parametrize("kept_by", ["somebody waits", "a promise is open", "a later word"])
async def test_a_conversation_that_still_lives_stays(held, kept_by):
    """Nobody is dropped while they wait, no promise before it is kept."""
    change = {
        "somebody waits": update(Conversation).values(waiting_since=NOW),
        "a promise is open": update(FollowUpRow).values(status=FollowUpStatus.PENDING),
        "a later word": update(Message).values(at=NOW + YEAR),
    }
    async with held.writing() as session:
        await session.execute(change[kept_by])

    assert await drop(held, NOW + YEAR + DAY, messages=YEAR) == 0
    assert await count(held, Conversation) == 1


async def test_suggestions_and_the_record_have_ages_of_their_own(held):
    """The conversation outlives them."""
    await drop(held, NOW + YEAR, suggestions=DAY, audit=DAY)

    assert await count(held, SuggestionRow) == await count(held, Audit) == 0
    assert await count(held, Message) == 1


async def test_deliveries_of_webhooks_are_forgotten_after_their_age(database):
    """No program delivers again after months."""
    async with database.writing() as session:
        await note_refunds(session, "shopify", "1", {"r1": Decimal(5)}, NOW)
        await note_refunds(session, "shopify", "1", {"r2": Decimal(5)}, NOW + YEAR)

    assert await drop(database, NOW + YEAR, shop_events=90 * DAY) == 1
    assert await count(database, ShopEvent) == 1


async def test_rows_go_some_at_a_time(database):
    """A running bot has its turn between two batches."""
    async with database.writing() as session:
        for customer in range(1, 6):
            await a_conversation(session, customer)
        await session.execute(update(Conversation).values(waiting_since=None))
    found = [await drop(database, NOW + YEAR, most=2, messages=DAY) for _ in range(4)]

    assert found == [2, 2, 1, 0]


async def test_last_words_to_the_erased_go_once_they_are_out(database):
    """They name a chat, so they stay no longer than they are needed."""
    async with database.writing() as session:
        sent = await queue(session, last_line(7), 7)
        await queue(session, last_line(8), 8)
        await set_state(session, sent, "sent")

    assert await drop(database, NOW) == 1
    assert await count(database, Outgoing) == 1
