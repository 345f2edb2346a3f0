"""Notices that an owner chose something by chat, and ends the running parts so that they start anew with it."""

import asyncio
from typing import Any, Final

from bot.chosen import IN_FORCE, with_chosen
from bot.clocks import Clocks
from bot.settings import Settings, SettingsError
from bot.storage.alerts import tell_people
from bot.storage.chosen import load_chosen, unchoose
from bot.storage.engine import Database, is_outage
from bot.storage.outgoing import Urgency

# How often to look, and how long nothing may have been chosen, in seconds: who sets up presses one button after
# another, and each new start takes some seconds in which customers' messages wait (stored).
LOOK_EVERY: Final = 1.0
QUIET: Final = 15.0


class SettingsChanged(Exception):  # noqa: N818 - it is news, and no error
    """Something was chosen by chat: the parts are to be built anew."""


class UnfitDeskError(SettingsError):
    """The place that is named for the desk cannot be one, whatever else Telegram answers."""


async def watch_choices(database: Database, known: dict[str, Any], *, wanted: str | None = None) -> None:
    """Look until something else was chosen than `known`, and `wanted` among it.

    Raises `SettingsChanged` when the owner is through.
    """
    loop = asyncio.get_running_loop()
    started, last, since = in_force(known), in_force(known), loop.time()
    while True:
        await asyncio.sleep(LOOK_EVERY)
        try:
            async with database.reading() as session:
                now = in_force(await load_chosen(session))
        except Exception as error:
            if not is_outage(error):
                raise
            continue
        if now != last:
            last, since = now, loop.time()
        through = now.get("done") != started.get("done") or loop.time() - since >= QUIET
        if now != started and through and (wanted is None or now.get(wanted)):
            raise SettingsChanged


async def load_choices(address: str) -> dict[str, Any]:
    """Load what was chosen, before there is anything else."""
    database = Database(address)
    try:
        async with database.reading() as session:
            return await load_chosen(session)
    finally:
        await database.close()


def in_force(chosen: dict[str, Any]) -> dict[str, Any]:
    """Give what the running parts were built with."""
    return {name: chosen[name] for name in IN_FORCE if name in chosen}


async def ask_for_group_again(settings: Settings, error: UnfitDeskError) -> None:
    """Take a group back that was chosen by chat and cannot be the desk, and tell the owners why.

    Otherwise the bot would end at every start, and who chose it by chat could not choose another.
    """
    if "staff_chat" in settings.model_fields_set:
        raise error
    database = Database(settings.database)
    try:
        async with database.writing() as session:
            chosen = await load_chosen(session)
            if not chosen.get("staff_chat"):
                raise error
            await unchoose(session, "staff_chat")
            content = {"key": "setup_group_unfit", "values": {"why": str(error)}}
            owners, machine_now = with_chosen(settings, chosen).owners, Clocks().machine()
            await tell_people(session, owners, machine_now=machine_now, content=content, urgency=Urgency.REPLY)
    finally:
        await database.close()
