"""Databases for tests: a SQLite file, and PostgreSQL where one answers on localhost."""

import asyncio
import os
import uuid
from functools import cache

import asyncpg

POSTGRES = "postgresql+asyncpg://{user}@127.0.0.1:5432/{name}"
USER = os.environ.get("TRIAGE_TEST_POSTGRES_USER", "postgres")
WHY_SKIPPED = "PostgreSQL lets nobody in on 127.0.0.1:5432 without a password, so what runs on both databases was only tried on SQLite"

# What a test left: rows in a few of many tables, and numbers counted up. Emptying all of them takes ten times as long.
_EMPTY = """
DO $$
DECLARE one record; filled boolean;
BEGIN
    SET LOCAL session_replication_role = replica;
    FOR one IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version' LOOP
        EXECUTE format('SELECT EXISTS (SELECT 1 FROM %I)', one.tablename) INTO filled;
        IF filled THEN EXECUTE format('DELETE FROM %I', one.tablename); END IF;
    END LOOP;
    FOR one IN SELECT sequencename FROM pg_sequences WHERE schemaname = 'public' AND last_value IS NOT NULL LOOP
        EXECUTE format('ALTER SEQUENCE %I RESTART', one.sequencename);
    END LOOP;
END $$
"""


@cache
def postgres_answers() -> bool:
    """Tell whether PostgreSQL lets us in; one that asks for a password is somebody else's."""
    try:
        asyncio.run(_run("SELECT 1"))
    except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError):
        return False
    return True


def make_postgres() -> str:
    """Make an empty database and return its address."""
    name = f"triage_test_{uuid.uuid4().hex[:12]}"
    asyncio.run(_run(f'CREATE DATABASE "{name}"'))
    return POSTGRES.format(user=USER, name=name)


def empty_postgres(address: str) -> None:
    """Delete every row, and begin numbering anew."""
    asyncio.run(_run(_EMPTY, address.rpartition("/")[2]))


def drop_postgres(address: str) -> None:
    """Drop a database made for a test, whoever still looks at it."""
    asyncio.run(_run(f'DROP DATABASE IF EXISTS "{address.rpartition("/")[2]}" WITH (FORCE)'))


async def _run(statement: str, database: str = "postgres") -> None:
    connection = await asyncpg.connect(host="127.0.0.1", port=5432, user=USER, database=database)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()
