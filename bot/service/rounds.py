"""The rounds of the service: one look every few seconds, each part in a short write of its own."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.service.acknowledging import acknowledge
from bot.service.asking import look_at_waits
from bot.service.ladders import look_at_clocks
from bot.service.paging import look_at_pages
from bot.service.serving import Moment, Serving
from bot.storage.again import in_one_write
from bot.storage.breaches import page_counts
from bot.storage.tables.service import CLOCK_RUNS, PAGE_OPEN, WAIT_RUNS, CustomerWait, Page, ServiceClock

# Danger is promised to the minute, the first automatic word to some seconds.
SECONDS: Final = 2
ALARM_SECONDS: Final = 3
# An agent's deed in the same moment is done again; a third in a row waits for the next look.
TRIES: Final = 3
# What the figures of danger are about, and how often they are counted.
DAY: Final = timedelta(days=1)
COUNT_EVERY: Final = timedelta(minutes=1)

Part = Callable[[AsyncSession, Serving, Moment], Awaitable[int]]
# Danger first, and the automatic word before the ladder that may take its reason away.
PARTS: Final[Mapping[str, Part]] = {
    "pages": look_at_pages,
    "words": acknowledge,
    "clocks": look_at_clocks,
    "waits": look_at_waits,
}


@dataclass(slots=True)
class Service:
    """Looks at everything that is owed in time; where nothing is due nobody's write is held up."""

    serving: Serving
    _counted_at: datetime | None = None

    async def __call__(self) -> int:
        """Do what is due now; returns how much was said."""
        moment, said = self.serving.moment(), 0
        async with self.serving.database.reading() as session:
            due = await _due(session, moment.now)
            await self._count(session, moment)
        for name, part in PARTS.items():
            if name in due:
                deed = partial(_do, part=part, serving=self.serving, moment=moment)
                said += await in_one_write(self.serving.database, deed, tries=TRIES)
        return said

    async def _count(self, session: AsyncSession, moment: Moment) -> None:
        if self._counted_at is not None and moment.machine - self._counted_at < COUNT_EVERY:
            return
        self._counted_at = moment.machine
        for outcome, count in (await page_counts(session, moment.now - DAY)).items():
            self.serving.metrics.pages.labels(outcome).set(count)


async def _do(session: AsyncSession, *, part: Part, serving: Serving, moment: Moment) -> int:
    return await part(session, serving, moment)


async def _due(session: AsyncSession, now: datetime) -> set[str]:
    """Ask in one question which parts have anything to do."""
    clocks: dict[str, ColumnElement[bool]] = {
        "pages": exists(select(col(Page.id)).where(PAGE_OPEN)),
        "words": exists(select(col(ServiceClock.id)).where(CLOCK_RUNS, col(ServiceClock.say_at) <= now)),
        "clocks": exists(select(col(ServiceClock.id)).where(CLOCK_RUNS, col(ServiceClock.check_at) <= now)),
        "waits": exists(select(col(CustomerWait.id)).where(WAIT_RUNS, col(CustomerWait.next_at) <= now)),
    }
    row = (await session.execute(select(*clocks.values()))).one()
    return {name for name, found in zip(clocks, row, strict=True) if found}
