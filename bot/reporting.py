"""Makes reports: on demand, and by itself when the shop's week begins."""

import asyncio
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.clocks import Clocks
from bot.desk.reportview import ReportView
from bot.report import Happened, Report, make_report
from bot.shop.shopfile import Shop
from bot.storage.alerts import tell_people
from bot.storage.columns import table_of
from bot.storage.engine import Database
from bot.storage.reporting import what_happened
from bot.storage.tables.followups import ToldOnce
from bot.storage.team import heads
from bot.storage.upserts import insert_on
from bot.wording import Wording

# When a report is due is known to the minute, and nobody waits for it with a watch.
EVERY_SECONDS: Final = 30
# A desk that stood still over the day on which it was due is told the week after.
LATEST: Final = timedelta(hours=24)
SPANS: Final = {"day": 1, "week": 7, "month": 30, "день": 1, "неделя": 7, "неделю": 7, "месяц": 30}
_TOLD = table_of(ToldOnce)


@dataclass(frozen=True, slots=True)
class Reports:
    """Counts a stretch of time and the one before it."""

    database: Database
    shop: Shop
    zone: ZoneInfo

    async def __call__(self, until: datetime, days: int) -> tuple[Report, Report]:
        """Give the figures of so many days up to a moment, and of as many before."""
        span, hours = timedelta(days=days), self.shop.business_hours(self.zone)
        moments = [until.astimezone(self.zone) - number * span for number in range(3)]
        found = [await self._look(moments[1], moments[0]), await self._look(moments[2], moments[1])]
        now, before = await asyncio.to_thread(
            lambda: (
                make_report(found[0], moments[1], moments[0], hours),
                make_report(found[1], moments[2], moments[1], hours),
            )
        )
        return now, before

    async def _look(self, since: datetime, until: datetime) -> Happened:
        return await self.database.aside(lambda session: what_happened(session, since, until))


@dataclass(frozen=True, slots=True)
class WeeklyReport:
    """One round: tells leads and owners of last week, once, whichever process comes first."""

    reports: Reports
    clocks: Clocks
    heads: tuple[int, ...]
    words: Wording

    async def __call__(self) -> bool:
        """Tell where it is due; True where something was queued."""
        now = self.clocks.business()
        due = self.due_before(now)
        if due is None or now - due >= LATEST or await self._told(due):
            return False
        until = datetime.combine(due.date(), time.min, self.reports.zone)
        week, before = await self.reports(until, SPANS["week"])
        text = "\n".join([*ReportView(self.words, self.reports.shop.name)(week, before), self.words("report_more_at")])
        async with self.reports.database.writing() as session:
            connection = await session.connection()
            mark = insert_on(connection)(_TOLD).values(key=_key(due), at=now).on_conflict_do_nothing()
            if (await connection.execute(mark.returning(_TOLD.c.key))).first() is None:
                return False
            people = await heads(session, self.heads)
            await tell_people(session, people, machine_now=self.clocks.machine(), content={"text": text})
            return bool(people)

    def due_before(self, now: datetime) -> datetime | None:
        """Find when it was last due; None where the shop wants none."""
        wanted = self.reports.shop.report
        if wanted.day is None:
            return None
        today = now.astimezone(self.reports.zone).date()
        day = today - timedelta(days=(today.weekday() - wanted.day) % 7)
        due = datetime.combine(day, wanted.at, self.reports.zone)
        return due if due <= now else due - timedelta(days=7)

    async def _told(self, due: datetime) -> bool:
        async with self.reports.database.reading() as session:
            return await session.get(ToldOnce, _key(due)) is not None


def _key(due: datetime) -> str:
    return f"report:{due:%Y-%m-%d}"
