"""Brings a database to this program's version, and refuses one that is newer."""

import asyncio
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL, Connection, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import create_async_engine

from bot.storage.engine import Database, DatabaseError, make_folder, parse_address
from bot.storage.local import local_engine
from bot.storage.watching import watch

MIGRATIONS = Path(__file__).parent / "migrations"
# Any number will do that nobody else locks in the same database: processes that start at once migrate one by one.
LOCK = 7_418_305


def alembic_config() -> Config:
    """Point Alembic at our chain of migrations."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return config


async def migrate(address: str, revision: str = "head") -> str:
    """Upgrade to `revision`; returns the revision that was there before, `""` for an empty database."""
    url = parse_address(address)
    try:
        if url.get_backend_name() == "sqlite":
            return _migrate_file(url, revision)
        return await _migrate_server(url, revision)
    except (SQLAlchemyError, OSError) as error:
        raise _unusable(url, error) from error


def _migrate_file(url: URL, revision: str) -> str:
    """Upgrade a SQLite file, all or nothing: SQLite itself would commit as it goes."""
    make_folder(url)
    # Alembic copies a table to change it, and dropping the old one must not take its children along.
    engine = local_engine(url, begin="BEGIN IMMEDIATE", foreign_keys=False)
    try:
        with engine.begin() as connection:
            return _upgrade(connection, revision)
    finally:
        engine.dispose()


async def _migrate_server(url: URL, revision: str) -> str:
    engine = create_async_engine(url, hide_parameters=True)
    try:
        async with engine.begin() as connection:
            return await connection.run_sync(_upgrade, revision)
    finally:
        await engine.dispose()


async def require_current(address: str) -> None:
    """Refuse a database that is not at this program's version, without changing it."""
    url = parse_address(address)
    if is_missing(address):
        raise DatabaseError(
            f"there is no database at {url.database} yet; `triage run` and `triage import-orders` make one"
        )
    database = Database(address)
    try:
        found = await current_revision(database)
    except (SQLAlchemyError, OSError) as error:
        raise _unusable(url, error) from error
    finally:
        await database.close()
    if found != (head := head_revision()):
        raise DatabaseError(
            f"the database is at revision {found or 'none'} and this program at {head}; "
            "start `triage run` once, which brings it up to date"
        )


def is_missing(address: str) -> bool:
    """Tell whether this is a SQLite file that nobody has made yet."""
    url = parse_address(address)
    return url.get_backend_name() == "sqlite" and bool(url.database) and not Path(str(url.database)).exists()


def head_revision() -> str | None:
    """Tell the revision that this program needs."""
    return ScriptDirectory.from_config(alembic_config()).get_current_head()


def known_revisions() -> frozenset[str]:
    """List every revision that this program can bring up to date."""
    return frozenset(script.revision for script in ScriptDirectory.from_config(alembic_config()).walk_revisions())


async def current_revision(database: Database) -> str | None:
    """Tell which revision a database is at."""
    async with database.reading() as session:
        connection = await session.connection()
        return await connection.run_sync(_revision)


def _unusable(url: URL, error: Exception) -> DatabaseError:
    """Say which database it is and what it answered; the password stays unsaid."""
    lines = str(getattr(error, "orig", None) or error).strip().splitlines()
    reason = lines[0] if lines else type(error).__name__
    return DatabaseError(
        f"the database at {url.render_as_string(hide_password=True)} cannot be used: {reason}; "
        "check TRIAGE_DATABASE_URL and that the server runs"
    )


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _upgrade(connection: Connection, revision: str) -> str:
    config = alembic_config()
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"SELECT pg_advisory_xact_lock({LOCK})"))
    before = _revision(connection)
    if before is not None and before not in known_revisions():
        raise DatabaseError(
            f"the database is newer than this program (it is at {before}): install the newer Triage again, or restore a backup"
        )
    config.attributes["connection"] = connection
    command.upgrade(config, revision)
    watch(connection)
    return before or ""


def migrate_now(address: str, revision: str = "head") -> str:
    """Do the same where no event loop runs."""
    return asyncio.run(migrate(address, revision))
