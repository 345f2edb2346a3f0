"""Hands the dispatcher what serves customers outside of the chat with the bot."""

import time

from aiogram import Bot, Dispatcher

from bot.replysearch import ReplySearch
from bot.settings import Settings
from bot.storage.engine import Database
from bot.telegram.accounts import Accounts
from bot.telegram.circle import Circle
from bot.telegram.desk import Desk
from bot.telegram.inline import InlineReplies
from bot.triage import Triage


def serve_channels(dispatcher: Dispatcher, settings: Settings, bot: Bot, desk: Desk, triage: Triage) -> None:
    """Build the parts of accounts, of words handed in and of inline search."""
    database: Database = triage.database
    listed, groups = frozenset((*settings.agents, *settings.heads)), () if settings.agents else triage.staff_chats
    dispatcher["circle"] = circle = Circle(database, listed, time.monotonic, bot, groups)
    shop = triage.premises.shop
    search = ReplySearch(triage.premises.shelf, triage.premises.usual.facts, shop.languages, settings.language)
    dispatcher["inline_replies"] = InlineReplies(search, desk.words, desk.clocks)
    dispatcher["accounts"] = Accounts(bot, database, desk, triage, circle)
