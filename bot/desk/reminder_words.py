"""Reads what `/remind` asks for: a time, an event of an order, the customer's silence, or again and again."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.desk.timewords import WEEKDAYS
from bot.desk.when import USUAL_DAY, DayParts, Moment, at_wall_time, phrases_in, read_when

_EDGES: Final = " \t\n,.;:–—-"
_DAY_AFTER: Final = re.compile(
    r"(?:on )?(?:the |a |one )?(?:next )?day after (?:the )?delivery|(?:на )?следующий день после доставки"
    r"|через день после доставки",
    re.IGNORECASE,
)
_EVENTS: Final = {
    "delivered": r"deliver(?:ed|s|y)|arriv(?:ed|es)|доставят|доставлен\w*|доставил[аи]|привезут|прид[её]т|приедет|вручат"
    r"|доставки",
    "shipped": r"shipp(?:ed|ing)|ships|dispatch(?:ed)?|sent|отправят|отправлен\w*|отгрузят|отгружен\w*|отправки",
    "refunded": r"refund(?:ed|s)?|вернут деньги|вернут|вернули деньги|возврата(?: денег)?",
}
_EVENT: Final = re.compile(
    r"(?:\b(?:when|once|as soon as|when the|after|когда|как только|после)\s+(?:[\w#№'’-]+\s+){0,4}?)"
    rf"(?:{'|'.join(f'(?P<{name}>{words})' for name, words in _EVENTS.items())})(?!\w)",
    re.IGNORECASE,
)
_OR_BY: Final = re.compile(r"^[\s,]*(?:or(?: else)?|at the latest|latest|или|но)\s+", re.IGNORECASE)
_ORDER: Final = re.compile(r"[#№]\s?(\w[\w-]*)")
_SILENCE: Final = re.compile(
    r"\b(?:if|in case)\s+(?:\w+\s+){0,3}?(?:(?:does|do|has|have|is|did)(?:n['’]t|\s+not)|no|stays?|remains?|keeps?)\s+"
    r"(?:answer|repl|writ|respond|react|silent|quiet|silence)\w*(?:\s+(?:me|us|back))?"
    r"|\bunless\s+\w+\s+(?:answers?|repl(?:y|ies)|writes?|responds?)(?:\s+back)?"
    r"|\bесли\s+(?:\w+\s+){0,2}?(?:не\s+(?:ответ|отвеча|напиш|отпиш|отреагиру|откликн)\w*|(?:про)?молч\w+|нет ответа|не будет ответа)",
    re.IGNORECASE,
)
_FOR: Final = re.compile(r"^\s*(?:for|за|уже)\s+", re.IGNORECASE)
_PLURAL_DAYS: Final = ("понедельникам", "вторникам", "средам", "четвергам", "пятницам", "субботам", "воскресеньям")
_DAYS: Final = "|".join(f"(?P<w{number}>{words}s?|{_PLURAL_DAYS[number]})" for number, words in enumerate(WEEKDAYS))
_EVERY: Final = re.compile(
    rf"\b(?:every|each|кажд(?:ый|ую|ое|ые)|по)\s+(?:(?P<working>weekday|working day|business day|рабочий день|будний день|будням)"
    rf"|(?P<daily>day|день)|{_DAYS})(?!\w)|\b(?P<word>daily|ежедневно)\b",
    re.IGNORECASE,
)
DAILY: Final = "daily"
WORKING: Final = "working"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to come back and when; beside an `event` the moment, if any, is when it asks without."""

    text: str
    moment: Moment | None
    event: str | None = None  # delivered, shipped, refunded, day_after
    order: str | None = None
    silence: bool = False
    repeats: str | None = None  # daily, working, or a weekday's number


