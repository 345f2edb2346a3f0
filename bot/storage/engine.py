"""Sessions to read with and sessions to write with.

SQLite loses updates silently when two transactions read first and write later, so
writing begins with BEGIN IMMEDIATE, on an engine of its own (tech.md, section 4).
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from pathlib import Path
from typing import Any

from sqlalchemy import URL, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine

# How long a statement waits for another process's write before it fails, in milliseconds.
BUSY_MS = 5000
DRIVERS = ("sqlite+aiosqlite", "postgresql+asyncpg", "postgresql+psycopg")
# What goes wrong around the database rather than in what we ask of it: wait, and try again.
OUTAGES = (OperationalError, ConnectionError, TimeoutError, OSError)


class DatabaseError(Exception):
    """The database cannot be used as it is; the sentence says what to do."""


class Database:
    """The database behind one address, as a reader and a writer."""

    def __init__(self, address: str) -> None:
        self.url = parse_address(address)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self._reader = _engine(self.url, begin="BEGIN")
        self._writer = _engine(self.url, begin="BEGIN IMMEDIATE") if self.is_sqlite else self._reader
        # Within a process writers queue here, in order, instead of polling SQLite's lock.
        self._turn = asyncio.Lock() if self.is_sqlite else None

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncSession]:
        """Open a session for looking; nothing in it is kept."""
        async with AsyncSession(self._reader, expire_on_commit=False, autoflush=False) as session:
            yield session

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncSession]:
        """Open a session whose changes are kept all together, or not at all where the block raises."""
        waiting: AbstractAsyncContextManager[Any] = self._turn or nullcontext()
        async with waiting, AsyncSession(self._writer, expire_on_commit=False) as session, session.begin():
            yield session

    async def close(self) -> None:
        """Let go of every connection."""
        await self._reader.dispose()
        if self._writer is not self._reader:
            await self._writer.dispose()


def parse_address(address: str) -> URL:
    """Read a database address; raises `DatabaseError` naming what would be right."""
    try:
        url = make_url(address)
    except ArgumentError as error:
        raise DatabaseError(
            "TRIAGE_DATABASE_URL is no database address; write one like postgresql+asyncpg://user:password@host/name"
        ) from error
    if url.drivername in {"sqlite", "postgresql"}:
        url = url.set(drivername={"sqlite": DRIVERS[0], "postgresql": DRIVERS[1]}[url.drivername])
    if url.drivername not in DRIVERS:
        raise DatabaseError(
            f"TRIAGE_DATABASE_URL: {url.drivername!r} is not spoken here; use one of {', '.join(DRIVERS)}"
        )
    return url


def is_outage(error: BaseException) -> bool:
    """Tell whether an error is the database being away, full or busy rather than a fault in what was asked."""
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return True
    return isinstance(error, OUTAGES) or (isinstance(error, DBAPIError) and "connection" in str(error.orig).lower())


def _engine(url: URL, *, begin: str) -> AsyncEngine:
    if url.get_backend_name() != "sqlite":
        return create_async_engine(url, pool_size=10, max_overflow=10, pool_pre_ping=True)
    if url.database and url.database != ":memory:":
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    # One connection writes at a time anyway; four read, since a card, a claim and a page may look at once.
    engine = create_async_engine(url, pool_size=1 if begin == "BEGIN IMMEDIATE" else 4, max_overflow=4)
    event.listen(engine.sync_engine, "connect", _prepare_sqlite)

    @event.listens_for(engine.sync_engine, "begin")
    def _begin(connection: Any) -> None:
        connection.exec_driver_sql(begin)

    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # SQLAlchemy says BEGIN itself, in the words above
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",  # an update that was acknowledged must survive a power cut
        f"busy_timeout={BUSY_MS}",
        "foreign_keys=ON",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
