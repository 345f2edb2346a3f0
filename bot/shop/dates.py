"""Reads dates and times as exports write them, and decides between the two orders of day and month."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from typing import Final

from bot.shop.parsed import ImportFormatError

# Day and month in either order, a year of four or two digits, perhaps a time, AM or PM, an offset.
NUMBERED: Final = re.compile(
    r"(?P<first>\d{1,2})(?P<mark>[./-])(?P<second>\d{1,2})(?P=mark)(?P<year>\d{4}|\d{2})"
    r"(?:,?[ T]+(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<seconds>\d{2})(?:[.,]\d+)?)?)?"
    r"\s*(?P<half>[AaPp]\.?[Mm]\.?)?\s*(?P<offset>[+-]\d{2}:?\d{2}|Z|UTC|GMT)?"
)
# The same with the year in front, or with a blank before the offset, as Shopify writes it.
YEAR_FIRST: Final = re.compile(
    r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})"
    r"(?:[ T]+(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<seconds>\d{2})(?:[.,]\d+)?)?)?"
    r"\s*(?P<half>[AaPp]\.?[Mm]\.?)?\s*(?P<offset>[+-]\d{2}:?\d{2}|Z|UTC|GMT)?"
)
UNIX: Final = {10: 1, 13: 1000}  # digits of a moment in seconds and in milliseconds, from 2001 to 2286
# Times of shops lie between; what is further off is what programs write for "no date".
FIRST_YEAR: Final = 1970
LAST_YEAR: Final = 8999
NO_DATE: Final = ("0000-00-00", "0001-01-01", "9999-12-31")
CACHED: Final = 1 << 15  # one export has few days more than this, and each is read in a microsecond

DAY_FIRST: Final = "day, month, year like 31/12/2025"
MONTH_FIRST: Final = "month, day, year like 12/31/2025"
ISO: Final = "year, month, day like 2025-12-31"
SECONDS: Final = "seconds since 1970"


def within_reason(moment: datetime) -> datetime:
    """Hand a moment back; raises `ValueError` for one at which no shop sold anything."""
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise ValueError(f"the year {moment.year} is no year of a shop")
    return moment


class Dates:
    """Reads the dates of one file. `forms` and `without_offset` tell afterwards what was met."""

    def __init__(self, zone: tzinfo, *, day_first: bool | None = None) -> None:
        self.zone = zone
        self.day_first = day_first
        self.forms: set[str] = set()
        self.without_offset = False
        self.read = lru_cache(CACHED)(self._read)

    def _read(self, cell: str) -> datetime:
        """Read a moment; without an offset it is the shop's own time. Raises `ValueError` naming the cell."""
        try:
            moment = self._parse(cell)
        except (ValueError, OverflowError):
            raise ValueError(f"{cell!r} is not a date; write it like 2026-03-01 or 2026-03-01T14:05:00+01:00") from None
        if moment.tzinfo is None:
            self.without_offset = True
            moment = moment.replace(tzinfo=self.zone)
        try:
            return within_reason(moment.astimezone(UTC))
        except (OverflowError, ValueError):
            raise ValueError(f"{cell!r} is outside the calendar; write the real date") from None

    def _parse(self, cell: str) -> datetime:
        if cell.isdecimal():
            if len(cell) in UNIX:
                self.forms.add(SECONDS)
                return datetime.fromtimestamp(int(cell) / UNIX[len(cell)], UTC)
            if len(cell) != len("20260301"):
                raise ValueError(cell)
        try:
            moment = datetime.fromisoformat(cell)
        except ValueError:
            return self._numbered(cell)
        self.forms.add(ISO)
        return moment

    def _numbered(self, cell: str) -> datetime:
        if found := YEAR_FIRST.fullmatch(cell):
            self.forms.add(ISO)
            return _moment(found, int(found["month"]), int(found["day"]))
        if not (found := NUMBERED.fullmatch(cell)):
            raise ValueError(cell)
        first, second = int(found["first"]), int(found["second"])
        day_first = found["mark"] == "." or self.day_first
        self.forms.add(DAY_FIRST if day_first else MONTH_FIRST)
        return _moment(found, second, first) if day_first else _moment(found, first, second)


class DayAndMonth:
    """Learns from the dates of a file which of two numbers is the day: the one that exceeds 12."""

    def __init__(self) -> None:
        self.day_first: str | None = None  # a date that says so
        self.month_first: str | None = None
        self.either: str | None = None  # a date that could be read both ways

    def look(self, cells: Iterable[str]) -> None:
        """Take note of what these dates say; those with the year in front or with points say nothing."""
        for cell in cells:
            if cell[1:2] in "/-" or cell[2:3] in "/-":
                self._look(cell)

    def decide(self) -> bool | None:
        """Say whether the day stands first; `None` where no date asks. Raises `ImportFormatError` where it is open."""
        if self.day_first and self.month_first:
            raise ImportFormatError(
                f"the dates contradict each other: {self.day_first!r} has the day first, {self.month_first!r} the "
                "month; export them in one form, best like 2026-03-01"
            )
        if self.either and not (self.day_first or self.month_first):
            raise ImportFormatError(
                f"dates like {self.either!r} may have the day or the month first, and no date in the file tells; "
                "say it with --dates day-first or --dates month-first, or export them like 2026-03-01"
            )
        return None if not (self.day_first or self.month_first) else bool(self.day_first)

    def _look(self, cell: str) -> None:
        found = NUMBERED.fullmatch(cell)
        if not found:
            return
        first, second = int(found["first"]), int(found["second"])
        if first > 12 >= second:
            self.day_first = self.day_first or cell
        elif second > 12 >= first:
            self.month_first = self.month_first or cell
        elif first != second and max(first, second) <= 12:
            self.either = self.either or cell


def _moment(found: re.Match[str], month: int, day: int) -> datetime:
    """Put the numbers of a date together; two digits of a year are of this century."""
    year = int(found["year"])
    hour, half = int(found["hour"] or 0), (found["half"] or "")[:1].lower()
    if half and not 1 <= hour <= 12:
        raise ValueError(found[0])
    hour = hour % 12 + 12 * (half == "p") if half else hour
    minute, second = int(found["minute"] or 0), int(found["seconds"] or 0)
    year = year + 2000 if year < 100 else year
    return datetime(year, month, day, hour, minute, second, tzinfo=_offset(found["offset"]))


def _offset(text: str | None) -> tzinfo | None:
    if not text:
        return None
    if text[0] not in "+-":
        return UTC
    minutes = int(text[1:3]) * 60 + int(text[-2:])
    return timezone(timedelta(minutes=-minutes if text[0] == "-" else minutes))
