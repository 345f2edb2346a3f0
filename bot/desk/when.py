"""Reads a time as people write it: `15m`, `tomorrow at 9`, `next Monday 14:30`, `через два часа`, `25 ноября в 10`."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.desk.timewords import DAY, TIME_WORDS, Fields, TimeWord

_GAP: Final = " \t\r\n,"
_EDGES: Final = " \t\r\n,.;:!–—-"
_COUNTED: Final = re.compile(
    r"(?:in|within|через|в течение|полчаса|en|dentro de|d['’]aquí a|oer|binnen)\b|半", re.IGNORECASE
)
HINT: Final = "write 15m, 2h, 18:30, tomorrow 9:00 or 24.11. 10:00"


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment, and the wall time where a person named one: that stays when clocks change."""

    at: datetime
    wall_time: str | None = None


@dataclass(frozen=True, slots=True)
class DayParts:
    """What the words for parts of a day mean in a shop: a morning begins when it opens."""

    opens: time = time(9)
    closes: time = time(21)

    def at(self, part: str | None) -> time:
        """Give the hour of a part; a day without one is meant from its beginning."""
        fixed = {"noon": time(12), "lunch": time(13), "afternoon": time(15), "evening": time(19)}
        closing = {"closing": self.closes, "by_closing": self.closes}
        return {**fixed, **closing}.get(part or "", self.opens)


USUAL_DAY: Final = DayParts()


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words side by side that name one time; `counted` says that "in" or "within" stands before them."""

    start: int
    end: int
    fields: Fields
    counted: bool
    twice: bool = False  # names two days, or two hours


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


def read_when(text: str, now: datetime, zone: ZoneInfo, parts: DayParts = USUAL_DAY) -> tuple[Moment, str]:
    """Read the time with which a text begins or ends; returns it and the rest. Raises ValueError with what would be right.

    >>> read_when("2h call Anna", datetime(2026, 11, 22, 9, tzinfo=UTC), ZoneInfo("UTC"))[1]
    'call Anna'
    """
    words = text.strip()
    phrases = list(phrases_in(words))
    first = next((one for one in phrases if one.start == 0), None)
    chosen = first or next((one for one in phrases if _ends(one, words)), None)
    if chosen is None:
        shown = words[:40] or "nothing"
        raise ValueError(f"{shown!r} does not begin with a time; {HINT}")
    rest = f"{words[: chosen.start]} {words[chosen.end :]}"
    _refuse_two(words, phrases, chosen)
    _refuse_bare_hour(words, chosen)
    return moment_of(chosen, now, zone, parts, told=words), rest.strip(_EDGES)


def phrases_in(text: str, vocabulary: Sequence[TimeWord] = TIME_WORDS) -> Iterator[Phrase]:
    """Find every time that a text names; raises ValueError where digits stand like a time and are none."""
    at = 0
    while at < len(text):
        inside = at > 0 and all(sign.isalnum() and sign < "\u3000" for sign in text[at - 1 : at + 1])
        found = None if inside else _phrase_at(text, at, vocabulary)
        if found is not None:
            yield found
        at = found.end if found else at + 1


def moment_of(phrase: Phrase, now: datetime, zone: ZoneInfo, parts: DayParts = USUAL_DAY, *, told: str = "") -> Moment:
    """Work out which moment a phrase names; raises ValueError where it could be two."""
    fields, quoted = phrase.fields, told[phrase.start : phrase.end]
    if phrase.twice:
        raise ValueError(f"{quoted!r} names two times; write one, like tomorrow 9:00")
    delay = fields.get("delay")
    today = now.astimezone(zone).date()
    if isinstance(delay, timedelta):
        if not fields.keys() & {"day", "part", "time"}:
            return after(delay, now)
        if "day" in fields or delay % DAY:
            raise ValueError(f"{quoted!r} names two times; write one, like tomorrow 9:00")
        fields = {**fields, "day": lambda today: today + delay}
    hour = _hour(fields, parts, quoted)
    day_of = fields.get("day")
    if callable(day_of):
        day: date = day_of(today)
        return at_wall_time(datetime.combine(day, hour), zone)
    moment = at_wall_time(datetime.combine(today, hour), zone)
    over = moment.at <= now and fields.get("part") != "closing"
    return at_wall_time(datetime.combine(today + timedelta(days=1), hour), zone) if over else moment


def _hour(fields: Mapping[str, object], parts: DayParts, quoted: str) -> time:
    part, told = fields.get("part"), fields.get("time")
    if not isinstance(told, tuple):
        return parts.at(part if isinstance(part, str) else None)
    hour, minute, sure = told
    if part in {"afternoon", "evening"} and hour < 12:
        return time(hour + 12, minute)
    if not sure and part != "morning" and 1 <= hour < 7:
        raise ValueError(f"{quoted!r} could be {hour}:00 or {hour + 12}:00; write which")
    return time(hour, minute)


def _phrase_at(text: str, at: int, vocabulary: Sequence[TimeWord]) -> Phrase | None:
    fields: dict[str, object] = {}
    start, end, twice = at, at, False
    while found := _longest(text, at, vocabulary):
        match, word = found
        said = _beside(word.says(match), fields)
        if word.leans and not fields:
            return None
        if said:
            twice = twice or bool((said.keys() & fields.keys()) - {"part"}) or _other_part(said, fields)
            fields, end = {**fields, **said}, match.end()
        at = len(text) - len(text[match.end() :].lstrip(_GAP))
    counted = _COUNTED.match(text, start) is not None
    return Phrase(start, end, fields, counted, twice) if fields else None


def _beside(said: Fields, fields: Mapping[str, object]) -> Fields:
    """Leave "by closing", which "today" means by itself, out beside a part of the day that was named."""
    if said.get("part") == "by_closing" and "part" in fields:
        return {name: value for name, value in said.items() if name != "part"}
    return said


def _other_part(said: Fields, fields: Mapping[str, object]) -> bool:
    return "part" in said and fields.get("part", said["part"]) not in {said["part"], "by_closing"}


def _longest(text: str, at: int, vocabulary: Sequence[TimeWord]) -> tuple[re.Match[str], TimeWord] | None:
    found = [(match, word) for word in vocabulary if (match := word.pattern.match(text, at))]
    return max(found, key=lambda one: (one[0].end(), not one[1].leads), default=None)


def _ends(phrase: Phrase, text: str) -> bool:
    """Tell whether a text ends with this time; "15 minutes" at its end may be anything."""
    bare = "delay" in phrase.fields and not phrase.counted and not phrase.fields.keys() & {"day", "time"}
    return not text[phrase.end :].strip(_EDGES) and not bare


def _refuse_two(text: str, phrases: Sequence[Phrase], chosen: Phrase) -> None:
    for other in phrases:
        between = text[chosen.end : other.start] if chosen.end <= other.start else text[other.end : chosen.start]
        if other is not chosen and between.strip(_EDGES).lower() in {"or", "или", "and", "и"}:
            raise ValueError(f"{text[:60]!r} names two times; {HINT}")


def _refuse_bare_hour(text: str, phrase: Phrase) -> None:
    """A number behind a day may be its hour or the beginning of what is to be done."""
    found = re.match(r"\s+(\d{1,2})(?=\s|$)", text[phrase.end :])
    if found and "time" not in phrase.fields and "day" in phrase.fields:
        day = text[phrase.start : phrase.end]
        example = f"write {day} {found[1]}:00, or {day}: and then what for"
        raise ValueError(f"{found[1]!r} after {day!r} could be an hour; {example}")
