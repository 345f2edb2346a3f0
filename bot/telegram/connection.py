"""The bot's connection to a Bot API server, and what must be true before it starts."""

from collections.abc import Sequence

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramAPIError,
    TelegramNetworkError,
    TelegramNotFound,
    TelegramUnauthorizedError,
)
from aiogram.methods import (
    CopyMessage,
    CopyMessages,
    CreateForumTopic,
    EditMessageReplyMarkup,
    GetUpdates,
    SetMessageReaction,
)
from aiogram.methods.base import Response
from aiogram.types import ChatFullInfo, User
from pydantic_core import from_json

from bot.settings import SettingsError
from bot.telegram.methods import Post, Rewrite

# Telegram answers within a second or two; a minute is a dead connection, in seconds.
PATIENCE = 60
# aiogram asks pydantic for the model of each answer, and pydantic forgets those that nobody holds: built anew,
# one takes more of the processor than the whole request (measured: a tenth of a message's way).
ANSWERS = tuple(
    Response[method.__returning__]  # type: ignore[name-defined]  # a class attribute of aiogram's methods
    for method in (
        Post,
        Rewrite,
        EditMessageReplyMarkup,
        CopyMessage,
        CopyMessages,
        CreateForumTopic,
        SetMessageReaction,
        GetUpdates,
    )
)


def build_bot(token: str, api: str) -> Bot:
    """Build a bot that talks to the given server."""
    session = AiohttpSession(api=TelegramAPIServer.from_base(api), timeout=PATIENCE, json_loads=from_json)
    return Bot(token, session=session)


async def greet_telegram(bot: Bot, api: str) -> User:
    """Ask who we are; raises `SettingsError` naming the token or the server."""
    try:
        return await bot.get_me(request_timeout=15)
    except (TelegramUnauthorizedError, TelegramNotFound) as error:
        raise SettingsError(
            "TRIAGE_BOT_TOKEN: Telegram does not know this token; copy it again from @BotFather"
        ) from error
    except (TelegramNetworkError, ClientDecodeError, TelegramAPIError) as error:
        cause = type(error.__cause__ or error).__name__
        raise SettingsError(
            f"TRIAGE_TELEGRAM_API: no Bot API server answers at {api} ({cause}); check the address and the network"
        ) from error


async def check_staff_chats(bot: Bot, me: User, chats: Sequence[int]) -> None:
    """See that each staff group is a forum in which the bot may work, and each private chat one that can have topics.

    Raises `SettingsError` for the first that is not.
    """
    for chat_id in chats:
        if chat_id > 0:
            await _check_private(bot, me, chat_id)
            continue
        chat = await _chat(bot, chat_id)
        if not chat.is_forum:
            raise SettingsError(
                f"TRIAGE_STAFF_CHAT: the group {chat_id} has no topics; switch them on in the group's settings (Edit, Topics)"
            )
        member = await bot.get_chat_member(chat_id, me.id)
        if member.status != "administrator" or not getattr(member, "can_manage_topics", False):
            raise SettingsError(
                f"TRIAGE_STAFF_CHAT: the bot may not manage topics in the group {chat_id}; "
                "make it an administrator with the right to manage topics"
            )


async def _check_private(bot: Bot, me: User, chat_id: int) -> None:
    """Telegram has topics in private chats for the whole bot or not at all."""
    if not me.has_topics_enabled:
        raise SettingsError(
            f"TRIAGE_STAFF_CHAT: {chat_id} is an agent's private chat, and this bot has no topics in private chats; "
            "switch on Threaded Mode in @BotFather (the bot, Bot Settings), or name a group with topics"
        )
    try:
        chat = await bot.get_chat(chat_id)
    except TelegramAPIError as error:
        raise SettingsError(
            f"TRIAGE_STAFF_CHAT: the bot cannot see the private chat {chat_id} ({error.message}); "
            "its agent opens the bot and presses Start, or the id is corrected"
        ) from error
    if chat.type != "private":
        raise SettingsError(
            f"TRIAGE_STAFF_CHAT: {chat_id} is a {chat.type} and no agent's private chat; "
            "the ids of groups begin with -100"
        )


async def _chat(bot: Bot, chat_id: int) -> ChatFullInfo:
    try:
        return await bot.get_chat(chat_id)
    except TelegramAPIError as error:
        raise SettingsError(
            f"TRIAGE_STAFF_CHAT: the bot cannot see the group {chat_id} ({error.message}); "
            "add it to the group, or correct the id"
        ) from error
