"""Tells an agent what became of what they pressed or wrote: at once, best effort, without a row."""

import asyncio
import logging
from contextlib import suppress

from aiogram import Bot
from aiogram.exceptions import TelegramAPIError
from aiogram.methods import (
    AnswerCallbackQuery,
    AnswerInlineQuery,
    EditMessageReplyMarkup,
    SendMessage,
    SetMessageReaction,
)
from aiogram.types import ReactionTypeEmoji, ReplyParameters

from bot.telegram.work import InlineAnswer, Menu, Work
from bot.wording import Wording

logger = logging.getLogger(__name__)

# A callback answer is worth nothing after Telegram's few seconds, in seconds.
PATIENCE = 10


async def tell(bot: Bot, work: Work, wording: Wording) -> None:
    """Answer the callback, or set a reaction on the agent's message; failures are only logged."""
    try:
        async with asyncio.timeout(PATIENCE):
            await _tell(bot, work, wording)
    except (TelegramAPIError, TimeoutError) as error:
        logger.info("an agent was not told: %s", type(error).__name__)


async def _tell(bot: Bot, work: Work, wording: Wording) -> None:
    if work.inline is not None:
        await _offer(bot, work.inline)
        return
    answer = work.answers[-1] if work.answers else None
    if work.callback_id is not None:
        text = wording(answer.key, **dict(answer.values)) if answer else None
        alert = answer.alert if answer else False
        if work.menu is not None:
            await _show(bot, work.menu)
        await bot(AnswerCallbackQuery(callback_query_id=work.callback_id, text=text and text[:200], show_alert=alert))
        return
    if answer is None or work.message is None:
        return
    chat_id, message_id = work.message
    if answer.reaction is not None:
        await react(bot, chat_id, message_id, answer.reaction)
        return
    await bot(
        SendMessage(
            chat_id=chat_id,
            message_thread_id=work.thread,
            text=wording(answer.key, **dict(answer.values)),
            reply_parameters=ReplyParameters(message_id=message_id, allow_sending_without_reply=True),
        )
    )


async def _offer(bot: Bot, offered: InlineAnswer) -> None:
    """Answer what was typed behind the bot's name; never from what was found for somebody else."""
    await bot(
        AnswerInlineQuery(
            inline_query_id=offered.query_id,
            results=offered.results,
            cache_time=offered.cache_seconds,
            is_personal=True,
        )
    )


async def _show(bot: Bot, menu: Menu) -> None:
    """Swap the buttons, best effort: what changes nothing is refused by Telegram, and that is fine."""
    with suppress(TelegramAPIError):
        await bot(EditMessageReplyMarkup(chat_id=menu.chat_id, message_id=menu.message_id, reply_markup=menu.keyboard))


async def react(bot: Bot, chat_id: int, message_id: int, emoji: str) -> None:
    """Show a state on an agent's own message."""
    await bot(SetMessageReaction(chat_id=chat_id, message_id=message_id, reaction=[ReactionTypeEmoji(emoji=emoji)]))
