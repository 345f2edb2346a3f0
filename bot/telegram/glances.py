"""Answers a question whose answer is counted for a while: words and charts below it, best effort and without a row.

It answers the one who waits for it, like `answering.py`: after a restart nobody does, and asking again costs
nothing. As rows the pictures would have to be kept in the database, with an album's own truth about delivery.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from aiogram import Bot
from aiogram.exceptions import TelegramAPIError
from aiogram.methods import SendMediaGroup, SendPhoto
from aiogram.types import BufferedInputFile, InputMediaPhoto, Message, ReplyParameters

from bot.desk.shopview import Glance
from bot.telegram.limits import Budgets
from bot.telegram.methods import Post

logger = logging.getLogger(__name__)


@dataclass(slots=True)
class Glances:
    """One count at a time: a second one would only take the machine from those who answer customers."""

    bot: Bot
    budgets: Budgets
    running: asyncio.Task[None] | None = field(default=None, init=False)

    @property
    def busy(self) -> bool:
        return self.running is not None and not self.running.done()

    def begin(self, message: Message, look: Callable[[], Awaitable[Glance]], failed: str) -> None:
        """Begin to count; `failed` is said where that fails."""
        self.running = asyncio.create_task(self._answer(message, look, failed))

    async def _answer(self, message: Message, look: Callable[[], Awaitable[Glance]], failed: str) -> None:
        try:
            glance = await look()
        except Exception:  # whatever it is, somebody waits for a word
            logger.exception("what was asked for could not be counted")
            glance = Glance(failed, ())
        try:
            await self._send(message, glance)
        except TelegramAPIError as error:
            logger.warning("what was counted was not sent: %s", type(error).__name__)

    async def _send(self, message: Message, glance: Glance) -> None:
        chat_id, thread = message.chat.id, message.message_thread_id
        reply = ReplyParameters(message_id=message.message_id, allow_sending_without_reply=True)
        # Telegram counts each picture, and replies to customers are not to be refused for them.
        await self.budgets.turn(chat_id, 1 + len(glance.charts))
        await self.bot(Post(chat_id=chat_id, message_thread_id=thread, text=glance.text, reply_parameters=reply))
        photos = [BufferedInputFile(chart.png or b"", f"{chart.name}.png") for chart in glance.charts]
        if len(photos) == 1:  # an album has two at least
            await self.bot(SendPhoto(chat_id=chat_id, message_thread_id=thread, photo=photos[0]))
        elif photos:
            album = [InputMediaPhoto(media=photo) for photo in photos]
            await self.bot(SendMediaGroup(chat_id=chat_id, message_thread_id=thread, media=[*album]))
