"""`triage export`: everything held on a person, for the person."""

import asyncio
import json
from datetime import UTC, datetime
from pathlib import Path

from bot.cli.complaints import FAILED, FINE, complain
from bot.cli.finding import find_one
from bot.cli.opening import opened
from bot.settings import Settings, load_settings
from bot.storage.audit import record
from bot.storage.export import Told, export_person
from bot.wording import load_wording


def export(customer: str, *, out: Path | None) -> int:
    """Write the file, or print it; returns the exit code."""
    told = asyncio.run(_gather(load_settings(), customer, datetime.now(UTC)))
    if told is None:
        return FAILED
    written = json.dumps(told, ensure_ascii=False, indent=2)
    if out is None:
        print(written)  # noqa: T201 - the command's output
        return FINE
    try:
        out.write_text(written + "\n", encoding="utf-8")
    except OSError as error:
        complain(f"{out} cannot be written ({error.strerror}); name a file in a folder that is yours")
        return FAILED
    return FINE


async def _gather(settings: Settings, customer: str, now: datetime) -> Told | None:
    names = load_wording(settings.language).name
    async with opened(settings) as database, database.writing() as session:
        found = await find_one(session, customer)
        if found is None:
            return None
        record(session, "person_exported", now, why="triage export", customer=found)
        return await export_person(session, found, names=names, now=now)
