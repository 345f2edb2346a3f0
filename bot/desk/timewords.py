"""The words by which people name times, in English and Russian, as patterns that `when.py` puts together."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, TypeAlias

# What a word says of a time: `day` (from today), `part` of the day, `time` (hour, minute, sure), `delay`.
Fields: TypeAlias = Mapping[str, object]
Maker: TypeAlias = Callable[[re.Match[str]], Fields]
DayOf: TypeAlias = Callable[[date], date]


@dataclass(frozen=True, slots=True)
class TimeWord:
    """A pattern and what it says; one that `leans` says a time only beside a day, one that `leads` only before it."""

    pattern: re.Pattern[str]
    says: Maker
    leans: bool = False
    leads: bool = False


EN_NUMBERS: Final[Mapping[str, float]] = {
    "a": 1,
    "an": 1,
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "a couple of": 2,
    "couple of": 2,
}
RU_NUMBERS: Final[Mapping[str, float]] = {
    "один": 1,
    "одну": 1,
    "два": 2,
    "две": 2,
    "двух": 2,
    "три": 3,
    "трёх": 3,
    "трех": 3,
    "четыре": 4,
    "пять": 5,
    "шесть": 6,
    "семь": 7,
    "восемь": 8,
    "девять": 9,
    "десять": 10,
    "пару": 2,
    "полтора": 1.5,
    "полторы": 1.5,
}
NUMBERS: Final[Mapping[str, float]] = {**EN_NUMBERS, **RU_NUMBERS}
# Hours in words, in the cases that stand behind "в", "к" and "до"; "at one of them" is no hour, so one is none.
_EN_HOURS: Final = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_RU_HOURS: Final = (
    *("два|двум|двух", "три|трём|трем|трёх|трех", "четыре|четырём|четырем|четырёх|четырех", "пят[ьи]", "шест[ьи]"),
    *("сем[ьи]", "восемь|восьми", "девят[ьи]", "десят[ьи]", "одиннадцат[ьи]", "двенадцат[ьи]"),
)
_HOURS: Final = {
    f"{english}|{russian}": 2 + n for n, (english, russian) in enumerate(zip(_EN_HOURS, _RU_HOURS, strict=True))
}
SPELT_HOUR: Final = "|".join(_HOURS)
MINUTE, HOUR, DAY, WEEK = (timedelta(minutes=m) for m in (1, 60, 24 * 60, 7 * 24 * 60))
_UNITS: Final = (
    (r"m|mins?|minutes?|м|мин|минут[уы]?", MINUTE),
    (r"h|hrs?|hours?|ч|час|часа|часов|часик", HOUR),
    (r"d|days?|д|день|дня|дней|сутки|суток", DAY),
    (r"weeks?|недел[юи]|недель", WEEK),
)
_EN_DAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_RU_DAYS: Final = ("понедельник[ау]?", "вторник[ау]?", "сред[уаеы]", "четверг[ау]?", "пятниц[уаеы]", "суббот[уаеы]")
_MONTHS: Final = (
    *("jan(?:uary)?|января", "feb(?:ruary)?|февраля", "mar(?:ch)?|марта", "apr(?:il)?|апреля", "may|мая"),
    *("june?|июня", "july?|июля", "aug(?:ust)?|августа", "sept?(?:ember)?|сентября", "oct(?:ober)?|октября"),
    *("nov(?:ember)?|ноября", "dec(?:ember)?|декабря"),
)
WEEKDAYS: Final = tuple(
    f"{english}|{russian}" for english, russian in zip(_EN_DAYS, (*_RU_DAYS, "воскресень[еюя]"), strict=True)
)
_NUMBER: Final = r"\d{1,2}[.,]\d|\d{1,4}|" + "|".join(sorted(NUMBERS, key=len, reverse=True))
_MONTH: Final = "|".join(f"(?P<m{number}>{names})" for number, names in enumerate(_MONTHS, 1))
_WEEKDAY: Final = "|".join(f"(?P<w{number}>{names})" for number, names in enumerate(WEEKDAYS))


def word(pattern: str, says: Maker | Fields, *, leans: bool = False, leads: bool = False) -> TimeWord:
    """Make a time word; it stands between other signs than letters, digits and a leading minus."""
    maker = says if callable(says) else lambda _: says
    return TimeWord(re.compile(rf"(?<![\w-])(?:{pattern})(?!\w)(?![.:]\d)", re.IGNORECASE), maker, leans, leads)


def plus(days: int) -> DayOf:
    """Count days from today."""
    return lambda today: today + timedelta(days=days)


def coming(weekday: int) -> DayOf:
    """Take the next such day after today."""
    return lambda today: today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)


def of_next_week(weekday: int) -> DayOf:
    """Take that day of the week that begins next Monday."""
    return lambda today: today + timedelta(days=7 - today.weekday() + weekday)


def _amount(told: str) -> float:
    return float(told.replace(",", ".")) if told[0].isdigit() else NUMBERS[" ".join(told.lower().split())]


def _delay(found: re.Match[str]) -> Fields:
    unit = next(unit for pattern, unit in _UNITS if re.fullmatch(pattern, found["unit"], re.IGNORECASE))
    more = timedelta(hours=0.5) if found.groupdict().get("half") else timedelta(0)
    return {"delay": _amount(found["number"] or "1") * unit + more}


def _hours_and_minutes(found: re.Match[str]) -> Fields:
    return {"delay": int(found["hours"]) * HOUR + int(found["minutes"]) * MINUTE}


def _weekday(found: re.Match[str]) -> Fields:
    number = next(number for number in range(7) if found[f"w{number}"])
    return {"day": of_next_week(number) if found["next"] else coming(number)}


def _dated(found: re.Match[str]) -> Fields:
    month = next(number for number in range(1, 13) if found[f"m{number}"])
    return {"day": on_date(int(found["day"]), month, found["year"], found[0])}


def _numeric(found: re.Match[str]) -> Fields:
    year = f"20{found['year']}" if found["year"] and len(found["year"]) == 2 else found["year"]
    return {"day": on_date(int(found["day"]), int(found["month"]), year, found[0])}


def on_date(day: int, month: int, year: str | None, told: str) -> DayOf:
    """Take a date: without a year the next such one from today on."""

    def of(today: date) -> date:
        try:
            named = date(int(year) if year else today.year, month, day)
            return named if year or named >= today else named.replace(year=today.year + 1)
        except ValueError as error:
            raise ValueError(f"{told.strip()!r} is no date; write day and month like 24.11.") from error

    return of


def of_month(found: re.Match[str]) -> Fields:
    """Take the next such day of a month, past months that are too short for it."""
    number = int(found["day"])

    def of(today: date) -> date:
        if not 1 <= number <= 31:
            raise ValueError(f"{found[0].strip()!r} is no date; write day and month like 24.11.")
        year, month = today.year, today.month
        while True:
            try:
                if (named := date(year, month, number)) > today:
                    return named
            except ValueError:
                pass  # this month has no such day
            year, month = (year, month + 1) if month < 12 else (year + 1, 1)

    return {"day": of}


def _clock(found: re.Match[str]) -> Fields:
    told = found["hour"].lower()
    hour = int(told) if told.isdigit() else next(hour for names, hour in _HOURS.items() if re.fullmatch(names, told))
    minute = int(found["minute"] or 0)
    half = (found["half"] or "").lower().replace(".", "")
    late = half in {"pm", "вечера", "дня"} and not (half == "вечера" and hour == 12)
    if hour > 23 or minute > 59 or (half and not 1 <= hour <= 12):
        raise ValueError(f"{found[0].strip()!r} is no time of day; write one like 18:30")
    early = half in {"am", "ночи"} and hour == 12
    return {"time": (hour + 12 * (late and hour < 12) - 12 * early, minute, bool(half or found["minute"]))}


_HALF: Final = r"(?:\s?(?P<half>a\.?m\.?|p\.?m\.?|утра|дня|вечера|ночи))"
TIME_WORDS: Final[Sequence[TimeWord]] = (
    # how long from now
    word(r"(?:in |within |через |в течение )?(?P<number>half) (?P<unit>an hour)", {"delay": HOUR / 2}),
    word(r"within the hour", {"delay": HOUR}),
    word(r"(?:через |в течение )?получаса|(?:через )?полчаса", {"delay": HOUR / 2}),
    word(rf"(?P<number>{_NUMBER})(?:\s+|(?<=\d))(?P<unit>{'|'.join(pattern for pattern, _ in _UNITS)})", _delay),
    word(
        rf"(?P<hours>\d{{1,2}})\s?(?:{_UNITS[1][0]}),?\s?(?:and |и )?(?P<minutes>\d{{1,2}})\s?(?:{_UNITS[0][0]})",
        _hours_and_minutes,
    ),
    word(r"(?P<number>an?|one) (?P<unit>hour)(?P<half> and a half)", _delay),
    word(r"(?:через|в течение) (?P<number>)(?P<unit>минуту|минуты|часа?|день|дня|сутки|суток|недел[юи])", _delay),
    # which day
    word(r"today|сегодня", {"day": plus(0), "part": "by_closing"}),
    word(r"tomorrow|завтра", {"day": plus(1)}),
    word(r"(?:the )?day after tomorrow|послезавтра", {"day": plus(2)}),
    word(rf"(?P<next>next |следующ(?:ий|ую|ее|его|ей|ему) )?(?:{_WEEKDAY})", _weekday),
    word(r"next week|(?:на )?следующей неделе", {"day": of_next_week(0)}),
    word(rf"(?:the )?(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? (?:{_MONTH})(?:,? (?P<year>20\d\d))?", _dated),
    word(rf"(?:{_MONTH}) (?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:,? (?P<year>20\d\d))?", _dated),
    word(r"the (?P<day>\d{1,2})(?:st|nd|rd|th)", of_month),
    word(r"(?P<day>\d{1,2})(?:-?го| числа)", of_month),
    word(r"(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.?(?P<year>(?<=\.)(?:20)?\d\d)?", _numeric),
    word(r"(?P<year>20\d\d)-(?P<month>\d\d)-(?P<day>\d\d)", _numeric),
    # which part of it
    word(r"in the morning|утром|с утра|к утру", {"part": "morning"}),
    word(r"noon|midday|полдень|полудню|полудня", {"part": "noon"}),
    word(r"lunch(?:time)?|обед|обеду|обеда", {"part": "lunch"}),
    word(r"in the afternoon|после обеда|дн[её]м", {"part": "afternoon"}),
    word(r"in the evening|вечером|вечеру", {"part": "evening"}),
    word(r"morning|утра", {"part": "morning"}, leans=True),
    word(r"afternoon", {"part": "afternoon"}, leans=True),
    word(r"evening|вечера", {"part": "evening"}, leans=True),
    word(r"this morning", {"day": plus(0), "part": "morning"}),
    word(r"this afternoon", {"day": plus(0), "part": "afternoon"}),
    word(r"tonight|this evening", {"day": plus(0), "part": "evening"}),
    word(r"(?:the )?end of (?:the |this )?(?:working |business )?day|eod|close of business", {"part": "closing"}),
    word(r"конц[ауе] (?:рабочего )?дня", {"part": "closing"}),
    word(
        r"(?:the )?end of (?:the |this )?week|конц[ауе] недели",
        {"day": lambda d: coming(4)(d - DAY), "part": "closing"},
    ),
    # which hour
    word(rf"(?P<hour>\d{{1,2}}):(?P<minute>\d{{2}}){_HALF}?", _clock),
    word(rf"(?P<hour>\d{{1,2}})(?P<minute>){_HALF}", _clock),
    word(
        rf"(?:at|by|before|until|till|в|к|до) (?P<hour>\d{{1,2}}|{SPELT_HOUR})(?P<minute>)(?: o['’]clock| час(?:а|ов|ам)?)?{_HALF}?",
        _clock,
    ),
    word(r"(?:в|к|до) часу? дня", {"time": (13, 0, True)}),
    word(r"(?:в|к|до) часу? ночи", {"time": (1, 0, True)}),
    word(r"(?:at|by) one|(?:в|к) часу?", {"time": (1, 0, False)}, leans=True),
    # what stands before and between them
    word(r"at|by|before|until|till|on|in|within|this|the|of|from|around|no later than|at the latest", {}, leads=True),
    word(r"в течение|в|во|к|ко|до|на|через|не позднее|не позже|самое позднее", {}, leads=True),
)
