"""When the shop is open, and how long a stretch of time is when only open hours count."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

ONE_DAY = timedelta(days=1)
# Longer than any closure of a living shop; a calendar closed for this long is a mistake in shop.yaml.
LONGEST_CLOSURE_DAYS = 400


@dataclass(frozen=True, slots=True)
class BusinessHours:
    """Daily opening hours in the shop's own zone.

    `closes` at or before `opens` means after midnight, so equal times are open
    around the clock. A night's hours belong to the day on which they begin.
    """

    zone: ZoneInfo
    opens: time = time(9)  # desk.md: 9 to 21 shop time
    closes: time = time(21)
    closed_weekdays: frozenset[int] = frozenset()  # Monday is 0
    holidays: frozenset[date] = frozenset()

    def __post_init__(self) -> None:
        wrong = sorted(day for day in self.closed_weekdays if not 0 <= day <= 6)
        if wrong:
            raise ValueError(f"closed weekdays {wrong} do not exist; Monday is 0 and Sunday is 6")
        if len(self.closed_weekdays) == 7:
            raise ValueError("all seven weekdays are closed; leave at least one open")
        if self.opens.tzinfo or self.closes.tzinfo:
            raise ValueError("opening times carry a zone of their own; give plain times, the zone is the shop's")

    @classmethod
    def always(cls, zone: ZoneInfo) -> "BusinessHours":
        """Build hours that never close."""
        return cls(zone=zone, opens=time(0), closes=time(0))

    def is_open(self, at: datetime) -> bool:
        """Say whether somebody is at the desk; the closing minute itself is closed."""
        return any(start <= at < end for start, end in self._windows_around(at))

    def next_open(self, at: datetime) -> datetime:
        """Find the first open moment that is not before `at`."""
        for start, end in self._windows_from(at):
            if at < end:
                return max(start, at.astimezone(UTC))
        raise self._never_opens(at)

    def add(self, start: datetime, business: timedelta) -> datetime:
        """Move on by open time only; the answer is an open moment, or the closing minute it ends on."""
        if business < timedelta(0):
            raise ValueError(f"cannot add {business} of business time; give zero or more")
        left, moment = business, self.next_open(start)
        for opening, closing in self._windows_from(moment):
            moment = max(opening, moment)
            if moment + left <= closing:
                return moment + left
            if moment < closing:
                left -= closing - moment
        raise self._never_opens(moment)

    def between(self, begin: datetime, end: datetime) -> timedelta:
        """Measure the open time from `begin` to `end`; zero when `end` is not later."""
        total = timedelta(0)
        for opening, closing in self._windows_from(begin):
            if end <= opening:
                break
            total += max(timedelta(0), min(closing, end) - max(opening, begin))
        return total

    def _windows_around(self, at: datetime) -> Iterator[tuple[datetime, datetime]]:
        today = at.astimezone(self.zone).date()
        return (self._window(day) for day in (today - ONE_DAY, today) if self._works(day))

    def _windows_from(self, at: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Yield open stretches in order, from last night's on, until a closure is too long to be meant."""
        day = at.astimezone(self.zone).date() - ONE_DAY
        closed = 0
        while closed <= LONGEST_CLOSURE_DAYS:
            if self._works(day):
                closed = 0
                yield self._window(day)
            else:
                closed += 1
            day += ONE_DAY

    def _works(self, day: date) -> bool:
        return day.weekday() not in self.closed_weekdays and day not in self.holidays

    def _window(self, day: date) -> tuple[datetime, datetime]:
        """Convert to UTC before any arithmetic: local differences are wrong on the nights clocks change."""
        last_day = day if self.opens < self.closes else day + ONE_DAY
        opening = datetime.combine(day, self.opens, self.zone)
        closing = datetime.combine(last_day, self.closes, self.zone)
        return opening.astimezone(UTC), closing.astimezone(UTC)

    def _never_opens(self, at: datetime) -> ValueError:
        return ValueError(f"the shop does not open within {LONGEST_CLOSURE_DAYS} days of {at:%Y-%m-%d}; check holidays")
