"""Answers /shop: counts aside, then sends the words and the charts, best effort and without a row.

It answers the one who waits for it, like `answering.py`: after a restart nobody does, and asking again costs
nothing. As rows the pictures would have to be kept in the database, with an album's own truth about delivery.
"""

import asyncio
import logging
from dataclasses import dataclass, field
from datetime import datetime

from aiogram import Bot
from aiogram.exceptions import TelegramAPIError
from aiogram.methods import SendMediaGroup, SendPhoto
from aiogram.types import BufferedInputFile, InputMediaPhoto, Message, ReplyParameters

from bot.desk.action import Actor
from bot.desk.shopview import Glance, ShopView, may_see
from bot.storage.effects import answer
from bot.storage.engine import Database
from bot.telegram.desk import Desk
from bot.telegram.limits import Budgets
from bot.telegram.methods import Post
from bot.telegram.work import Work

logger = logging.getLogger(__name__)


@dataclass(slots=True)
class ShopTeller:
    """One count at a time: a second one would only take the machine from those who answer customers."""

    bot: Bot
    database: Database
    desk: Desk
    view: ShopView
    budgets: Budgets
    running: asyncio.Task[None] | None = field(default=None, init=False)

    async def ask(self, message: Message, actor: Actor, work: Work) -> None:
        """Begin a count for who may see it; the answer follows below the question."""
        work.message, work.thread = (message.chat.id, message.message_id), message.message_thread_id
        if not await may_see(self.database, actor.telegram_id, tuple(self.desk.leads)):
            work.say(answer("shop_leads_only"))
        elif self.running is not None and not self.running.done():
            work.say(answer("shop_busy"))
        else:
            work.say(answer("shop_counting", reaction="👀"))
            self.running = asyncio.create_task(self._answer(message, self.desk.clocks.business()))

    async def _answer(self, message: Message, now: datetime) -> None:
        try:
            glance = await self.view(now)
        except Exception:  # whatever it is, somebody waits for a word
            logger.exception("the shop could not be counted")
            glance = Glance(self.desk.words("shop_failed"), ())
        try:
            await self._send(message, glance)
        except TelegramAPIError as error:
            logger.warning("the answer to /shop was not sent: %s", type(error).__name__)

    async def _send(self, message: Message, glance: Glance) -> None:
        chat_id, thread = message.chat.id, message.message_thread_id
        reply = ReplyParameters(message_id=message.message_id, allow_sending_without_reply=True)
        await self._take_turns(chat_id, 1 + len(glance.charts))
        await self.bot(Post(chat_id=chat_id, message_thread_id=thread, text=glance.text, reply_parameters=reply))
        photos = [BufferedInputFile(chart.png or b"", f"{chart.name}.png") for chart in glance.charts]
        if len(photos) == 1:  # an album has two at least
            await self.bot(SendPhoto(chat_id=chat_id, message_thread_id=thread, photo=photos[0]))
        elif photos:
            album = [InputMediaPhoto(media=photo) for photo in photos]
            await self.bot(SendMediaGroup(chat_id=chat_id, message_thread_id=thread, media=[*album]))

    async def _take_turns(self, chat_id: int, count: int) -> None:
        """Take what Telegram will count from the group's budget, so that replies to customers are not refused for it."""
        await asyncio.sleep(self.budgets.wait(chat_id))
        for _ in range(count):
            self.budgets.spend(chat_id)
