"""Reads a time as agents write it: `15m`, `2h`, `18:30`, `tomorrow 9:00`, `завтра 9:00`, `24.11. 10:00`."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

_UNITS = {"m": "minutes", "м": "minutes", "h": "hours", "ч": "hours", "d": "days", "д": "days"}
# "15m", and the words that people write out: minutes, hrs, days, минут, часа, дней.
_DELAY = re.compile(
    r"(\d{1,4})\s*([mhdмчд])(?:in(?:ute)?s?|(?:ou)?rs?|ays?|ин(?:ут\w?)?|ас\w{0,2}|н\w{1,2}|ень)?\b", re.IGNORECASE
)
_CLOCK = re.compile(
    r"(?:(?P<day>tomorrow|завтра|\d{1,2}\.\d{1,2}\.?)\s+)?(?P<hour>\d{1,2}):(?P<minute>\d{2})\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment, and the wall time where a person named one: that stays when clocks change."""

    at: datetime
    wall_time: str | None = None


def after(delay: timedelta, now: datetime) -> Moment:
    """Count from now."""
    return Moment(now + delay)


def at_wall_time(local: datetime, zone: ZoneInfo) -> Moment:
    """Take a local time without a zone; a time that the clocks skip moves on to the next that exists."""
    aware = local.replace(tzinfo=zone).astimezone(UTC).astimezone(zone)
    return Moment(aware.astimezone(UTC), local.isoformat(timespec="minutes"))


def tomorrow_morning(now: datetime, zone: ZoneInfo, opens: time = time(9)) -> Moment:
    """Pick nine o'clock tomorrow, shop time."""
    day = now.astimezone(zone).date() + timedelta(days=1)
    return at_wall_time(datetime.combine(day, opens), zone)


def read_when(text: str, now: datetime, zone: ZoneInfo) -> tuple[Moment, str]:
    """Read the time that a text begins with; returns it and the rest. Raises ValueError with what would be right.

    >>> read_when("2h call Anna", datetime(2026, 11, 22, 9, tzinfo=UTC), ZoneInfo("UTC"))[1]
    'call Anna'
    """
    words = text.strip()
    if found := _DELAY.match(words):
        delay = timedelta(**{_UNITS[found[2].lower()]: int(found[1])})
        return after(delay, now), words[found.end() :].strip()
    if found := _CLOCK.match(words):
        return at_wall_time(_local(found, now.astimezone(zone)), zone), words[found.end() :].strip()
    shown = words[:40] or "nothing"
    raise ValueError(f"{shown!r} does not begin with a time; write 15m, 2h, 18:30, tomorrow 9:00 or 24.11. 10:00")


def _local(found: re.Match[str], now: datetime) -> datetime:
    hour, minute, day = int(found["hour"]), int(found["minute"]), (found["day"] or "").lower()
    if hour > 23 or minute > 59:
        raise ValueError(f"{found[0]!r} is no time of day; write one like 18:30")
    at = datetime.combine(now.date(), time(hour, minute))
    if day in {"tomorrow", "завтра"}:
        return at + timedelta(days=1)
    if day:
        return _on_date(at, day, now)
    return at if at > now.replace(tzinfo=None) else at + timedelta(days=1)


def _on_date(at: datetime, day: str, now: datetime) -> datetime:
    number, month = (int(part) for part in day.strip(".").split("."))
    try:
        dated = at.replace(day=1, month=month).replace(day=number)
        return dated if dated.date() >= now.date() else dated.replace(year=dated.year + 1)
    except ValueError as error:
        raise ValueError(f"{day!r} is no date; write day and month like 24.11.") from error