def read_reminder(text: str, now: datetime, zone: ZoneInfo, parts: DayParts = USUAL_DAY) -> Wanted:
    """Read what a reminder waits for; raises ValueError with what would be right.

    >>> from datetime import UTC
    >>> read_reminder("when delivered ask if it fits", datetime(2026, 11, 22, 9, tzinfo=UTC), ZoneInfo("UTC")).event
    'delivered'
    """
    words = text.strip()
    first = next((phrase.end for phrase in phrases_in(words) if phrase.start == 0), 0)  # what follows is what for
    for pattern, read in ((_EVERY, _again), (_SILENCE, _silent), (_DAY_AFTER, _event), (_EVENT, _event)):
        found = pattern.search(words)
        # "at 10 every day", "in 2 days if no answer": right behind a time it belongs to it.
        beside = found and pattern in (_EVERY, _SILENCE) and not words[first : found.start()].strip(_EDGES)
        if found and (found.start() == 0 or not first or beside):
            return read(words, found, now, zone, parts)
    moment, rest = read_when(words, now, zone, parts)
    return Wanted(rest, moment)


def next_time(repeats: str, wall: datetime, after: datetime, zone: ZoneInfo) -> Moment:
    """Find the next time of what comes again, at the hour of `wall`, later than `after`; the hour stays when clocks change."""
    day: date = after.astimezone(zone).date()
    while True:
        moment = at_wall_time(datetime.combine(day, wall.time()), zone)
        if moment.at > after and _falls_on(repeats, day):
            return moment
        day += timedelta(days=1)


def _falls_on(repeats: str, day: date) -> bool:
    if repeats == WORKING:
        return day.weekday() < 5
    return repeats == DAILY or str(day.weekday()) == repeats


def _again(words: str, found: re.Match[str], now: datetime, zone: ZoneInfo, parts: DayParts) -> Wanted:
    weekday = next((str(number) for number in range(7) if found[f"w{number}"]), None)
    repeats = WORKING if found["working"] else weekday or DAILY
    before, behind = words[: found.start()].strip(_EDGES), words[found.end() :].lstrip(_EDGES)
    hour, rest = parts.opens, behind
    if _is_time(before):
        before, behind = "", f"{before}: {behind}"
    if behind and any(phrase.start == 0 for phrase in phrases_in(behind)):
        moment, rest = read_when(behind, now, zone, parts)
        if moment.wall_time is None:
            raise ValueError(f"{words[:60]!r} names no hour; write every Monday 10:00 or каждый день в 9")
        hour = datetime.fromisoformat(moment.wall_time).time()
    wall = datetime.combine(now.astimezone(zone).date(), hour)
    return Wanted(_joined(before, rest), next_time(repeats, wall, now, zone), repeats=repeats)


def _silent(words: str, found: re.Match[str], now: datetime, zone: ZoneInfo, parts: DayParts) -> Wanted:
    before, behind = words[: found.start()].strip(_EDGES), words[found.end() :]
    behind = _FOR.sub("", behind).lstrip(_EDGES)
    if _is_time(before):
        before, behind = "", f"{before}: {behind}"
    try:
        moment, rest = read_when(behind, now, zone, parts)
    except ValueError as error:
        raise ValueError(
            f"{words[:60]!r} says no time; write if no answer by Friday or если не ответит 2 дня"
        ) from error
    return Wanted(_joined(before, rest), moment, silence=True)


def _event(words: str, found: re.Match[str], now: datetime, zone: ZoneInfo, parts: DayParts) -> Wanted:
    event = next((name for name, told in found.groupdict().items() if told), "day_after")
    before, behind = words[: found.start()].strip(_EDGES), words[found.end() :]
    order = _ORDER.search(words)
    moment = None
    if latest := _OR_BY.match(behind):
        moment, behind = read_when(behind[latest.end() :], now, zone, parts)
    return Wanted(_joined(before, behind), moment, event=event, order=order[1] if order else None)


def _is_time(words: str) -> bool:
    """Tell whether words are a time and nothing else."""
    return any(phrase.start == 0 and phrase.end == len(words) for phrase in phrases_in(words))


def _joined(before: str, behind: str) -> str:
    return f"{before} {behind}".strip(_EDGES)
