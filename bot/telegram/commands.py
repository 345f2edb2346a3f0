"""Telegram's own menus of commands: for the desk in its groups and private chats, for customers everywhere else."""

import asyncio
import logging
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

import yaml
from aiogram import Bot
from aiogram.exceptions import TelegramAPIError
from aiogram.methods import SetMyCommands
from aiogram.types import BotCommand, BotCommandScopeAllPrivateChats, BotCommandScopeChat

import playbooks
from bot.desk.helping import MENU
from bot.wording import DESK_LANGUAGES, DeskLanguage, load_wording

logger = logging.getLogger(__name__)

# The start does not wait longer for a nicety, in seconds.
PATIENCE = 10
# Telegram takes two letters of ISO 639-1 for each further language.
USUAL = "en"


async def offer_commands(bot: Bot, desks: Sequence[int], lang: DeskLanguage) -> None:
    """Tell Telegram which commands to offer where; best effort, since typing them works all the same."""
    calls = [*_for_customers(), *_for_desks(tuple(dict.fromkeys(desks)), lang)]
    try:
        async with asyncio.timeout(PATIENCE):
            told = await asyncio.gather(*(bot(call) for call in calls), return_exceptions=True)
    except TimeoutError:
        logger.info("Telegram did not take the menus of commands in time")
        return
    for call, error in zip(calls, told, strict=True):
        if isinstance(error, TelegramAPIError):
            # An agent who never opened the bot has no chat to show a menu in.
            logger.info("a menu of commands was refused (%s): %s", call.scope.type if call.scope else "", error)
        elif isinstance(error, BaseException):
            logger.info("a menu of commands was not sent: %s", type(error).__name__)


def _for_customers() -> Iterator[SetMyCommands]:
    scope = BotCommandScopeAllPrivateChats()
    for lang, said in customer_commands().items():
        commands = [BotCommand(command=name, description=words) for name, words in said.items()]
        yield SetMyCommands(commands=commands, scope=scope, language_code=lang)
        if lang == USUAL:  # whoever's Telegram speaks another language reads these
            yield SetMyCommands(commands=commands, scope=scope)


def _for_desks(desks: Sequence[int], lang: DeskLanguage) -> Iterator[SetMyCommands]:
    for chat in desks:
        scope = BotCommandScopeChat(chat_id=chat)
        yield SetMyCommands(commands=_desk_commands(lang), scope=scope)
        for other in DESK_LANGUAGES:
            yield SetMyCommands(commands=_desk_commands(other), scope=scope, language_code=other)


def _desk_commands(lang: DeskLanguage) -> list[BotCommand]:
    words = load_wording(lang)
    return [BotCommand(command=name, description=words(f"menu_{name}")) for name in MENU]


@cache
def customer_commands() -> Mapping[str, Mapping[str, str]]:
    """Read what customers are told about their commands, by language."""
    path = Path(playbooks.__file__).with_name("commands.yaml")
    said: Mapping[str, Mapping[str, str]] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return said
