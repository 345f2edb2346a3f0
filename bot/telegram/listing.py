"""Lines of a list: each with a way to its topic, its times in the shop's zone, and its place in the queue explained."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.cardfacts import shorten
from bot.storage.engine import Database
from bot.storage.queue import reasons_of
from bot.storage.tables.conversations import FollowUpRow
from bot.storage.tables.people import Customer
from bot.telegram.cardlines import Lines
from classifier.priority import Priority, Reason
from classifier.priority_words import word_priority

# As much of a promise as tells it from the others.
PROMISE = 80


@dataclass(frozen=True, slots=True)
class Known:
    """What lines name by our ids, looked up at once."""

    customers: Mapping[int, Customer]
    reasons: Mapping[int, tuple[datetime | None, tuple[Reason, ...]]]
    texts: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class Listing:
    """Writes the items of a row as HTML, one line each."""

    database: Database
    lines: Lines

    async def __call__(self, items: Sequence[Mapping[str, Any]], now: datetime) -> list[str]:
        async with self.database.reading() as session:
            known = await _look_up(session, items)
        return [self._line(item, known, now) for item in items]

    def _line(self, item: Mapping[str, Any], known: Known, now: datetime) -> str:
        values = {name: escape(str(value), quote=False) for name, value in item.get("values", {}).items()}
        times = {name: self.lines.time(datetime.fromisoformat(at), now) for name, at in item.get("times", {}).items()}
        values |= {"topic": self._topic(item.get("topic_of"), known)} if "topic_of" in item else {}
        values |= {"why": escape(self._why(item["why"], known), quote=False)} if "why" in item else {}
        values |= {"words": escape(self._words(item["words"], known), quote=False)} if "words" in item else {}
        return self.lines.words(item["key"], **values, **times)

    def _topic(self, customer_id: int | None, known: Known) -> str:
        return topic_link(known.customers.get(customer_id or 0), self.lines.words("nobody"))

    def _why(self, conversation_id: int, known: Known) -> str:
        due_at, reasons = known.reasons.get(conversation_id, (None, ()))
        if due_at is None:
            return ""
        place = Priority(0, due_at, reasons, "rest", due_at, due_at)
        return word_priority(place, self.lines.zone, self.lines.words.lang)

    def _words(self, follow_up_id: int, known: Known) -> str:
        return shorten(known.texts.get(follow_up_id) or self.lines.words("reminder_default"), PROMISE)


def topic_link(customer: Customer | None, nobody: str) -> str:
    """Name a customer's topic with a link to it: Telegram's links to private groups leave out the -100."""
    if customer is None:
        return escape(nobody)
    title = escape(customer.topic_title or customer.first_name or "→", quote=False)
    chat = str(customer.staff_chat or "")
    if customer.topic_id is None or not chat.startswith("-100"):
        return title
    return f'<a href="https://t.me/c/{chat.removeprefix("-100")}/{customer.topic_id}">{title}</a>'


async def _look_up(session: AsyncSession, items: Sequence[Mapping[str, Any]]) -> Known:
    def named(name: str) -> list[int]:
        return [item[name] for item in items if name in item]

    customers = await session.scalars(select(Customer).where(col(Customer.id).in_(named("topic_of"))))
    texts = await session.scalars(select(FollowUpRow).where(col(FollowUpRow.id).in_(named("words"))))
    return Known(
        customers={row.id or 0: row for row in customers.all()},
        reasons=await reasons_of(session, named("why")),
        texts={row.id or 0: row.text for row in texts.all()},
    )
