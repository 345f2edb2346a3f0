"""Puts together what runs before there is a group: intake, sender, and nothing to handle but the walk."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Final

from aiogram import Bot, Dispatcher

from bot.clocks import Clocks
from bot.desk.setup.walk import Code, Walk
from bot.settings import Settings
from bot.shop.shopfile import Shop
from bot.storage.engine import Database
from bot.storage.leases import new_holder
from bot.telegram.assembly import Parts, build_sender
from bot.telegram.handlers import setup
from bot.telegram.intake import Intake
from bot.telegram.settingup import SettingUp
from bot.telegram.worker import Worker
from bot.wording import load_wording

# What is stored beside the walk's own; Telegram keeps nothing back of a kind that was not asked for.
FOR_LATER: Final = (
    "edited_message",
    "message_reaction",
    "business_connection",
    "business_message",
    "edited_business_message",
    "deleted_business_messages",
)


def assemble_founding(
    walk: Walk, database: Database, clocks: Clocks, bot: Bot, *, line: str, tell_language: Callable[[str], str]
) -> Parts:
    """Build the parts; only updates of `line` are worked on."""
    settings, holder, wake = walk.settings, new_holder(), asyncio.Event()
    dispatcher = Dispatcher(disable_fsm=True)
    dispatcher.include_router(setup.build_router((), (), alone=True))
    dispatcher["setting_up"] = SettingUp(walk, database, clocks, own_folder(settings), tell_language)
    # What comes for others is stored as well, so every kind is asked for that the desk will handle.
    allowed = (*dispatcher.resolve_used_update_types(), *FOR_LATER)
    sender = build_sender(settings, database, clocks, bot, wake)
    handled = frozenset(dispatcher.resolve_used_update_types())
    worker = Worker(database, clocks, dispatcher, bot, walk.words, holder, wake, handled=handled)
    worker.line, worker.metrics = line, sender.metrics
    intake = Intake(
        database=database,
        clocks=clocks,
        address=f"{settings.telegram_api}/bot{bot.token}",
        bot_id=bot.id,
        staff_chats=(),
        allowed=allowed,
        wake=worker.wake.set,
        may_poll=asyncio.Event(),
        metrics=sender.metrics,
    )
    return Parts(holder, dispatcher, allowed, intake, worker, sender, sender.metrics)


def own_folder(settings: Settings) -> Path:
    """Name where own playbooks go that no setting names."""
    return settings.data / "playbooks"


def build_walk(settings: Settings, shop: Shop, fixed: frozenset[str], username: str, code: str | None = None) -> Walk:
    """Tell the walk what is in force and what of it is written elsewhere."""
    return Walk(settings, shop, load_wording(settings.language), fixed, Code(code), username)
