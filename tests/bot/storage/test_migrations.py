"""The chain of migrations: from nothing, from the version before with data in it, and never backwards by accident."""

import asyncio
import json
import sqlite3
import subprocess
import sys

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import insert, select, text
from sqlalchemy.ext.asyncio import create_async_engine

from bot.storage.engine import Database, DatabaseError, parse_address
from bot.storage.local import local_engine
from bot.storage.migrate import alembic_config, current_revision, head_revision, migrate
from bot.storage.tables import Correction, metadata
from bot.storage.watching import is_a_table_of_ours

ROWS = {
    "customer": {"id": 1, "first_name": "Anna", "no_profile": False, "created_at": "2026-03-01 10:00:00"},
    "agent": {
        "id": 1,
        "telegram_id": 5_000_000_001,
        "name": "Olga",
        "role": "agent",
        "created_at": "2026-03-01 10:00:00",
    },
    "conversation": {
        "id": 1,
        "customer_id": 1,
        "status": "open",
        "opened_at": "2026-03-01 10:00:00",
        "version": 1,
        "turn": 1,
        "unanswered": 1,
        "reopened": False,
        "assignee_id": 1,
        "priority": 7,
    },
    "message": {
        "id": 1,
        "conversation_id": 1,
        "direction": "incoming",
        "turn": 1,
        "connection": "",
        "kind": "text",
        "text": "Where is it? 📦",
        "media": json.dumps({"photo": "x"}),
        "at": "2026-03-01 10:00:00",
    },
}


async def change(address, do):
    """Run something on a connection like that of the migrations."""
    url = parse_address(address)
    if url.get_backend_name() == "sqlite":
        engine = local_engine(url, begin="BEGIN IMMEDIATE", foreign_keys=False)
        try:
            with engine.begin() as connection:
                return do(connection)
        finally:
            engine.dispose()
    engine = create_async_engine(url)
    try:
        async with engine.begin() as connection:
            return await connection.run_sync(do)
    finally:
        await engine.dispose()


def turn_back(connection):
    """Go back to the version before."""
    config = alembic_config()
    config.attributes["connection"] = connection
    command.downgrade(config, "-1")


def fill(connection):
    """Put a customer with a conversation in, in plain SQL, as an older program left it."""
    for table, row in ROWS.items():
        names = ", ".join(row)
        values = ", ".join("CAST(:media AS JSON)" if name == "media" else f":{name}" for name in row)
        if connection.dialect.name == "postgresql":
            values = values.replace(":created_at", "CAST(:created_at AS TEXT)::TIMESTAMP")
            values = values.replace(":opened_at", "CAST(:opened_at AS TEXT)::TIMESTAMP")
            values = values.replace(":at", "CAST(:at AS TEXT)::TIMESTAMP")
        else:
            values = values.replace("CAST(:media AS JSON)", ":media")
        connection.execute(text(f"INSERT INTO {table} ({names}) VALUES ({values})"), row)


def test_there_is_one_head():
    """Two people who add a migration at once notice before it is shipped."""
    assert len(ScriptDirectory.from_config(alembic_config()).get_heads()) == 1


async def test_from_nothing_to_the_tables_of_the_program(database_url):
    """An empty database gets every table, and each is as the program believes."""
    before = await migrate(database_url)

    def differences(connection):
        opts = {"compare_type": True, "compare_server_default": True, "include_name": is_a_table_of_ours}
        context = MigrationContext.configure(connection, opts=opts)
        return compare_metadata(context, metadata)

    assert before == ""
    assert await change(database_url, differences) == []


async def test_starting_again_changes_nothing(database_url):
    """The second start finds the database as it needs it."""
    await migrate(database_url)

    assert await migrate(database_url) == head_revision()


async def test_from_the_version_before_with_data(database_url, now):
    """A shop that updates keeps its customers and their words, and has the new table."""
    await migrate(database_url, "0002")
    await change(database_url, fill)

    assert await migrate(database_url) == "0002"

    database = Database(database_url)
    async with database.writing() as session:
        kept = (await session.execute(text("SELECT text, conversation_id FROM message"))).one()
        row = {"conversation_id": 1, "agent_id": 1, "turn": 1, "axis": "motive", "right": "delivery", "at": now}
        await session.execute(insert(Correction), [row])
        corrected = (await session.execute(select(Correction.right, Correction.at))).one()
    await database.close()

    assert tuple(kept) == ("Where is it? 📦", 1)
    assert tuple(corrected) == ("delivery", now)


