"""`triage backup` and `triage restore`: a copy of everything that is kept, and the way back."""

import asyncio
import shlex
import sys
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import URL
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import col, select

from bot.cli.complaints import FAILED, FINE
from bot.settings import load_settings
from bot.storage.backups import Copy, back_up, holds_data, look_through, put_back
from bot.storage.engine import Database, DatabaseError, parse_address
from bot.storage.erasing_again import Graves, erase_again, read_graves
from bot.storage.leases import is_dead
from bot.storage.migrate import head_revision, is_missing, migrate
from bot.storage.tables.traffic import Lease


def make_backup(target: Path) -> int:
    """Copy the database to a file, while the bot runs; for a server, say what to call."""
    address = load_settings().database
    url = parse_address(address)
    if url.get_backend_name() != "sqlite":
        return _say_for_server(url, ["pg_dump", "--format=custom", f"--file={target}"])
    if is_missing(address):
        raise DatabaseError(f"there is no database at {url.database} yet, so there is nothing to back up")
    print(f"{target}: {_told(back_up(Path(str(url.database)), target))}")  # noqa: T201 - the command's output
    return FINE


def restore_backup(backup: Path, *, replace: bool) -> int:
    """Make a backup the database; the old one is kept beside it."""
    address = load_settings().database
    url = parse_address(address)
    if url.get_backend_name() != "sqlite":
        command = ["pg_restore", "--clean", "--if-exists", "--single-transaction", "--no-owner"]
        return _say_for_server(url, command, str(backup))
    copy, target = look_through(backup), Path(str(url.database))
    if not is_missing(address):
        asyncio.run(_refuse_while_used(address))
        if not replace and holds_data(target):
            raise DatabaseError(
                f"{target} holds data already; add --replace to put the backup in its place (the old file is kept aside)"
            )
    target.parent.mkdir(parents=True, exist_ok=True)
    aside = put_back(backup, target, datetime.now(UTC))
    print(f"{target} is now what {backup} holds: {_told(copy)}")  # noqa: T201 - the command's output
    if aside is not None:
        if erased := asyncio.run(_erase_again(address, aside)):
            print(f"{erased} of them were erased since, and are erased again.")  # noqa: T201 - the same
        print(f"The old one stands at {aside}; delete it once you are sure.")  # noqa: T201 - the same
    if copy.revision != head_revision():
        print("It is of an older Triage; `triage run` brings it up to date.")  # noqa: T201 - the same
    return FINE


async def _erase_again(address: str, aside: Path) -> int:
    """Erase whom the old file says was erased: a backup must not bring anybody back. The file itself knows no names."""
    graves = await _graves_of(aside)
    if graves is None:
        return 0
    await migrate(address)
    database = Database(address)
    try:
        async with database.writing() as session:
            return await erase_again(session, graves, datetime.now(UTC))
    finally:
        await database.close()


async def _graves_of(file: Path) -> Graves | None:
    old = Database(f"sqlite:///{file}")
    try:
        async with old.reading() as session:
            return await read_graves(session)
    except SQLAlchemyError:  # older than tombstones, or no longer readable, which may be why it was replaced
        return None
    finally:
        await old.close()


async def _refuse_while_used(address: str) -> None:
    """Refuse while a bot polls or sends with this database; one that was killed on this machine does neither."""
    database = Database(address)
    try:
        async with database.reading() as session:
            leases = (await session.scalars(select(Lease).where(col(Lease.until) > datetime.now(UTC)))).all()
    finally:
        await database.close()
    for lease in leases:
        if not is_dead(lease.holder):
            host, process, *_ = lease.holder.split("|")
            raise DatabaseError(
                f"a bot runs on this database (process {process} on {host}); stop it, then restore. "
                "One that was just killed on another machine counts as running for six seconds more"
            )


def _say_for_server(url: URL, command: list[str], *last: str) -> int:
    """Print the server's own command; exit code 1, since nothing was done."""
    where = {"--host": url.host, "--port": url.port, "--username": url.username, "--dbname": url.database}
    options = [f"{name}={value}" for name, value in where.items() if value]
    print(shlex.join([*command, *options, *last]))  # noqa: T201 - the command's output
    print(  # noqa: T201 - beside the output
        "This database is a PostgreSQL server's, which copies with its own programs: call the line above. "
        "It asks for the password; ~/.pgpass or PGPASSWORD answer for you.",
        file=sys.stderr,
    )
    return FAILED


def _told(copy: Copy) -> str:
    kept = {what: copy.rows.get(table, 0) for what, table in _SHOWN.items()}
    counts = ", ".join(f"{count} {what}" for what, count in kept.items())
    return f"whole, at revision {copy.revision}, {copy.size / 1e6:.1f} MB, {counts}"


_SHOWN = {"customers": "customer", "conversations": "conversation", "messages": "message"}
