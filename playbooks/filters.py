"""Filters that write times, money and numbers as people of the customer's language do."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_skeleton, format_time
from babel.numbers import format_currency
from babel.units import format_unit
from jinja2 import pass_context
from jinja2.runtime import Context

# Where the context keeps the voice; no template can name it (templates.py knows every variable).
VOICE: Final = "voice"

# Day before month and 24 hours suit a European shop; plain `en` would write "November 24, 2:30 PM".
_LOCALES: Final = {"en": "en_GB"}
# CLDR 47 as Babel ships it has no word for a day in these three.
_DAYS: Final = {
    "ca": {"one": "dia", "other": "dies"},
    "fy": {"one": "dei", "other": "dagen"},
    "zh": {"other": "天"},
}
# How a clock and another day than today stand together after "by", "до", "antes de las", …
_ON_DAY: Final = {
    "en": "{clock} on {date}",
    "ru": "{clock} {date}",
    "es": "{clock} del {date}",
    "ca": "{clock} del {date}",
    "fy": "{clock} op {date}",
    "zh": "{date}{clock}",
}


@dataclass(frozen=True, slots=True)
class Voice:
    """In which language, zone and currency a text speaks, and what "today" is."""

    lang: str
    zone: ZoneInfo
    now: datetime
    currency: str


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in the currency of its order."""

    amount: Decimal
    currency: str


@dataclass(frozen=True, slots=True)
class Later:
    """A time that is known only when the text is sent; until then signs stand for it that no keyboard writes."""

    clock: str = "\ue000"
    date: str = "\ue001"


@lru_cache
def locale_of(lang: str) -> Locale:
    """Find Babel's locale of a language; raises ValueError where there is none."""
    try:
        return Locale.parse(_LOCALES.get(lang, lang))
    except Exception as error:  # Babel raises UnknownLocaleError, ValueError and TypeError
        raise ValueError(f"{lang!r} is not a language; write its code, like en or ru") from error


@lru_cache
def plural_names(lang: str) -> frozenset[str]:
    """Name the plural forms that whole numbers need in a language; 200 numbers show them all."""
    return frozenset(locale_of(lang).plural_form(number) for number in range(200)) | {"other"}


@pass_context
def clock(context: Context, value: datetime | Later) -> str:
    """Write the time of day, with the date where it is not today."""
    return value.clock if isinstance(value, Later) else write_clock(_voice(context), value)


def write_clock(voice: Voice, value: datetime) -> str:
    """Write the time of day as a voice says it."""
    local = value.astimezone(voice.zone)
    text = format_time(local, "HH:mm", locale=locale_of(voice.lang))
    if local.date() == voice.now.astimezone(voice.zone).date():
        return text
    return _ON_DAY.get(voice.lang, "{clock}, {date}").format(clock=text, date=_day(voice, local))


@pass_context
def date(context: Context, value: datetime | Later) -> str:
    """Write the day, with the year where it is not this one."""
    return value.date if isinstance(value, Later) else write_date(_voice(context), value)


def write_date(voice: Voice, value: datetime) -> str:
    """Write the day as a voice says it."""
    return _day(voice, value.astimezone(voice.zone))


@pass_context
def money(context: Context, value: object) -> str:
    """Write an amount; a bare number is in the shop's currency."""
    voice = _voice(context)
    amount = value if isinstance(value, Money) else Money(Decimal(str(value)), voice.currency)
    return format_currency(amount.amount, amount.currency, locale=locale_of(voice.lang))


@pass_context
def days(context: Context, value: int) -> str:
    """Write a number of days: "1 day", "3 дня"."""
    lang = _voice(context).lang
    if lang in _DAYS:
        return _counted(value, _DAYS[lang], lang)
    return format_unit(value, "duration-day", length="long", locale=locale_of(lang))


@pass_context
def plural(context: Context, value: int, **forms: str) -> str:
    """Write a number with its word: `orders | plural(one="order", other="orders")`."""
    return _counted(value, forms, _voice(context).lang)


def _counted(value: int, forms: Mapping[str, str], lang: str) -> str:
    form = locale_of(lang).plural_form(value)
    # A Chinese number and its word stand together.
    return f"{value}{'' if lang == 'zh' else ' '}{forms.get(form) or forms['other']}"


def _voice(context: Context) -> Voice:
    voice = context[VOICE]
    if not isinstance(voice, Voice):
        raise TypeError(f"a text is rendered with a Voice, got {voice!r}")
    return voice


def _day(voice: Voice, local: datetime) -> str:
    locale = locale_of(voice.lang)
    same_year = local.year == voice.now.astimezone(voice.zone).year
    written = format_skeleton("MMMMd", local, locale=locale) if same_year else format_date(local, "long", locale=locale)
    # CLDR has Frisian months with a capital letter, as they stand in a calendar; in a sentence they have none.
    return written.lower() if voice.lang == "fy" else written


FILTERS: Final[Mapping[str, Callable[..., str]]] = {
    "clock": clock,
    "date": date,
    "money": money,
    "days": days,
    "plural": plural,
}
