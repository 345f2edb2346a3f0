"""A copy of everything while the bot works, and the way back that loses nothing and says nothing twice."""

import asyncio
import sqlite3
import stat
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import select

from bot.storage.backups import back_up, look_through, put_back
from bot.storage.engine import Database, DatabaseError
from bot.storage.leases import take
from bot.storage.migrate import head_revision, migrate_now
from bot.storage.tables.people import Customer, Identity
from bot.storage.tables.traffic import Lease, Outgoing

NOW = datetime(2026, 3, 12, 9, 30, tzinfo=UTC)
SERVER = "postgresql+asyncpg://desk:sesame@db.example:5433/triage"


@pytest.fixture
def home(tmp_path):
    """A database with one customer in it, in the data folder of the settings."""
    migrate_now(f"sqlite:///{tmp_path / 'data' / 'triage.db'}")
    add_customer(tmp_path / "data" / "triage.db", "Anna")
    return tmp_path


def add_customer(path, name):
    write(path, Customer(first_name=name, created_at=NOW))


def write(path, *rows):
    async def work():
        database = Database(f"sqlite:///{path}")
        async with database.writing() as session:
            session.add_all(rows)
        await database.close()

    asyncio.run(work())


def column(path, statement):
    with closing(sqlite3.connect(path)) as connection:
        return [value for (value,) in connection.execute(statement)]


def customers(path):
    return column(path, "SELECT first_name FROM customer ORDER BY id")


def test_a_backup_is_one_whole_file_for_its_owner_alone(home, triage):
    """It says what is in it; nothing stands beside it, and others may not read customers' words."""
    told = triage("backup", "copy.db")

    assert told.exit_code == 0, told.output
    assert f"whole, at revision {head_revision()}" in told.stdout
    assert "1 customers, 0 conversations" in told.stdout
    assert customers(home / "copy.db") == ["Anna"]
    assert [path.name for path in home.iterdir() if path.is_file()] == ["copy.db"]
    assert stat.S_IMODE((home / "copy.db").stat().st_mode) == 0o600


async def test_a_backup_is_made_while_a_bot_works(harness, tmp_path):
    """What is committed is in the copy, whoever has the database open; the bot works on."""
    anna = harness.telegram.customer("Anna")
    source = tmp_path / "triage.db"
    async with harness.bot():
        harness.telegram.write(anna, "Where is my order?")
        await harness.card()
        copied = await asyncio.to_thread(back_up, source, tmp_path / "copy.db")
        harness.telegram.write(anna, "And when?")
        await harness.telegram.until(lambda: "And when?" in str(harness.texts(harness.staff)), timeout=15)

    assert copied.rows["message"] == 1
    assert customers(tmp_path / "copy.db") == ["Anna"]