async def test_back_and_forth_with_data(database_url):
    """Going back a version and up again keeps what the older version knew."""
    await migrate(database_url)
    await change(database_url, fill)
    await change(database_url, turn_back)
    database = Database(database_url)
    went_back = await current_revision(database)
    await migrate(database_url)
    async with database.reading() as session:
        kept = await session.scalar(text("SELECT priority FROM conversation"))
        corrections = await session.scalar(text("SELECT count(*) FROM correction"))
    await database.close()

    assert (went_back, kept, corrections) == ("0014", 7, 0)


async def test_all_the_way_down_and_up(database_url):
    """Every step can be undone, and done again on the same database."""
    await migrate(database_url)

    def down(connection):
        config = alembic_config()
        config.attributes["connection"] = connection
        command.downgrade(config, "base")

    await change(database_url, down)

    assert await migrate(database_url) == ""


async def test_a_newer_database_is_refused(database_url):
    """A database that a newer Triage has changed is left alone; one sentence says what to do."""
    await migrate(database_url)
    await change(
        database_url, lambda connection: connection.execute(text("UPDATE alembic_version SET version_num='9001'"))
    )

    with pytest.raises(DatabaseError, match=r"newer than this program \(it is at 9001\): install the newer Triage"):
        await migrate(database_url)


@pytest.mark.slow
def test_several_processes_start_at_once(database_url):
    """Whoever comes first migrates; the others wait and find it done."""
    program = f"from bot.storage.migrate import migrate_now; print(repr(migrate_now({database_url!r})))"
    started = [subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True) for _ in range(3)]
    said = [process.communicate(timeout=60)[0].strip() for process in started]

    assert sorted(said) == ["''", *[repr(head_revision())] * 2]


async def test_a_migration_that_fails_leaves_nothing_half_done(database_url):
    """Stopped in the middle, the next start begins where the last one ended."""
    await migrate(database_url, "0001")

    def fails(connection):
        config = alembic_config()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        raise ConnectionError("the machine stopped")

    with pytest.raises(ConnectionError):
        await change(database_url, fails)

    assert await migrate(database_url) == "0001"


def test_a_migration_that_copies_a_table_keeps_what_points_to_it(tmp_path):
    """On SQLite Alembic changes a table by copying it; dropping the old one must not delete its children."""
    path = tmp_path / "triage.db"
    with sqlite3.connect(path) as connection:
        connection.executescript(
            "CREATE TABLE a (id INTEGER PRIMARY KEY);"
            "CREATE TABLE b (id INTEGER PRIMARY KEY, a_id INTEGER REFERENCES a (id) ON DELETE CASCADE);"
            "INSERT INTO a VALUES (1); INSERT INTO b VALUES (1, 1);"
        )
    connection.close()

    def copy(connection):
        from alembic.operations import Operations

        with Operations(MigrationContext.configure(connection)).batch_alter_table("a", recreate="always"):
            pass
        return connection.execute(text("SELECT count(*) FROM b")).scalar()

    assert asyncio.run(change(f"sqlite+aiosqlite:///{path}", copy)) == 1


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("sqlite+aiosqlite:////proc/triage/triage.db", "cannot be used"),
        ("postgresql+asyncpg://nobody:secret@127.0.0.1:1/triage", "check TRIAGE_DATABASE_URL and that the server runs"),
        ("postgresql+psycopg://nobody:secret@127.0.0.1:1/triage", "check TRIAGE_DATABASE_URL and that the server runs"),
        ("mysql://host/triage", "'mysql' is not spoken here"),
        ("triage.db", "is no database address"),
    ],
)
async def test_a_database_that_cannot_be_used(address, words):
    """One sentence says what is wrong and what to look at, and no password is in it."""
    with pytest.raises(DatabaseError) as raised:
        await migrate(address)

    assert words in str(raised.value)
    assert "secret" not in str(raised.value)
