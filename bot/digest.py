"""The morning's digest, in private: to each agent theirs, to leads what nobody holds, to owners what stood far too long."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.clocks import Clocks
from bot.desk.when import at_wall_time
from bot.shop.shopfile import Shop
from bot.storage.alerts import tell_people
from bot.storage.breaches import breaches_since
from bot.storage.digests import Line, Morning, far_over, morning_of
from bot.storage.engine import Database
from bot.storage.privately import with_chats
from bot.storage.tables.people import Agent, Role
from bot.storage.team import heads
from bot.storage.told import tell_once
from bot.wording import Wording

# Sent later than this after opening, it says so.
LATE: Final = timedelta(hours=1)
# After noon the day is known; a shop that opens late has this long.
NOON: Final = time(12)
LONGEST: Final = timedelta(hours=3)
# As many lines of a kind as a phone shows without scrolling.
SHOWN: Final = 5
ORDER: Final = ("overdue", "due", "reminder", "waiting")


@dataclass(frozen=True, slots=True)
class Digest:
    """One round a minute: says it once a day to each, also after the bot was away, but not after noon."""

    database: Database
    clocks: Clocks
    shop: Shop
    zone: ZoneInfo
    words: Wording
    leads: Sequence[int] = ()
    owners: Sequence[int] = ()

    async def __call__(self) -> int:
        """Tell whom there is something to tell; returns how many were told."""
        now = self.clocks.business()
        opened = self._opened(now)
        if opened is None:
            return 0
        today = now.astimezone(self.zone).date()
        midnight = at_wall_time(datetime.combine(today + timedelta(days=1), time(0)), self.zone).at
        async with self.database.reading() as session:
            morning = await morning_of(session, now, midnight)
            breaches = await breaches_since(session, opened - timedelta(days=1))
            twice = await far_over(session, [one.conversation_id for one in breaches if one.twice])
            leading = await heads(session, self.leads)
        owning = {*self.owners, *(one.telegram_id for one in morning.agents if one.role == Role.OWNER)}
        told = 0
        for person in self._people(morning, leading):
            lines = list(self._lines(morning, person, lead=person in leading))
            lines += [self.words("digest_breaches", count=len(breaches))] if breaches and person in leading else []
            lines += [self.words("digest_far_over", count=twice)] if twice and person in owning else []
            late = now - opened >= LATE and not self._came_late(morning, person, opened)
            told += bool(lines) and await self._tell(person, lines, now, "digest_late" if late else "digest")
        return told

    def _opened(self, now: datetime) -> datetime | None:
        """Give when the shop opened today, while it is still morning; None where it is not."""
        hours, today = self.shop.hours, now.astimezone(self.zone).date()
        if today.weekday() in hours.closed_weekdays or today in hours.holidays:
            return None
        opens = hours.opens if hours.opens != hours.closes else time(9)
        opened = at_wall_time(datetime.combine(today, opens), self.zone).at
        noon = at_wall_time(datetime.combine(today, NOON), self.zone).at
        return opened if opened <= now < max(noon, opened + LONGEST) else None

    def _people(self, morning: Morning, leading: Sequence[int]) -> list[int]:
        """List whom to tell: who is on shift, everybody where nobody uses `/on`, and the leads."""
        on = [agent.telegram_id for agent in morning.agents if agent.on_since]
        agents = on or [agent.telegram_id for agent in morning.agents]
        return list(dict.fromkeys([*agents, *leading]))

    def _came_late(self, morning: Morning, person: int, opened: datetime) -> bool:
        agent = _agent(morning, person)
        return agent is not None and agent.on_since is not None and agent.on_since >= opened

    def _lines(self, morning: Morning, person: int, *, lead: bool) -> Iterator[str]:
        agent = _agent(morning, person)
        yield from self._listed(morning.lines.get(agent.id, []) if agent else [])
        unowned = [line for line in morning.lines.get(None, []) if line.what in {"due", "overdue"}]
        if lead and unowned:
            yield self.words("digest_unowned")
            yield from self._listed(unowned)

    def _listed(self, lines: Sequence[Line]) -> Iterator[str]:
        for what in ORDER:
            these = [line for line in lines if line.what == what]
            for line in these[:SHOWN]:
                at = line.at.astimezone(self.zone)
                today = at.date() == self.clocks.business().astimezone(self.zone).date()
                shown = f"{at:%H:%M}" if today else f"{at:%d.%m. %H:%M}"
                text = line.text or self.words("reminder_default")
                yield self.words(f"digest_{what}", time=shown, name=line.name, text=text)
            if len(these) > SHOWN:
                yield self.words("digest_more", count=len(these) - SHOWN)

    async def _tell(self, person: int, lines: Sequence[str], now: datetime, key: str) -> bool:
        day = now.astimezone(self.zone).date().isoformat()
        async with self.database.writing() as session:
            if not await with_chats(session, [person]) or not await tell_once(session, f"digest:{day}:{person}", now):
                return False
            content = {"key": key, "values": {"lines": "\n".join(lines)}}
            await tell_people(session, [person], machine_now=self.clocks.machine(), content=content)
        return True


def _agent(morning: Morning, telegram_id: int) -> Agent | None:
    return next((agent for agent in morning.agents if agent.telegram_id == telegram_id), None)
