"""Reads what somebody asks `/find` for: words, and a few filters that narrow them."""

import re
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.searchwords import asked_words

FILTERS: Final = ("from", "order", "in", "since", "lang")
# The same in Russian, for a desk that types it so.
_RUSSIAN: Final = {"от": "from", "заказ": "order", "где": "in", "с": "since", "язык": "lang"}
# What `in:` may name; each may be written in the singular and in Russian.
PLACES: Final = {
    **dict.fromkeys(("messages", "message", "сообщения"), "message"),
    **dict.fromkeys(("notes", "note", "заметки"), "note"),
    **dict.fromkeys(("customers", "customer", "покупатели", "клиенты"), "customer"),
    **dict.fromkeys(("orders", "order", "заказы"), "order"),
}
_WEEKDAYS: Final = (
    ("monday", "понедельник", "понедельника"),
    ("tuesday", "вторник", "вторника"),
    ("wednesday", "среда", "среды"),
    ("thursday", "четверг", "четверга"),
    ("friday", "пятница", "пятницы"),
    ("saturday", "суббота", "субботы"),
    ("sunday", "воскресенье", "воскресенья"),
)
_DAYS: Final = {"today": 0, "сегодня": 0, "yesterday": 1, "вчера": 1}
_AGO: Final = re.compile(r"(\d{1,3})\s*([dwдн])", re.IGNORECASE)
_FILTER: Final = re.compile(r"(?<!\S)([^\W\d]+):(\"[^\"]*\"|\S+)")


@dataclass(frozen=True, slots=True)
class Question:
    """What is looked for: words, and where, whose, of when and in which language."""

    words: tuple[str, ...] = ()
    by: str | None = None
    order: str | None = None
    kind: str | None = None
    since: datetime | None = None
    lang: str | None = None
    wrong: tuple[str, str] | None = field(default=None)  # a filter that nobody understands, and its value

    @property
    def empty(self) -> bool:
        return not (self.words or self.by or self.order or self.kind or self.since or self.lang)


def read_question(asked: str, now: datetime, zone: ZoneInfo) -> Question:
    """Read a question; a word with a colon that is no filter is a word like any other.

    >>> from datetime import UTC
    >>> question = read_question("refund in:notes", datetime(2026, 3, 5, tzinfo=UTC), ZoneInfo("UTC"))
    >>> question.words, question.kind
    (('refund',), 'note')
    """
    given: dict[str, str] = {}
    for name, value in _FILTER.findall(asked):
        known = _RUSSIAN.get(name.casefold(), name.casefold())
        if known in FILTERS:
            given[known] = value.strip('"')
    rest = _FILTER.sub(lambda match: "" if _is_filter(match[1]) else match[0], asked)
    kind, since = PLACES.get(given.get("in", "").casefold()), read_day(given.get("since", ""), now, zone)
    wrong = next((name for name, read in (("in", kind), ("since", since)) if name in given and read is None), None)
    return Question(
        words=tuple(asked_words(rest)),
        by=given.get("from"),
        order=given.get("order", "").lstrip("#№") or None,
        kind=kind,
        since=since,
        lang=given.get("lang", "").casefold()[:2] or None,
        wrong=(wrong, given[wrong]) if wrong else None,
    )


def read_day(said: str, now: datetime, zone: ZoneInfo) -> datetime | None:
    """Read a day as its first moment: a weekday is the last one, `14d` and `2w` count back; None where it is none."""
    word, today = said.casefold(), now.astimezone(zone).date()
    back: int | None = _DAYS.get(word)
    for number, names in enumerate(_WEEKDAYS):
        if word in names:
            back = (today.weekday() - number) % 7
    if (match := _AGO.fullmatch(word)) is not None:
        back = int(match[1]) * (7 if match[2] in "wн" else 1)
    try:
        day = today - timedelta(days=back) if back is not None else date.fromisoformat(word)
    except ValueError:
        return None
    return datetime.combine(day, time.min, zone)


def _is_filter(name: str) -> bool:
    return _RUSSIAN.get(name.casefold(), name.casefold()) in FILTERS
