"""`triage forget`: says what would be erased, and erases it with `--yes`."""

import asyncio
from datetime import UTC, datetime

from bot.cli.complaints import FAILED, FINE
from bot.cli.finding import find_one
from bot.cli.opening import opened
from bot.settings import Settings, load_settings
from bot.storage.erasing import Holding, erase_person, holding_of


def forget(customer: str, *, sure: bool) -> int:
    """Erase one person, or show what that would be; returns the exit code."""
    held = asyncio.run(_forget(load_settings(), customer, sure=sure))
    if held is None:
        return FAILED
    print("\n".join(_lines(held, done=sure)))  # noqa: T201 - the command's output
    return FINE


async def _forget(settings: Settings, customer: str, *, sure: bool) -> Holding | None:
    async with opened(settings) as database, database.writing() as session:
        found = await find_one(session, customer)
        if found is None:
            return None
        if not sure:
            return await holding_of(session, found)
        return await erase_person(session, found, datetime.now(UTC), why="triage forget")


def _lines(held: Holding, *, done: bool) -> list[str]:
    erased = "erased" if done else "would be erased"
    # Who is gone is not named again: a terminal's history is kept, too.
    whom = "this person" if done else held.name
    talks = f"{held.conversations} conversations with {held.messages} messages and {held.notes} notes"
    lines = [
        f"{erased}: {whom}, {held.identities} ways to know them, {talks}, {held.engagement} acts beside buying",
        f"kept without the person, as invoices: {held.orders} orders",
    ]
    if done:
        return [
            *lines,
            "their topic in the staff group stands in Telegram: delete it there; older backups hold them, too",
        ]
    return [*lines, "nothing was changed; repeat with --yes to erase. It cannot be taken back"]
