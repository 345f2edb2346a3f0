"""`triage import-engagement`: reads what customers did beside buying, and tells what happened."""

import asyncio
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from bot.cli.complaints import FAILED, FINE, complain
from bot.cli.opening import opened_to_write
from bot.cli.progress import progress
from bot.settings import load_settings
from bot.shop.engagement import EngagementReport, import_engagement, known_kinds, parse_engagement
from bot.shop.shopfile import load_shop

# Bad rows that a screen shows; a file read wrongly as a whole has one cause, not forty thousand.
SCREENFUL = 50


def store_engagement(file: Path, *, dry_run: bool) -> int:
    """Import a file; returns the exit code, which tells whether every row was taken in."""
    settings = load_settings()
    kinds = known_kinds(load_shop(settings.shop).history)
    now = datetime.now(UTC)

    async def work(source: BinaryIO, watch: Callable[[], None]) -> EngagementReport:
        found = parse_engagement(source, zone=settings.zone, kinds=kinds, now=now)
        async with opened_to_write(settings, dry_run=dry_run) as database:
            return await import_engagement(database, found, now=now, dry_run=dry_run, watch=watch)

    with file.open("rb") as source, progress("Reading engagement", file.stat().st_size) as advance:
        report = asyncio.run(work(source, lambda: advance(source.tell())))
    return _tell(report, file, dry_run=dry_run)


def _tell(report: EngagementReport, file: Path, *, dry_run: bool) -> int:
    shown = report.bad[:SCREENFUL] if sys.stderr.isatty() else report.bad
    lines = [f"{file.name}, line {row.line}: {row.reason}" for row in shown]
    if len(shown) < len(report.bad):
        left = len(report.bad) - len(shown)
        lines.append(f"... and {left} more; `triage import-engagement {file.name} 2> bad.txt` keeps them all")
    complain(*lines)
    would = "would be " if dry_run else ""
    print(f"{report.new + report.same} acts: {report.new} {would}new, {report.same} known before")  # noqa: T201 - the command's output
    print(f"{report.new_customers} customers {would}new")  # noqa: T201 - the same
    if report.bad:
        complain(f"rows left out: {len(report.bad)}; correct them and import the file again")
    if dry_run:
        print("nothing was changed (--dry-run)")  # noqa: T201 - the same
    return FAILED if report.bad else FINE
