"""Scenario 35: the disk is full, the database is away. Nothing is acknowledged that is not stored; it mends itself."""

import logging
from datetime import timedelta

import aiohttp
import pytest
from hooked import an_update, bringing, hooked
from proxy import Proxy
from sqlalchemy import text
from stored import until

from bot.sandbox.faults import Fault, hang
from bot.storage.tables import FollowUpRow, Intake, Message

on_sqlite = pytest.mark.parametrize("migrated_url", ["sqlite"], indirect=True)
on_postgresql = pytest.mark.parametrize("migrated_url", ["postgresql"], indirect=True)

# More than fits into the free space of a page, so that storing it needs a new one.
LONG = "Where is my order? " * 200
NOT_STORED = "updates are not stored, so they are not confirmed"


@pytest.fixture
def said(caplog):
    """What the bot has logged so far."""
    caplog.set_level(logging.INFO)

    async def said(words):
        async def is_said():
            return words in caplog.text

        await until(is_said)

    return said


async def limit(app, pages):
    """Let the database's file grow no further than this; None: than it is."""
    async with app.database.writing() as session:
        pages = pages or await session.scalar(text("PRAGMA page_count"))
        await session.execute(text(f"PRAGMA max_page_count = {pages}"))


def relayed(harness):
    """What was relayed into the group, line by line."""
    texts = [words for words in harness.texts(harness.staff) if words.startswith("💬")]
    return [line.removeprefix("💬 ") for words in texts for line in words.split("\n")]


async def readiness(app):
    """What /readyz says."""
    async with aiohttp.ClientSession() as http, http.get(f"{app.address}/readyz") as response:
        return response.status, await response.json()


@on_sqlite
async def test_the_disk_is_full(harness, stored, said):
    """What cannot be stored stays with Telegram; with room again everything is handled once, in order."""
    people = [harness.telegram.customer(f"Anna {number}") for number in range(3)]
    async with harness.bot() as app:
        harness.telegram.write(people[0], "Hello")
        await stored.quiet(harness.telegram)
        await limit(app, None)
        for number in range(12):
            harness.telegram.write(people[number % 3], f"{number}: {LONG}")
        await said(NOT_STORED)
        kept_by_telegram = len(harness.telegram.state.updates)
        kept_by_us = [row.seq for row in await stored.all(Intake) if LONG in row.payload]
        await limit(app, 1_000_000)
        await stored.quiet(harness.telegram, timeout=60)

    assert (kept_by_telegram, kept_by_us) == (12, [])
    assert [row.text.partition(":")[0] for row in (await stored.all(Message))[1:]] == [str(n) for n in range(12)]
    assert len(harness.cards()) == 3


@on_sqlite
async def test_the_disk_is_full_for_the_webhook(harness, stored):
    """It answers 503, which has Telegram bring the update again."""
    anna = harness.telegram.customer("Anna")
    updates = [an_update(harness, anna, number, LONG) for number in range(5)]
    async with hooked(harness) as app, bringing() as bring:
        await limit(app, None)
        full = [await bring(app, update) for update in updates]
        stored_then = await stored.count(Intake)
        await limit(app, 1_000_000)
        again = [await bring(app, update) for update in updates]
        await harness.card()
        await stored.quiet(harness.telegram)

    assert full.count(200) == stored_then < len(updates)
    assert set(full) == {200, 503} or full == [503] * len(updates)
    assert again == [200] * len(updates)
    assert await stored.count(Message) == len(updates)


@on_postgresql
async def test_the_database_is_away_for_a_while(harness, stored, migrated_url, said):
    """What comes meanwhile stays with Telegram; when the database is back everything is handled once, in order."""
    anna = harness.telegram.customer("Anna")
    async with Proxy(migrated_url) as proxy, harness.bot(database_url=proxy.address) as app:
        harness.telegram.write(anna, "message 0")
        await stored.quiet(harness.telegram)
        await proxy.cut()
        for number in range(1, 6):
            harness.telegram.write(anna, f"message {number}")
        await said(NOT_STORED)
        away = await readiness(app)
        kept_by_telegram, kept_by_us = len(harness.telegram.state.updates), await stored.count(Message)
        await proxy.mend()
        await stored.quiet(harness.telegram)
        back = await readiness(app)

    assert (away, back) == ((503, {"database": "does not answer"}), (200, {"ready": "yes"}))
    assert (kept_by_telegram, kept_by_us) == (5, 1)
    assert relayed(harness) == [row.text for row in await stored.all(Message)] == [f"message {n}" for n in range(6)]


@on_postgresql
async def test_the_database_goes_away_while_sending(harness, stored, migrated_url, said):
    """What Telegram has taken meanwhile is written down when the database is back, and not sent again."""
    anna, olga = harness.telegram.customer("Anna"), harness.telegram.agent("Olga")
    async with Proxy(migrated_url) as proxy, harness.bot(database_url=proxy.address):
        harness.telegram.write(anna, "Where is my order?")
        card = await harness.card()
        await stored.quiet(harness.telegram)
        harness.telegram.faults.add(Fault(kind=hang(0.5), method="sendMessage", chat_id=anna.id, after=True))
        harness.telegram.write_in_topic(olga, card["message_thread_id"], "It arrives today")
        await harness.telegram.until(lambda: "It arrives today" in harness.texts(anna.id))
        await proxy.cut()
        await said("database is away")
        await proxy.mend()
        await stored.quiet(harness.telegram)

    assert harness.texts(anna.id).count("It arrives today") == 1
    assert not [words for words in harness.texts(harness.staff) if "may have arrived" in words]


@on_postgresql
async def test_reminders_wait_for_the_database(harness, stored, migrated_url, said):
    """What falls due meanwhile comes once it is back, once."""
    anna, olga = harness.telegram.customer("Anna"), harness.telegram.agent("Olga")
    async with Proxy(migrated_url) as proxy, harness.bot(database_url=proxy.address):
        harness.telegram.write(anna, "Where is my order?")
        card = await harness.card()
        harness.telegram.write_in_topic(olga, card["message_thread_id"], "/remind 15m call")
        await until(lambda: stored.count(FollowUpRow))
        await stored.quiet(harness.telegram)
        await proxy.cut()
        harness.clock.advance(timedelta(minutes=15))
        await said("follow-ups are not looked at")
        await proxy.mend()
        await harness.telegram.until(lambda: "⏰ Reminder: call" in harness.texts(harness.staff), timeout=20)
        await stored.quiet(harness.telegram)

    assert harness.texts(harness.staff).count("⏰ Reminder: call") == 1


@on_postgresql
async def test_the_database_is_away_for_the_webhook(harness, stored, migrated_url):
    """503 while it is; Telegram brings the update again, and nothing is lost."""
    anna = harness.telegram.customer("Anna")
    async with Proxy(migrated_url) as proxy:
        harness.settings = harness.settings.model_copy(update={"database_url": proxy.address})
        update = an_update(harness, anna, 900, "message 0")
        async with hooked(harness) as app, bringing() as bring:
            await proxy.cut()
            away = await bring(app, update)
            for number in range(1, 4):
                harness.telegram.write(anna, f"message {number}")
            await harness.telegram.until(lambda: harness.telegram.state.webhook.last_error is not None)
            await proxy.mend()
            back = await bring(app, update)
            await stored.quiet(harness.telegram)

    assert (away, back) == (503, 200)
    assert "503" in harness.telegram.state.webhook.last_error
    assert sorted(row.text for row in await stored.all(Message)) == [f"message {number}" for number in range(4)]
