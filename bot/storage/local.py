"""SQLite without a thread between every two statements.

A statement on a local file takes a tenth of a millisecond, handing it to aiosqlite's
thread and back several times that, and while a message is being classified each
hand-over waits for the interpreter as well. So statements run where they are called, only
what may wait for the disk or for another process does so aside (figures in CHANGELOG.md).
"""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from typing import Any

from pydantic_core import from_json
from sqlalchemy import URL, Connection, Dialect, Engine, create_engine, event
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from bot.storage.columns import write_json

# How long to wait for another process's write before it counts as an outage, in seconds.
BUSY_SECONDS = 5.0
# How often to look whether it is over, in seconds: such a write takes a few milliseconds.
LOOK_EVERY = 0.003
# A pool as large as everything that may read at the same moment, since new connections are slow.
READERS = 16


class LocalConnection:
    """The part of SQLAlchemy's `AsyncConnection` that our queries use, done at once."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @property
    def dialect(self) -> Dialect:
        return self._connection.dialect

    async def execute(self, *arguments: Any, **options: Any) -> Any:
        return self._connection.execute(*arguments, **options)

    async def scalar(self, *arguments: Any, **options: Any) -> Any:
        return self._connection.scalar(*arguments, **options)

    async def run_sync(self, function: Any, *arguments: Any) -> Any:
        return function(self._connection, *arguments)


class LocalSession:
    """The part of SQLAlchemy's `AsyncSession` that our queries use, done at once."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._connection: LocalConnection | None = None
        self.add, self.add_all = session.add, session.add_all

    async def execute(self, *arguments: Any, **options: Any) -> Any:
        return self._session.execute(*arguments, **options)

    async def scalar(self, *arguments: Any, **options: Any) -> Any:
        return self._session.scalar(*arguments, **options)

    async def scalars(self, *arguments: Any, **options: Any) -> Any:
        return self._session.scalars(*arguments, **options)

    async def get(self, *arguments: Any, **options: Any) -> Any:
        return self._session.get(*arguments, **options)

    async def get_one(self, *arguments: Any, **options: Any) -> Any:
        return self._session.get_one(*arguments, **options)

    async def flush(self) -> None:
        self._session.flush()

    async def connection(self) -> LocalConnection:
        if self._connection is None:  # one for the whole session: asking costs half a statement
            self._connection = LocalConnection(self._session.connection())
        return self._connection


class LocalDatabase:
    """One SQLite file with its two engines: one to read with, one to write with."""

    def __init__(self, url: URL) -> None:
        self._reader = local_engine(url, begin="BEGIN", busy_seconds=BUSY_SECONDS, connections=READERS)
        self._writer = local_engine(url, begin="BEGIN IMMEDIATE", busy_seconds=0, connections=1)
        self._disk = ThreadPoolExecutor(1, "sqlite-commit")
        # Within a process writers queue here, in order, instead of polling SQLite's lock.
        self._turn = asyncio.Lock()

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[LocalSession]:
        with Session(self._reader, expire_on_commit=False, autoflush=False) as session:
            yield LocalSession(session)

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[LocalSession]:
        async with self._turn:
            with Session(self._writer, expire_on_commit=False) as session:
                await self._begin(session)
                yield LocalSession(session)
                await self._commit(session)

    async def close(self) -> None:
        self._disk.shutdown()
        self._reader.dispose()
        self._writer.dispose()

    async def _begin(self, session: Session) -> None:
        """Begin the write; where another process writes, wait without holding the loop up."""
        loop = asyncio.get_running_loop()
        give_up = loop.time() + BUSY_SECONDS
        while True:
            try:
                session.connection()
            except OperationalError as error:
                session.rollback()
                if not is_busy(error) or loop.time() >= give_up:
                    raise
                await asyncio.sleep(LOOK_EVERY)
            else:
                return

    async def _commit(self, session: Session) -> None:
        """Commit aside, since the disk may take its time; a cancelled caller still waits for the end of it."""
        session.flush()
        done = asyncio.get_running_loop().run_in_executor(self._disk, session.commit)
        try:
            await asyncio.shield(done)
        except asyncio.CancelledError:
            await asyncio.wait([done])
            raise


def is_busy(error: OperationalError) -> bool:
    """Tell whether another process holds SQLite's write lock."""
    code = getattr(error.orig, "sqlite_errorcode", None)
    return code is not None and code & 0xFF in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}


def local_engine(
    url: URL, *, begin: str, busy_seconds: float = BUSY_SECONDS, connections: int = 1, foreign_keys: bool = True
) -> Engine:
    """Build an engine whose connections say `begin` themselves and keep what was acknowledged through a power cut."""
    engine = create_engine(
        url.set(drivername="sqlite+pysqlite"),
        pool_size=connections,
        max_overflow=connections * 4,
        connect_args={"check_same_thread": False, "timeout": busy_seconds},
        hide_parameters=True,  # they hold what customers wrote, which an error's text must not show
        json_serializer=write_json,
        json_deserializer=from_json,
    )

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # SQLAlchemy says BEGIN itself, in the words below
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout={int(BUSY_SECONDS * 1000)}")  # the switch to WAL may have to wait
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",  # an update that was acknowledged must survive a power cut
            f"foreign_keys={'ON' if foreign_keys else 'OFF'}",
            f"busy_timeout={int(busy_seconds * 1000)}",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        try:
            connection.connection.cursor().execute(begin)
        except sqlite3.Error:
            connection.exec_driver_sql(begin)  # once more, in the way that gives the error its proper class

    return engine
