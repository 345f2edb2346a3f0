"""Whether the desks are as they must be at the start; one that refused before does not keep the others closed."""

import logging
from collections.abc import Mapping, Sequence
from typing import Final

from aiogram import Bot
from aiogram.exceptions import TelegramNetworkError, TelegramRetryAfter, TelegramServerError
from aiogram.types import User

from bot.restarting import UnfitDeskError
from bot.settings import SettingsError
from bot.staffchats import StaffChats
from bot.storage.engine import Database
from bot.storage.staffchats import find_staff_chats, mark_well, standing
from bot.telegram.connection import check_staff_chats

logger = logging.getLogger(__name__)


# What says nothing about the desk: Telegram is away, or busy.
_AWAY: Final = (TelegramNetworkError, TelegramServerError, TelegramRetryAfter)


async def find_desks(
    bot: Bot, me: User, database: Database, named: Sequence[int], languages: Mapping[str, Sequence[int]]
) -> StaffChats:
    """Find the desks that the settings name and see that they can be worked at; raises `UnfitDeskError` otherwise."""
    try:
        chats = await find_staff_chats(database, named, languages)
        await check_desks(bot, me, database, chats)
    except SettingsError as error:
        if isinstance(error.__cause__, _AWAY):
            raise
        raise UnfitDeskError(str(error)) from error
    return chats


async def check_desks(bot: Bot, me: User, database: Database, chats: StaffChats) -> None:
    """See that the desks can be worked at; raises `SettingsError` where one is wrong that was right, or all are."""
    async with database.reading() as session:
        refused = (await standing(session)).refused
    well, wrong = list[int](), list[SettingsError]()
    for chat in chats:
        try:
            await check_staff_chats(bot, me, [chat])
            well.append(chat)
        except SettingsError as error:
            if chat not in refused:
                raise
            wrong.append(error)
            logger.warning("left out, its customers are with the other desks: %s", error)
    if wrong and not well:
        raise wrong[0]
    async with database.writing() as session:
        for chat in well:
            await mark_well(session, chat)
