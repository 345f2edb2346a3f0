"""Brings a database to this program's version, and refuses one that is newer."""

import asyncio
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import create_async_engine

from bot.storage.engine import Database, DatabaseError, parse_address

MIGRATIONS = Path(__file__).parent / "migrations"


def alembic_config() -> Config:
    """Point Alembic at our chain of migrations."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return config


async def migrate(address: str, revision: str = "head") -> str:
    """Upgrade to `revision`; returns the revision that was there before, `""` for an empty database."""
    url = parse_address(address)
    if url.get_backend_name() == "sqlite" and url.database:
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_async_engine(url)
    try:
        async with engine.begin() as connection:
            return await connection.run_sync(_upgrade, revision)
    except (SQLAlchemyError, OSError) as error:
        reason = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
        raise DatabaseError(
            f"the database at {url.render_as_string(hide_password=True)} cannot be used: {reason}; "
            "check TRIAGE_DATABASE_URL and that the server runs"
        ) from error
    finally:
        await engine.dispose()


async def current_revision(database: Database) -> str | None:
    """Tell which revision a database is at."""
    async with database.reading() as session:
        connection = await session.connection()
        return await connection.run_sync(_revision)


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _upgrade(connection: Connection, revision: str) -> str:
    config = alembic_config()
    before = _revision(connection)
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if before is not None and before not in known:
        raise DatabaseError(
            f"the database is newer than this program (it is at {before}): install the newer Triage again, or restore a backup"
        )
    config.attributes["connection"] = connection
    command.upgrade(config, revision)
    return before or ""


def migrate_now(address: str, revision: str = "head") -> str:
    """Do the same where no event loop runs."""
    return asyncio.run(migrate(address, revision))
