"""Databases for tests: a SQLite file, and PostgreSQL where one answers on localhost."""

import asyncio
import os
import socket
import uuid

import asyncpg

POSTGRES = "postgresql+asyncpg://{user}@127.0.0.1:5432/{name}"
USER = os.environ.get("TRIAGE_TEST_POSTGRES_USER", "postgres")
WHY_SKIPPED = "PostgreSQL does not answer on 127.0.0.1:5432, so what runs on both databases was only tried on SQLite"


def postgres_answers() -> bool:
    """Tell whether something listens where PostgreSQL would."""
    try:
        with socket.create_connection(("127.0.0.1", 5432), timeout=1):
            return True
    except OSError:
        return False


def make_postgres() -> str:
    """Make an empty database and return its address."""
    name = f"triage_test_{uuid.uuid4().hex[:12]}"
    asyncio.run(_run(f'CREATE DATABASE "{name}"'))
    return POSTGRES.format(user=USER, name=name)


def drop_postgres(address: str) -> None:
    """Drop a database made for a test, whoever still looks at it."""
    asyncio.run(_run(f'DROP DATABASE IF EXISTS "{address.rpartition("/")[2]}" WITH (FORCE)'))


async def _run(statement: str) -> None:
    connection = await asyncpg.connect(host="127.0.0.1", port=5432, user=USER, database="postgres")
    try:
        await connection.execute(statement)
    finally:
        await connection.close()
