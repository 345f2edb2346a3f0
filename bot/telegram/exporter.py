"""Answers /export: gathers everything held on a topic's customer and sends it as a file, best effort, without a row.

A row would keep a second copy of all that is held. Asking again costs nothing, as with /shop.
"""

import asyncio
import json
import logging
from dataclasses import dataclass, field
from datetime import datetime

from aiogram import Bot
from aiogram.exceptions import TelegramAPIError, TelegramBadRequest, TelegramForbiddenError
from aiogram.methods import SendDocument
from aiogram.types import BufferedInputFile, Message

from bot.desk.action import Action, Actor, agent_of
from bot.desk.roles import Power, may
from bot.storage.audit import record
from bot.storage.customers import find_by_topic
from bot.storage.effects import Answer, answer
from bot.storage.engine import Database
from bot.storage.export import export_person
from bot.telegram.desk import Desk
from bot.telegram.limits import Budgets
from bot.telegram.methods import Post
from bot.telegram.reading import topic_of
from bot.telegram.work import Work

logger = logging.getLogger(__name__)


@dataclass(slots=True)
class Exporter:
    """One file for each question, in the background: a long history must not hold customers up."""

    bot: Bot
    database: Database
    desk: Desk
    budgets: Budgets
    running: set[asyncio.Task[None]] = field(default_factory=set, init=False)

    async def ask(self, message: Message, actor: Actor, work: Work) -> None:
        """Note who asked, and begin; the file goes to the lead's private chat, else below the question."""
        work.about(message)
        action = self.desk.action(actor)
        customer_id, told = await self._allow(action, topic_of(message))
        work.say(told)
        if customer_id is not None:
            task = asyncio.create_task(self._answer(message, actor, customer_id, action.now))
            self.running.add(task)
            task.add_done_callback(self.running.discard)

    async def _allow(self, action: Action, topic: tuple[int, int]) -> tuple[int | None, Answer]:
        async with self.database.writing() as session:
            customer = await find_by_topic(session, *topic)
            if customer is None:
                return None, answer("no_topic_customer")
            if not await may(session, action, Power.EXPORT):
                return None, answer("export_leads_only")
            agent = await agent_of(session, action)
            record(session, "person_exported", action.now, agent_id=agent.id, customer=customer.id or 0)
            return customer.id, answer("export_gathering", reaction="👀")

    async def _answer(self, message: Message, actor: Actor, customer_id: int, now: datetime) -> None:
        words = self.desk.words
        try:
            told = await self.database.aside(
                lambda session: export_person(session, customer_id, names=words.name, now=now)
            )
            file = json.dumps(told, ensure_ascii=False, indent=2).encode()
            names = [told["person"][0].get("first_name"), told["person"][0].get("last_name")]
            name = " ".join(filter(None, names)) or f"#{customer_id}"
            await self._send(message, actor, file, words("export_caption", name=name))
        except Exception as error:  # whatever it is, somebody waits for a word
            logger.warning(
                "an export failed: %s", type(error).__name__, exc_info=not isinstance(error, TelegramAPIError)
            )
            await self._say_failed(message)

    async def _send(self, message: Message, actor: Actor, file: bytes, caption: str) -> None:
        """Send to the lead alone where they have opened the bot: a topic is read by everybody, and for years."""
        document = BufferedInputFile(file, "export.json")
        try:
            await self.bot(SendDocument(chat_id=actor.telegram_id, document=document, caption=caption))
        except (TelegramForbiddenError, TelegramBadRequest):
            chat_id, thread = message.chat.id, message.message_thread_id
            await self.budgets.turn(chat_id)
            await self.bot(SendDocument(chat_id=chat_id, message_thread_id=thread, document=document, caption=caption))

    async def _say_failed(self, message: Message) -> None:
        thread, text = message.message_thread_id, self.desk.words("export_failed")
        try:
            await self.bot(Post(chat_id=message.chat.id, message_thread_id=thread, text=text))
        except TelegramAPIError as error:
            logger.warning("nor could that be said: %s", type(error).__name__)
