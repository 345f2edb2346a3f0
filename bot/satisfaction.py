"""Asks, once and some time after a resolution, how our help was: never at night, never after danger."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clocks import Clocks
from bot.settings import Settings
from bot.shop.shopfile import Shop
from bot.storage.engine import Database
from bot.storage.outgoing import Draft, Urgency, add_one, private_line
from bot.storage.ratings import Asking, add_rating, may_be_asked
from bot.storage.tables.incidents import Rating
from bot.storage.tables.traffic import OutgoingKind
from classifier.taxonomy import LANGUAGES
from playbooks.satisfaction import say_satisfaction

FALLBACK: Final = "en"


@dataclass(frozen=True, slots=True)
class Asker:
    """Called again and again; does nothing where the shop has not switched it on."""

    database: Database
    clocks: Clocks
    settings: Settings
    shop: Shop

    async def __call__(self) -> int:
        """Ask whom it is time to ask; returns how many."""
        now, wish = self.clocks.business(), self.shop.satisfaction
        if wish.ask != "on" or not self.shop.customer_hours(self.settings.zone).is_open(now):
            return 0
        async with self.database.reading() as session:
            found = await may_be_asked(session, now, wish.after)
        if not found:
            return 0
        async with self.database.writing() as session:
            # Read again: who wrote in between has something else in mind.
            found = await may_be_asked(session, now, wish.after)
            return sum([await self._ask(session, one, now) for one in found])

    async def _ask(self, session: AsyncSession, one: Asking, now: datetime) -> bool:
        lang = one.conversation.lang or one.customer.last_language or FALLBACK
        lang = lang if lang in LANGUAGES else FALLBACK
        asked = Rating(
            conversation_id=one.conversation.id or 0,
            customer_id=one.customer.id or 0,
            agent_id=one.conversation.assignee_id,
            lang=lang,
            asked_at=now,
        )
        rating = await add_rating(session, asked)
        if rating is None:
            return False
        texts = {key: say_satisfaction(key, lang, formal=self.shop.formal) for key in ("ask", "why", "thanks")}
        machine_now = self.clocks.machine()
        draft = Draft(
            OutgoingKind.NOTE,
            private_line(one.chat_id),
            one.chat_id,
            Urgency.REMINDER,
            machine_now,
            {"rating": {"id": rating.id, "texts": texts}, "to": "customer"},
            customer_id=one.customer.id,
            conversation_id=one.conversation.id,
        )
        rating.outgoing_id = await add_one(session, draft, machine_now)
        return True
