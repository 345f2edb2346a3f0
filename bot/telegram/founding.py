"""The bot before it has a group: owners are walked through, everybody else's messages wait, stored."""

import asyncio
import logging
from collections.abc import Callable, Collection
from dataclasses import replace
from typing import Any, Final

from aiogram import Bot

from bot.chosen import fixed_by, shop_under, with_chosen
from bot.clocks import Clocks
from bot.leasing import Leasing
from bot.restarting import watch_choices
from bot.settings import Settings
from bot.shop.shopfile import load_shop
from bot.storage.chosen import load_chosen
from bot.storage.engine import Database
from bot.storage.intake import Update
from bot.storage.migrate import migrate
from bot.telegram.assembly import Parts
from bot.telegram.connection import build_bot, greet_telegram
from bot.telegram.foundingparts import assemble_founding, build_walk
from bot.telegram.lines import read_update
from bot.telegram.webhook import webhook_off

logger = logging.getLogger(__name__)

# The one line that is worked on before there is a group.
LINE: Final = "founding"


async def found(settings: Settings, clocks: Clocks, *, code: str, announce: Callable[[str], None]) -> None:
    """Walk the first owner through until there is a group; raises `SettingsChanged` when there is.

    `announce` is told the bot's user name once Telegram answers.
    """
    await migrate(settings.database)
    database, bot = Database(settings.database), build_bot(settings.require_token(), settings.telegram_api)
    try:
        me = await greet_telegram(bot, settings.telegram_api)
        announce(me.username or "")
        await _run(settings, clocks, database, bot, me.username or "", code)
    finally:
        await bot.session.close()
        await database.close()


async def _run(settings: Settings, clocks: Clocks, database: Database, bot: Bot, username: str, code: str) -> None:
    async with database.reading() as session:
        chosen = await load_chosen(session)
    fixed, in_force = fixed_by(settings), with_chosen(settings, chosen)
    owners, shop = set(in_force.owners), load_shop(settings.shop, shop_under(chosen))
    walk = build_walk(in_force, shop, fixed, username, code)
    lang = shop.languages[0]
    parts = assemble_founding(walk, database, clocks, bot, line=LINE, tell_language=lambda _: lang)

    async def who_owns() -> None:  # nobody can be asked anything before this says that they are one
        async with database.reading() as session:
            owners.update(with_chosen(settings, await load_chosen(session)).owners)

    parts.intake.before_reading = who_owns
    parts.intake.read = lambda element, chats: read_founding(element, chats, owners)
    leasing = Leasing(database, clocks, parts.holder, metrics=parts.metrics)
    await leasing.clear_dead()
    leasing.changed = parts.leases_changed
    await webhook_off(bot)
    loops = [leasing.run(), parts.intake.run(), parts.worker.run(), parts.sender.run()]
    loops.append(watch_choices(database, chosen, wanted="staff_chat"))
    tasks = [asyncio.create_task(loop) for loop in loops]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    finally:
        await _stop(tasks, parts, leasing)


async def _stop(tasks: list[asyncio.Task[None]], parts: Parts, leasing: Leasing) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    for stop in (parts.worker.stop, parts.sender.stop, leasing.give_back):
        try:
            await stop()
        except Exception:  # the rest must be stopped too
            logger.exception("stopping")


def read_founding(element: object, staff_chats: Collection[int], owners: Collection[int]) -> Update:
    """Read an update, and put what the walk is about into the one line that is worked on."""
    update = read_update(element, staff_chats)
    return replace(update, line=LINE) if isinstance(element, dict) and is_of_walk(element, owners) else update


def is_of_walk(update: dict[str, Any], owners: Collection[int]) -> bool:
    """Tell whether an update is about the walk: `/setup`, a button, an owner's word, a group the bot was added to."""
    if "callback_query" in update:
        return True
    member = update.get("my_chat_member")
    if isinstance(member, dict):
        return (member.get("chat") or {}).get("type") in {"group", "supergroup"}
    message = update.get("message")
    if not isinstance(message, dict) or (message.get("chat") or {}).get("type") != "private":
        return False
    text = message.get("text")
    asks = isinstance(text, str) and text.startswith("/setup")
    return asks or (message.get("from") or {}).get("id") in owners
