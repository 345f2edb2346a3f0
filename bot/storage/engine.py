"""Sessions to read with and sessions to write with.

SQLite loses updates silently when two transactions read first and write later, so
writing begins with BEGIN IMMEDIATE, on an engine of its own (tech.md, section 4).
"""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TypeVar, cast

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFreeError
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine

from bot.storage.columns import write_json
from bot.storage.local import LocalDatabase

Found = TypeVar("Found")
Result = TypeVar("Result")

DRIVERS = ("sqlite+pysqlite", "postgresql+asyncpg", "postgresql+psycopg")
# What goes wrong around the database rather than in what we ask of it, and carries no code of the database.
OUTAGES = (OSError, TimeoutError, NoConnectionFreeError)
# The same by PostgreSQL's codes, of which the first two letters are the class: no connection, lost to another
# transaction, out of room or connections, shut down or starting, a failing disk; and the codes of a replica that
# is not the primary yet and of a database that takes no connections for now.
OUTAGE_CLASSES = frozenset({"08", "40", "53", "57", "58"})
OUTAGE_CODES = frozenset({"25006", "55000"})


class DatabaseError(Exception):
    """The database cannot be used as it is; the sentence says what to do."""


class Database:
    """The database behind one address, to read from and to write to."""

    def __init__(self, address: str) -> None:
        self.url = parse_address(address)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        if self.is_sqlite:
            make_folder(self.url)
        self._place: LocalDatabase | ServerDatabase = (LocalDatabase if self.is_sqlite else ServerDatabase)(self.url)

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncSession]:
        """Open a session for looking; nothing in it is kept."""
        async with self._place.reading() as session:
            yield cast(AsyncSession, session)  # or the part of it that LocalSession has

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncSession]:
        """Open a session whose changes are kept all together, or not at all where the block raises."""
        async with self._place.writing() as session:
            yield cast(AsyncSession, session)  # the same

    async def aside(self, look: Callable[[AsyncSession], Awaitable[Result]]) -> Result:
        """Do a long look beside everything else: a local database's statements would hold the event loop up."""
        return await (asyncio.to_thread(asyncio.run, self._look(look)) if self.is_sqlite else self._look(look))

    async def study(
        self, look: Callable[[AsyncSession], Awaitable[Found]], conclude: Callable[[Found], Result]
    ) -> Result:
        """Do a long look, then long thoughts on what it found, both beside everything else."""
        if self.is_sqlite:  # in one thread: handed to another, the many small values are no longer at its processor
            return await asyncio.to_thread(lambda: conclude(asyncio.run(self._look(look))))
        return await asyncio.to_thread(conclude, await self._look(look))

    async def _look(self, look: Callable[[AsyncSession], Awaitable[Result]]) -> Result:
        async with self.reading() as session:
            return await look(session)

    async def close(self) -> None:
        """Let go of every connection."""
        await self._place.close()


class ServerDatabase:
    """A PostgreSQL server."""

    def __init__(self, url: URL) -> None:
        # Parameters hold what customers wrote, which an error's text must not show.
        self._engine = create_async_engine(
            url, pool_size=10, max_overflow=10, pool_pre_ping=True, hide_parameters=True, json_serializer=write_json
        )

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncSession]:
        async with AsyncSession(self._engine, expire_on_commit=False, autoflush=False) as session:
            yield session

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncSession]:
        async with AsyncSession(self._engine, expire_on_commit=False) as session, session.begin():
            yield session

    async def close(self) -> None:
        await self._engine.dispose()


def make_folder(url: URL) -> None:
    """Make the folder that a SQLite file is to stand in."""
    if url.database and url.database != ":memory:":
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)


def parse_address(address: str) -> URL:
    """Read a database address; raises `DatabaseError` naming what would be right."""
    try:
        url = make_url(address)
    except ArgumentError as error:
        raise DatabaseError(
            "TRIAGE_DATABASE_URL is no database address; write one like postgresql+asyncpg://user:password@host/name"
        ) from error
    usual = {"sqlite": DRIVERS[0], "sqlite+aiosqlite": DRIVERS[0], "postgresql": DRIVERS[1]}
    url = url.set(drivername=usual.get(url.drivername, url.drivername))
    if url.drivername not in DRIVERS:
        raise DatabaseError(
            f"TRIAGE_DATABASE_URL: {url.drivername!r} is not spoken here; use one of {', '.join(DRIVERS)}"
        )
    return url


def is_outage(error: BaseException) -> bool:
    """Tell whether an error is the database being away, full or busy rather than a fault in what was asked."""
    if isinstance(error, OUTAGES):
        return True
    cause = error.orig if isinstance(error, DBAPIError) else error
    state = getattr(cause, "sqlstate", None)
    if state is not None:
        return state[:2] in OUTAGE_CLASSES or state in OUTAGE_CODES
    if isinstance(cause, sqlite3.Error):
        # SQLite's plain "error" is a fault in the statement; locked, full, read-only, unreadable are codes of their own.
        return isinstance(cause, sqlite3.OperationalError) and _code(cause) != sqlite3.SQLITE_ERROR
    if isinstance(error, DBAPIError):
        return error.connection_invalidated or isinstance(error, OperationalError) or "connection" in str(cause).lower()
    return False


def _code(error: sqlite3.Error) -> int:
    """Read SQLite's primary code: the lowest byte, the others only refine it."""
    return int(getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)) & 0xFF