def test_a_backup_does_not_wait_for_a_write_and_leaves_it_out(home):
    """A write that is under way holds nobody up; only what is committed is copied."""
    source = home / "data" / "triage.db"
    with closing(sqlite3.connect(source, isolation_level=None)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("DELETE FROM customer")
        back_up(source, home / "copy.db")
        writer.execute("ROLLBACK")

    assert customers(home / "copy.db") == ["Anna"]


def test_an_older_backup_is_not_written_over(home, triage):
    """It may be the last good one."""
    (home / "copy.db").write_text("precious")
    told = triage("backup", "copy.db")

    assert told.exit_code == 2
    assert "copy.db is there already; name a file that is not, such as copy-2.db" in told.stderr
    assert (home / "copy.db").read_text() == "precious"


def test_a_backup_of_nothing_is_refused(triage, tmp_path):
    """And no empty file is left that looks like one."""
    told = triage("backup", "copy.db")

    assert told.exit_code == 2
    assert "nothing to back up" in told.stderr
    assert list(tmp_path.iterdir()) == []


def test_what_was_lost_comes_back(home, triage):
    """Into an empty folder, as on a new machine; and the bot's tables are as they were."""
    triage("backup", "copy.db")
    (home / "data" / "triage.db").unlink()
    told = triage("restore", "copy.db")

    assert told.exit_code == 0, told.output
    assert customers(home / "data" / "triage.db") == ["Anna"]
    assert (home / "copy.db").exists()


def test_data_is_only_replaced_when_asked_to_and_kept_aside(home, triage):
    """Nobody loses a day's work by a slip; the old file can be put back in its turn."""
    database = home / "data" / "triage.db"
    triage("backup", "copy.db")
    add_customer(database, "Boris")
    refused = triage("restore", "copy.db")
    kept = customers(database)
    told = triage("restore", "copy.db", "--replace")
    (aside,) = database.parent.glob("triage.db.before-*")

    assert refused.exit_code == 2
    assert "add --replace" in refused.stderr
    assert kept == customers(aside) == ["Anna", "Boris"]
    assert told.exit_code == 0, told.output
    assert str(aside.name) in told.stdout
    assert customers(database) == ["Anna"]


def test_a_database_without_data_is_replaced_without_asking(home, triage, tmp_path):
    """As a first start leaves it."""
    triage("backup", "copy.db")
    migrate_now(f"sqlite:///{tmp_path / 'new.db'}")
    told = triage("restore", "copy.db", database_url=f"sqlite:///{tmp_path / 'new.db'}")

    assert told.exit_code == 0, told.output
    assert customers(tmp_path / "new.db") == ["Anna"]


def test_a_restore_is_refused_while_a_bot_runs(home, triage):
    """It would write on into a file that nobody reads any more."""
    triage("backup", "copy.db")
    write(
        home / "data" / "triage.db",
        Lease(name="sender", holder="elsewhere|42|abc", fence=3, until=datetime.now(UTC) + timedelta(minutes=5)),
    )
    told = triage("restore", "copy.db", "--replace")

    assert told.exit_code == 2
    assert "a bot runs on this database (process 42 on elsewhere); stop it" in told.stderr


async def test_a_restore_is_refused_by_a_bot_that_really_runs(harness, tmp_path):
    """Even where its lease was overlooked, the file is in use."""
    source = tmp_path / "triage.db"
    async with harness.bot() as app:
        await asyncio.to_thread(back_up, source, tmp_path / "copy.db")
        async with app.database.reading() as session:
            await session.scalars(select(Customer))
            with pytest.raises(DatabaseError, match=r"is in use .* stop every program"):
                await asyncio.to_thread(put_back, tmp_path / "copy.db", source, NOW)

    assert source.exists()


def test_a_bot_that_was_killed_here_does_not_stand_in_the_way(home, triage, monkeypatch):
    """Its lease has not run out, but its process is gone."""
    triage("backup", "copy.db")
    monkeypatch.setattr("bot.cli.backups.is_dead", lambda holder: holder == "here|42|abc")
    until = datetime.now(UTC) + timedelta(minutes=5)
    write(home / "data" / "triage.db", Lease(name="sender", holder="here|42|abc", fence=3, until=until))

    assert triage("restore", "copy.db", "--replace").exit_code == 0


def test_a_reply_that_waited_is_asked_about_and_not_said_again(home, triage):
    """It may have gone out after the copy was made; a card or a relay may stand twice, a reply may not."""
    database = home / "data" / "triage.db"
    rows = [
        Outgoing(kind=kind, line=f"l:{kind}", chat_id=7, priority=1, not_before=NOW, created_at=NOW)
        for kind in ("reply", "relay")
    ]
    write(database, *rows)
    triage("backup", "copy.db")
    triage("restore", "copy.db", "--replace")

    assert column(database, "SELECT kind || ' ' || state FROM outgoing ORDER BY id") == [
        "reply sending",
        "relay queued",
    ]
    assert column(home / "copy.db", "SELECT DISTINCT state FROM outgoing") == ["queued"]


def damaged(path):
    content = bytearray(path.read_bytes())
    content[8192:40960] = b"\xff" * (40960 - 8192)
    path.write_bytes(content)


def other(path):
    path.write_text("id,total\n1,2\n" * 100)


def empty(path):
    path.write_bytes(b"")


def newer(path):
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (damaged, "damaged|malformed"),
        (other, "not a database"),
        (empty, "no database of Triage"),
        (newer, "newer than this program"),
    ],
)
def test_what_is_no_good_backup_replaces_nothing(home, triage, spoil, says):
    """A damaged file, one of another kind, an empty one, one of a newer program: each is named as what it is."""
    triage("backup", "copy.db")
    spoil(home / "copy.db")
    before = sorted(path.name for path in (home / "data").iterdir())
    with pytest.raises(DatabaseError, match=says):
        look_through(home / "copy.db")
    told = triage("restore", "copy.db", "--replace")

    assert told.exit_code == 2
    assert customers(home / "data" / "triage.db") == ["Anna"]
    assert sorted(path.name for path in (home / "data").iterdir()) == before


def test_an_older_backup_is_brought_up_to_date_by_the_next_start(tmp_path, triage):
    """Its revision is one that this program knows."""
    migrate_now(f"sqlite:///{tmp_path / 'old.db'}", "0001")
    told = triage("restore", "old.db")

    assert told.exit_code == 0, told.output
    assert "`triage run` brings it up to date" in told.stdout


@pytest.mark.parametrize(
    ("command", "program"),
    [(["backup", "copy.dump"], "pg_dump --format=custom --file=copy.dump"), (["restore", "copy.dump"], "pg_restore")],
)
def test_a_server_is_copied_by_its_own_program(triage, tmp_path, command, program):
    """The line to call is printed without the password; the exit code says that nothing was done."""
    if command[0] == "restore":
        (tmp_path / "copy.dump").write_text("x")
    told = triage(*command, database_url=SERVER)

    assert told.exit_code == 1
    assert told.stdout.startswith(program)
    assert "--host=db.example --port=5433 --username=desk --dbname=triage" in told.stdout
    assert "sesame" not in told.output


async def test_leases_are_as_a_bot_takes_them(home):
    """The refusal reads the lease that a bot really writes."""
    database = Database(f"sqlite:///{home / 'data' / 'triage.db'}")
    async with database.writing() as session:
        held = await take(session, "sender", "elsewhere|1|x", NOW)
    await database.close()

    assert held is not None
    assert column(home / "data" / "triage.db", "SELECT holder FROM lease") == ["elsewhere|1|x"]


def test_a_backup_brings_nobody_back(home, triage):
    """Who was erased since the backup is erased again by the restore, and an import does not bring them back either."""
    database = home / "data" / "triage.db"
    write(database, Identity(customer_id=1, kind="email", value="anna@example.org", created_at=NOW))
    add_customer(database, "Bea")
    write(database, Identity(customer_id=2, kind="email", value="bea@example.org", created_at=NOW))
    triage("backup", "copy.db")
    triage("forget", "anna@example.org", "--yes")

    told = triage("restore", "copy.db", "--replace")

    assert told.exit_code == 0, told.output
    assert "1 of them were erased since, and are erased again" in told.stdout
    assert customers(database) == ["Bea"]
    assert len(column(database, "SELECT hash FROM tombstone")) == 1
