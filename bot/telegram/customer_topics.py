"""The customers' topics in the staff groups: found, made at the first word, made anew where they are gone."""

import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field

from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.methods import CreateForumTopic, DeleteMessage, ReopenForumTopic

from bot.storage.engine import Database
from bot.storage.tables.people import Customer
from bot.storage.tables.traffic import Outgoing
from bot.telegram.attempt import Attempt
from bot.telegram.cards import CardRenderer
from bot.telegram.methods import Landed
from bot.telegram.outcomes import Topic

logger = logging.getLogger(__name__)

# Topics remembered at a time; a customer who is not among them costs one small question.
REMEMBERED = 10_000
# Telegram's words for a topic that is not there.
_NO_TOPIC = ("message thread not found", "TOPIC_DELETED", "TOPIC_ID_INVALID")


class ElsewhereError(Exception):
    """Telegram put a message into another topic than asked; it was taken back."""


@dataclass(frozen=True, slots=True)
class CustomerTopics:
    """Knows where each customer's topic is; only the sender makes topics, so it may remember them."""

    bot: Bot
    database: Database
    cards: CardRenderer
    # By customer and chat: the thread of one chat means another customer in the next.
    threads: dict[tuple[int, int], int] = field(default_factory=dict)

    async def say(self, attempt: Attempt, say: Callable[[int], Awaitable[None]]) -> None:
        """Say something in the customer's topic; one that is gone is made anew, a closed one reopened, once."""
        thread = attempt.topic.thread_id if attempt.topic else await self.find(attempt)
        try:
            try:
                await say(thread)
            except ElsewhereError:
                await say(thread)  # a slip of Telegram's; the second is none, and the topic is given up
        except ElsewhereError:
            await say(await self._new_topic(attempt, await self._customer(attempt.row)))
        except TelegramBadRequest as error:
            # A private chat's topics are never closed for us, and can't be reopened.
            if "TOPIC_CLOSED" in error.message and attempt.row.chat_id < 0:
                await self._reopen(attempt.row.chat_id, thread)
                await say(thread)
            elif any(words in error.message for words in _NO_TOPIC):
                await say(await self._new_topic(attempt, await self._customer(attempt.row)))
            else:
                raise

    async def check(self, chat_id: int, thread: int | None, landed: Landed) -> None:
        """Take a message back that stands in another topic than asked: it would be read as another customer's.

        Raises `ElsewhereError`. In private chats an answer without a topic says nothing.
        """
        there = landed.message_thread_id
        if thread is None or there == thread or (there is None and chat_id > 0):
            return
        logger.warning("a message for topic %s of chat %s landed in %s and was taken back", thread, chat_id, there)
        await self.bot(DeleteMessage(chat_id=chat_id, message_id=landed.message_id))
        raise ElsewhereError

    async def _reopen(self, chat_id: int, thread: int) -> None:
        with suppress(TelegramBadRequest):  # somebody was quicker
            await self.bot(ReopenForumTopic(chat_id=chat_id, message_thread_id=thread))

    async def find(self, attempt: Attempt) -> int:
        """Find the customer's topic; remembered, since only this sender makes topics."""
        place = (attempt.row.customer_id or 0, attempt.row.chat_id)
        if place not in self.threads:
            customer = await self._customer(attempt.row)
            if customer.topic_id is None or customer.staff_chat != attempt.row.chat_id:
                return await self._new_topic(attempt, customer)
            self._remember(place, customer.topic_id)
        return self.threads[place]

    def _remember(self, place: tuple[int, int], thread: int) -> None:
        if len(self.threads) >= REMEMBERED:
            self.threads.clear()
        self.threads[place] = thread

    async def _new_topic(self, attempt: Attempt, customer: Customer) -> int:
        title = self.cards.topic_title(customer)
        topic = await self.bot(CreateForumTopic(chat_id=attempt.row.chat_id, name=title))
        attempt.topic = Topic(attempt.row.chat_id, topic.message_thread_id, title)
        self._remember((customer.id or 0, attempt.row.chat_id), topic.message_thread_id)
        return topic.message_thread_id

    async def _customer(self, row: Outgoing) -> Customer:
        async with self.database.reading() as session:
            return await session.get_one(Customer, row.customer_id)
