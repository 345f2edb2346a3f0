"""The customers' topics in the staff groups: found, made at the first word, made anew where they are gone."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.methods import CreateForumTopic, ReopenForumTopic

from bot.storage.engine import Database
from bot.storage.tables.people import Customer
from bot.storage.tables.traffic import Outgoing
from bot.telegram.attempt import Attempt
from bot.telegram.cards import CardRenderer
from bot.telegram.outcomes import Topic

# Topics remembered at a time; a customer who is not among them costs one small question.
REMEMBERED = 10_000
# Telegram's words for a topic that is not there.
_NO_TOPIC = ("message thread not found", "TOPIC_DELETED", "TOPIC_ID_INVALID")


@dataclass(frozen=True, slots=True)
class CustomerTopics:
    """Knows where each customer's topic is; only the sender makes topics, so it may remember them."""

    bot: Bot
    database: Database
    cards: CardRenderer
    threads: dict[int, int] = field(default_factory=dict)

    async def say(self, attempt: Attempt, say: Callable[[int], Awaitable[None]]) -> None:
        """Say something in the customer's topic; one that is gone is made anew, a closed one reopened, once."""
        thread = attempt.topic.thread_id if attempt.topic else await self.find(attempt)
        try:
            await say(thread)
        except TelegramBadRequest as error:
            if "TOPIC_CLOSED" in error.message:
                await self.bot(ReopenForumTopic(chat_id=attempt.row.chat_id, message_thread_id=thread))
                await say(thread)
            elif any(words in error.message for words in _NO_TOPIC):
                await say(await self._new_topic(attempt, await self._customer(attempt.row)))
            else:
                raise

    async def find(self, attempt: Attempt) -> int:
        """Find the customer's topic; remembered, since only this sender makes topics."""
        customer_id = attempt.row.customer_id or 0
        if customer_id not in self.threads:
            customer = await self._customer(attempt.row)
            if customer.topic_id is None:
                return await self._new_topic(attempt, customer)
            self._remember(customer_id, customer.topic_id)
        return self.threads[customer_id]

    def _remember(self, customer_id: int, thread: int) -> None:
        if len(self.threads) >= REMEMBERED:
            self.threads.clear()
        self.threads[customer_id] = thread

    async def _new_topic(self, attempt: Attempt, customer: Customer) -> int:
        title = self.cards.topic_title(customer)
        topic = await self.bot(CreateForumTopic(chat_id=attempt.row.chat_id, name=title))
        attempt.topic = Topic(attempt.row.chat_id, topic.message_thread_id, title)
        self._remember(customer.id or 0, topic.message_thread_id)
        return topic.message_thread_id

    async def _customer(self, row: Outgoing) -> Customer:
        async with self.database.reading() as session:
            return await session.get_one(Customer, row.customer_id)
