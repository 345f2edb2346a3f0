"""`triage import-orders`: reads a file, stores what it says, and tells what happened."""

import asyncio
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO

from bot.cli.complaints import FAILED, FINE, complain
from bot.cli.progress import progress
from bot.settings import SettingsError, load_settings
from bot.shop.cells import read_currency
from bot.shop.generic import parse_orders
from bot.shop.importing import Report, import_orders
from bot.shop.shopfile import load_shop
from bot.shop.tables import BadRow
from bot.storage.engine import Database
from bot.storage.migrate import is_missing, migrate, require_current

# Bad rows that a screen shows.
SCREENFUL = 50
# Each reads one program's exports; the generic one is documented in README.
PARSERS = {"generic": parse_orders}


def store_orders(file: Path, *, written_by: str, dry_run: bool, currency: str | None) -> int:
    """Import a file; returns the exit code, which tells whether every row was taken in."""
    settings = load_settings()
    shop = load_shop(settings.shop)
    try:
        usual = read_currency(currency) if currency else shop.currency
    except ValueError as error:
        raise SettingsError(f"--currency: {error}") from error
    now = datetime.now(UTC)
    # What the shop told, it told when it wrote the file; a file from the future was written now.
    as_of = min(now, datetime.fromtimestamp(file.stat().st_mtime, UTC))

    async def work(source: BinaryIO, watch: Callable[[], None]) -> Report:
        found = PARSERS[written_by](source, zone=settings.zone, currency=usual, as_of=as_of)
        async with _database(settings.database, dry_run=dry_run) as database:
            return await import_orders(database, found, now=now, dry_run=dry_run, watch=watch)

    with file.open("rb") as source, progress("Reading orders", file.stat().st_size) as advance:
        report = asyncio.run(work(source, lambda: advance(source.tell())))
    return _tell(report, file, dry_run=dry_run)


@asynccontextmanager
async def _database(address: str, *, dry_run: bool) -> AsyncIterator[Database]:
    """Open the database; a dry run makes none and brings none up to date, it looks at an empty one instead."""
    with TemporaryDirectory() as folder:
        if dry_run and is_missing(address):
            address = f"sqlite:///{folder}/empty.db"
            dry_run = False
        await (require_current(address) if dry_run else migrate(address))
        database = Database(address)
        try:
            yield database
        finally:
            await database.close()


def _tell(report: Report, file: Path, *, dry_run: bool) -> int:
    complain(*bad_lines(file.name, report.bad, shortly=sys.stderr.isatty()))
    would = "would be " if dry_run else ""
    parts = [f"{report.new} {would}new", f"{report.changed} {would}brought up to date", f"{report.same} unchanged"]
    if report.older:
        parts.append(f"{report.older} left as they are, since the database knows newer")
    print(f"{report.orders} orders: {', '.join(parts)}")  # noqa: T201 - the command's output
    known = len(report.customers) - report.new_customers
    print(f"{len(report.customers)} customers: {report.new_customers} {would}new, {known} known before")  # noqa: T201
    if report.divided:
        print(f"{report.divided} orders name two people; they went by the shop's number, else by e-mail")  # noqa: T201
    if report.bad:
        complain(f"rows left out: {len(report.bad)}; correct them and import the file again")
    if dry_run:
        print("nothing was changed (--dry-run)")  # noqa: T201
    return FAILED if report.bad else FINE


def bad_lines(name: str, bad: Sequence[BadRow], *, shortly: bool) -> list[str]:
    """List what was left out; on a screen not more than one takes in, since then the cause is one for all."""
    shown = bad[:SCREENFUL] if shortly else bad
    lines = [f"{name}, line {row.line}: {row.reason}" for row in shown]
    if len(shown) < len(bad):
        lines.append(f"... and {len(bad) - len(shown)} more; `triage import-orders {name} 2> bad.txt` keeps them all")
    return lines
