"""Who is meant by a name, an order or an address, and all that a desk knows of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.measures import Measures
from bot.profiles import Past, Profiler
from bot.searchwords import asked_words
from bot.storage.customers import find_by_topic
from bot.storage.found import find_customers
from bot.storage.people import find_people, histories
from bot.storage.persontalks import Range
from bot.storage.personview import PersonView, load_person
from bot.storage.tables.people import Customer, ShopOrder
from bot.storage.tables.shop import Link
from classifier.history.profile import Profile
from classifier.history.rules import HistoryRules

# As many as one keyboard shows without scrolling.
MOST: Final = 8
PER_PAGE: Final = 5


class Section(StrEnum):
    """The parts of a page that a button opens."""

    PAGE = "page"
    ORDERS = "orders"
    TALKS = "talks"


@dataclass(frozen=True, slots=True)
class Shown:
    """Which part of whose page, from where on."""

    customer_id: int
    section: Section = Section.PAGE
    page: int = 0


@dataclass(frozen=True, slots=True)
class Meant:
    """Somebody who may be meant."""

    id: int
    customer: Customer


@dataclass(frozen=True, slots=True)
class People:
    """Finds people and gathers what is known of them, by the shop's figures of now."""

    measures: Measures
    rules: HistoryRules
    zone: ZoneInfo

    async def meant(self, session: AsyncSession, asked: str, topic: tuple[int, int]) -> list[Meant]:
        """List who is meant: the topic's customer where nobody is named."""
        if not asked.strip():
            customer = await find_by_topic(session, *topic)
            return [Meant(customer.id or 0, customer)] if customer else []
        ids = await _named(session, asked.strip())
        main = list(dict.fromkeys([await _main(session, id_) for id_ in ids]))[:MOST]
        rows = {
            row.id: row for row in (await session.scalars(select(Customer).where(col(Customer.id).in_(main)))).all()
        }
        return [Meant(id_, rows[id_]) for id_ in main if id_ in rows]

    async def load(self, session: AsyncSession, shown: Shown, now: datetime) -> PersonView | None:
        """Gather a page; None where the person is gone meanwhile."""
        person = await load_person(session, shown.customer_id, Range(shown.page * PER_PAGE, PER_PAGE), now)
        if person is None or person.customer.no_profile or shown.section is not Section.PAGE:
            return person
        return person.with_profile(await self._profile(session, shown.customer_id, now))

    async def _profile(self, session: AsyncSession, customer_id: int, now: datetime) -> Profile | None:
        (history,) = await histories(session, [customer_id], now)
        if not history.orders and not history.engagement:
            return None
        past = Past(history.orders, history.engagement, history.service)
        kept = Profiler(self.measures.statistics, self.rules, self.zone).keep(customer_id, past, now)
        return kept.profile if kept else None


async def _named(session: AsyncSession, asked: str) -> Sequence[int]:
    """Look for an order of this number first, then for an address, then for a name; our own numbers are nobody's."""
    number = asked.lstrip("#№ ")
    owner = await session.scalar(
        select(col(ShopOrder.customer_id)).where(or_(*(col(ShopOrder.number) == one for one in (number, asked))))
    )
    if owner is not None:
        return [owner]
    if not number.isdecimal() and not asked.startswith("id:") and (people := await find_people(session, asked)):
        return people
    return await find_customers(session, asked_words(asked.removeprefix("@")), MOST)


async def _main(session: AsyncSession, customer_id: int) -> int:
    """Find whom a customer of the shop was joined with."""
    joined = await session.scalar(
        select(col(Link.customer_id)).where(col(Link.from_customer_id) == customer_id, col(Link.undone_at).is_(None))
    )
    return joined or customer_id
