"""Reading and writing side by side, and what counts as the database being away."""

import asyncio
import sqlite3

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlmodel import col
from storage_rows import a_conversation

from bot.storage.engine import Database, is_outage
from bot.storage.tables import Conversation

# Codes of PostgreSQL's: what passes by itself, and what is wrong with the question.
PASSING = ["08006", "40001", "40P01", "53100", "53200", "53300", "57P01", "57P03", "57014", "58030", "25006", "55000"]
WRONG = ["42P01", "42601", "22021", "22P02", "23505"]


async def add_one(database, conversation_id):
    """Read, and write what was read plus one."""
    async with database.writing() as session:
        question = select(col(Conversation.unanswered)).where(col(Conversation.id) == conversation_id)
        if not database.is_sqlite:
            question = question.with_for_update()
        count = await session.scalar(question)
        await asyncio.sleep(0)
        change = update(Conversation).where(col(Conversation.id) == conversation_id)
        await session.execute(change.values(unanswered=count + 1))


async def test_no_update_is_lost(database, other):
    """Ten who each add one twenty times, over two processes' connections, make two hundred."""
    async with database.writing() as session:
        conversation_id = (await a_conversation(session)).id

    async def twenty(where):
        for _ in range(20):
            await add_one(where, conversation_id)

    await asyncio.gather(*(twenty(database if index % 2 else other) for index in range(10)))
    async with database.reading() as session:
        conversation = await session.get_one(Conversation, conversation_id)

    assert conversation.unanswered == 200


async def test_a_write_that_raises_keeps_nothing(database):
    """All of a write is kept, or none."""

    async def half_done():
        async with database.writing() as session:
            await a_conversation(session)
            raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        await half_done()
    async with database.reading() as session:
        assert (await session.scalars(select(Conversation))).all() == []


async def test_readers_do_not_wait_for_a_writer(database):
    """While somebody writes, the others see what was before."""
    async with database.writing() as writer:
        await a_conversation(writer)
        async with database.reading() as session:
            seen = (await session.scalars(select(Conversation))).all()

    assert seen == []


async def test_sqlite_is_set_up_to_keep_what_was_acknowledged(sqlite_url):
    """Write-ahead log, every commit on the disk, foreign keys on, for readers and writers."""
    database = Database(sqlite_url)
    found = []
    for way in (database.reading, database.writing):
        async with way() as session:
            names = ("journal_mode", "synchronous", "foreign_keys")
            found.append([await session.scalar(text(f"PRAGMA {name}")) for name in names])
    await database.close()

    assert found == [["wal", 2, 1]] * 2


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
@pytest.mark.parametrize("driver", ["asyncpg", "psycopg"])
@pytest.mark.parametrize(("codes", "passing"), [(PASSING, True), (WRONG, False)])
async def test_what_postgresql_says_when_it_is_away(database_url, driver, codes, passing):
    """Full, shutting down, out of connections: wait. A fault in the question: do not ask it for ever."""
    asked = Database(database_url.replace("asyncpg", driver))
    found = {}
    for code in codes:
        try:
            async with asked.writing() as session:
                await session.execute(text(f"DO $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = '{code}'; END $$"))
        except DBAPIError as error:
            found[code] = is_outage(error)
    await asked.close()

    assert found == dict.fromkeys(codes, passing)


@pytest.mark.parametrize("driver", ["asyncpg", "psycopg"])
async def test_a_server_that_is_not_there_is_an_outage(driver):
    """Whatever the driver calls it."""
    database = Database(f"postgresql+{driver}://nobody@127.0.0.1:1/none")
    with pytest.raises((SQLAlchemyError, OSError)) as raised:
        async with database.reading() as session:
            await session.execute(text("SELECT 1"))
    await database.close()

    assert is_outage(raised.value)


async def failure(database, *statements):
    """The error that these statements end with."""
    try:
        async with database.writing() as session:
            for statement in statements:
                await session.execute(text(statement))
    except DBAPIError as error:
        return error
    return None


async def test_what_sqlite_says_when_it_cannot_write(sqlite_url, tmp_path):
    """Full, locked, read-only, unreadable: wait. A fault in the question: do not ask it for ever."""
    database = Database(sqlite_url)
    async with database.writing() as session:
        await session.execute(text("CREATE TABLE t (x)"))
    blob = "INSERT INTO t VALUES (zeroblob(1000000))"
    errors = {
        "full": await failure(database, "PRAGMA max_page_count = 3", blob),
        "wrong": await failure(database, "SELECT * FROM nowhere"),
        "read-only": await failure(database, "PRAGMA query_only = ON", blob),
        "unreadable": await failure(Database(f"sqlite+aiosqlite:///{tmp_path}"), "SELECT 1"),
    }
    await database.close()

    assert {name: is_outage(error) for name, error in errors.items()} == {
        "full": True,
        "wrong": False,
        "read-only": True,
        "unreadable": True,
    }


def test_errors_of_our_own_are_no_outage():
    """A bug is a bug."""
    assert not is_outage(KeyError("x"))
    assert not is_outage(sqlite3.IntegrityError("UNIQUE constraint failed"))
