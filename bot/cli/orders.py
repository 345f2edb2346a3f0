"""`triage import-orders`: reads a file, stores what it says, and tells what happened."""

import asyncio
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from bot.cli.complaints import FAILED, FINE, complain
from bot.cli.opening import opened_to_write
from bot.cli.progress import progress
from bot.settings import Settings, SettingsError, load_settings
from bot.shop.building import NOBODY
from bot.shop.cells import know_currency, read_currency
from bot.shop.importing import Report, import_orders
from bot.shop.marks import SENTENCES
from bot.shop.opening import OrderFile, Wishes, open_orders
from bot.shop.parsed import BadRow, ParsedOrder
from bot.shop.shopfile import load_shop

# Rows that a screen shows.
SCREENFUL = 50


@dataclass(frozen=True, slots=True)
class Asked:
    """What was said on the command line about a file."""

    written_by: str | None = None
    day_first: bool | None = None
    currency: str | None = None


@dataclass(slots=True)
class Listing:
    """Lists what was left out and what was kept though odd: at once into a file, shortly on a screen."""

    name: str
    on_screen: bool
    left_out: int = 0
    nobody: int = 0  # of those left out: rows of orders without a customer
    held: list[str] = field(default_factory=list)
    more: int = 0

    def passing(self, found: Iterable[ParsedOrder | BadRow]) -> Iterator[ParsedOrder]:
        """Hand the orders on, and list the rest; a file of any length is listed in little memory."""
        for each in found:
            if isinstance(each, ParsedOrder):
                if odd := ", ".join(each.order.marks):
                    self._list(f"{self.name}, line {each.line}: order {each.order.id} was kept, marked: {odd}")
                yield each
            else:
                self.left_out += 1
                self.nobody += each.reason.startswith(NOBODY)
                self._list(f"{self.name}, line {each.line}: {each.reason}")

    def finish(self) -> None:
        """Show what was held back while the progress bar stood there."""
        complain(*self.held)
        if self.more:
            complain(f"... and {self.more} more; `triage import-orders {self.name} 2> list.txt` keeps them all")

    def _list(self, line: str) -> None:
        if not self.on_screen:
            complain(line)
        elif len(self.held) < SCREENFUL:
            self.held.append(line)
        else:
            self.more += 1


def store_orders(file: Path, asked: Asked, *, dry_run: bool) -> int:
    """Import a file; returns the exit code, which tells whether every row was taken in."""
    settings = load_settings()
    now = datetime.now(UTC)
    # What the shop told, it told when it wrote the file; a file from the future was written now.
    as_of = min(now, datetime.fromtimestamp(file.stat().st_mtime, UTC))
    currency = _currency(asked.currency) if asked.currency else load_shop(settings.shop).currency
    wishes = Wishes(settings.zone, currency, as_of, asked.written_by, asked.day_first)
    size = file.stat().st_size
    listing = Listing(file.name, sys.stderr.isatty())
    # Twice through the file: once to understand it, once to read it.
    with file.open("rb") as source, progress("Reading orders", 2 * size) as advance:
        orders = open_orders(source, wishes, watch=lambda: advance(source.tell()))
        watch: Callable[[], None] = lambda: advance(size + source.tell())  # noqa: E731 - a name for the one below
        report = asyncio.run(_store(settings, listing.passing(orders), now, dry_run=dry_run, watch=watch))
    listing.finish()
    return _tell(report, listing, orders, dry_run=dry_run)


async def _store(
    settings: Settings, found: Iterable[ParsedOrder], now: datetime, *, dry_run: bool, watch: Callable[[], None]
) -> Report:
    async with opened_to_write(settings, dry_run=dry_run) as database:
        return await import_orders(database, found, now=now, dry_run=dry_run, watch=watch)


def _currency(text: str) -> str:
    try:
        code, known = know_currency(read_currency(text))
    except ValueError as error:
        raise SettingsError(f"--currency: {error}") from error
    if not known:
        raise SettingsError(f"--currency: there is no currency {code!r}; write three letters like EUR")
    return code


def _tell(report: Report, listing: Listing, orders: OrderFile, *, dry_run: bool) -> int:
    lines = orders.understood.sentences()
    would = "would be " if dry_run else ""
    parts = [f"{report.new} {would}new", f"{report.changed} {would}brought up to date", f"{report.same} unchanged"]
    if report.older:
        parts.append(f"{report.older} left as they are, since the database knows newer")
    lines.append(f"{report.orders} orders: {', '.join(parts)}")
    known = len(report.customers) - report.new_customers
    lines.append(f"{len(report.customers)} customers: {report.new_customers} {would}new, {known} known before")
    if report.divided:
        lines.append(f"{report.divided} orders name two people; they went by the shop's number, else by e-mail")
    if report.erased:
        lines.append(f"erased persons: {report.erased} orders name somebody who was erased; kept without the person")
    lines += marked_lines(report.marks)
    if dry_run:
        lines.append("nothing was changed (--dry-run)")
    print("\n".join(lines))  # noqa: T201 - the command's output
    if listing.left_out:
        nobody = f" ({listing.nobody} of orders without a customer)" if listing.nobody else ""
        complain(f"rows left out: {listing.left_out}{nobody}; correct them and import the file again")
    return FAILED if listing.left_out else FINE


def marked_lines(marks: Counter[str]) -> list[str]:
    """Say how many orders were kept though something about them is odd, the commonest first."""
    return [f"kept and marked: {count} {SENTENCES[mark]}" for mark, count in marks.most_common()]
