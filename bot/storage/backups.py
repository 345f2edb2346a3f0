"""Copies of a SQLite database: made while a bot runs, looked through, put back.

SQLite's own backup reads one moment of the file, whatever is written meanwhile; a plain
copy of the file would miss what still stands beside it and may be torn.
"""

import os
import sqlite3
from collections.abc import Collection, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from bot.storage.engine import DatabaseError
from bot.storage.migrate import known_revisions
from bot.storage.tables.traffic import OutgoingKind, OutgoingState
from bot.storage.watching import DERIVED

# These fill by themselves at every start, so they are no data that a restore would lose.
PASSING: Final = frozenset({"alembic_version", "lease", "chat_wait", "shop_figures"}) | DERIVED
# Customers' words are in it, so only its owner may read it.
ONLY_OURS: Final = 0o600
# A reply that waited when the copy was made may have gone out since, so it is to be asked about and not said again:
# a row left on its way by nobody is exactly that at the next start.
_ASK_ABOUT: Final = "UPDATE outgoing SET state = ?, fence = NULL WHERE state = ? AND kind = ?"


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy that was looked through and is whole."""

    path: Path
    revision: str
    size: int
    rows: dict[str, int]


def back_up(source: Path, target: Path) -> Copy:
    """Copy a database that may be in use; an older copy is never written over."""
    if target.exists():
        raise DatabaseError(f"{target} is there already; name a file that is not, such as {_other(target)}")
    if not target.parent.is_dir():
        raise DatabaseError(f"{target}: there is no folder {target.parent}; make it first")
    with _telling(source), _unfinished(target) as part:
        _copy(source, part)
        copied, was = look_through(part), _revision_of(source)
        if copied.revision != was:
            raise DatabaseError(
                f"{source} went from revision {copied.revision} to {was} meanwhile; make the backup again"
            )
        part.replace(target)
    return Copy(target, copied.revision, copied.size, copied.rows)


def look_through(path: Path) -> Copy:
    """See that a file is a whole database of Triage, of this version or an older one."""
    with _telling(path), closing(_open(path)) as connection:
        (verdict,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
        if verdict != "ok":
            raise DatabaseError(f"{path} is damaged ({verdict}); take an older backup")
        tables = _tables(connection)
        revision = _read_revision(connection) if "alembic_version" in tables else ""
        rows = {table: _count(connection, table) for table in tables}
    if not revision:
        raise DatabaseError(f"{path} is no database of Triage; name a file that `triage backup` wrote")
    if revision not in known_revisions():
        raise DatabaseError(f"{path} is newer than this program (it is at {revision}); install the newer Triage first")
    return Copy(path, revision, path.stat().st_size, rows)


def put_back(backup: Path, target: Path, now: datetime) -> Path | None:
    """Make the backup the database; returns where the old one stands now, None where there was none.

    The caller has seen that no bot runs on it; whoever else has it open is found here.
    """
    with _telling(backup), _unfinished(target) as part:
        _copy(backup, part)
        with closing(_open(part)) as connection:
            connection.execute(_ASK_ABOUT, (OutgoingState.SENDING, OutgoingState.QUEUED, OutgoingKind.REPLY))
            connection.commit()
        look_through(part)
        aside = _set_aside(target, now) if target.exists() else None
        part.replace(target)
    return aside


def holds_data(path: Path) -> bool:
    """Tell whether anything would be lost with this database."""
    with _telling(path), closing(_open(path)) as connection:
        return any(_count(connection, table, most=1) for table in _tables(connection) if table not in PASSING)


def _set_aside(target: Path, now: datetime) -> Path:
    """Fold what stands beside the file into it, which needs it for oneself; then it can be named otherwise."""
    try:
        with closing(_open(target)) as connection:
            connection.execute("PRAGMA journal_mode=DELETE").fetchone()
    except sqlite3.OperationalError as error:
        raise DatabaseError(f"{target} is in use ({error}); stop every program that has it open") from error
    aside = target.with_name(f"{target.name}.before-{now:%Y%m%dT%H%M%SZ}")
    if aside.exists():
        raise DatabaseError(f"{aside} is there already; wait a second and try again")
    target.rename(aside)
    return aside


def _copy(source: Path, target: Path) -> None:
    """Copy in one step: within it the file is read as of one moment, and writers go on."""
    target.touch(ONLY_OURS)
    with closing(_open(source)) as old, closing(_open(target)) as new:
        old.backup(new)
        new.execute("PRAGMA journal_mode=DELETE").fetchone()  # so that the copy is one file
    with target.open("rb") as written:
        os.fsync(written.fileno())


@contextmanager
def _unfinished(target: Path) -> Iterator[Path]:
    """Work on a file beside the target, which is gone again unless it took the target's name."""
    part = target.with_name(f"{target.name}.unfinished")
    part.unlink(missing_ok=True)
    try:
        yield part
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def _telling(path: Path) -> Iterator[None]:
    """Say in one sentence what the disk or SQLite refused."""
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        raise DatabaseError(
            f"{path} cannot be copied or read: {error}; check the file, its rights and the disk"
        ) from error


def _open(path: Path) -> sqlite3.Connection:
    """Open a file that is there; SQLite would make one that is not."""
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode=rw", uri=True, timeout=5)


def _tables(connection: sqlite3.Connection) -> Collection[str]:
    found = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    return [name for (name,) in found]


def _count(connection: sqlite3.Connection, table: str, most: int = -1) -> int:
    # The name is one of the file's own tables, and quoted.
    quoted = table.replace('"', '""')
    asked = f'SELECT count(*) FROM (SELECT 1 FROM "{quoted}" LIMIT ?)'  # noqa: S608
    return int(connection.execute(asked, (most,)).fetchone()[0])


def _revision_of(path: Path) -> str:
    with closing(_open(path)) as connection:
        return _read_revision(connection)


def _read_revision(connection: sqlite3.Connection) -> str:
    row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    return str(row[0]) if row else ""


def _other(target: Path) -> str:
    return f"{target.stem}-2{target.suffix}"
