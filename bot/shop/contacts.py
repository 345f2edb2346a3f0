"""Spells e-mail addresses and phone numbers one way, so that a person is found again."""

import re
from functools import cache, lru_cache
from typing import Final

# One @ with something on both sides and no blanks; whether the address exists only a letter shows.
EMAIL: Final = re.compile(r"[^@\s]+@[^@\s]+")
# What people put between digits to read them better.
PHONE_MARKS: Final = re.compile(r"[\s().\-/]+")
PHONE: Final = re.compile(r"\+?\d+")
# E.164 allows 15 digits; below 6 it is a short code or an extension, no person's number.
PHONE_DIGITS: Final = (6, 15)
# Names of countries that people write and Unicode's list of territories has otherwise.
COUNTRIES: Final = {
    "uk": "GB",
    "great britain": "GB",
    "england": "GB",
    "scotland": "GB",
    "usa": "US",
    "united states of america": "US",
    "eire": "IE",
    "czech republic": "CZ",
    "holland": "NL",
    "the netherlands": "NL",
    "russian federation": "RU",
    "turkey": "TR",
    "hong kong": "HK",
}
CACHED: Final = 1 << 14  # the same customers come again; spelling a number takes long beside the rest of its row


def normalise_email(text: str) -> str | None:
    """Trim and lower an address; nothing written gives `None`.

    >>> normalise_email(" Anna@Example.ORG ")
    'anna@example.org'
    """
    address = text.strip().lower()
    if not address:
        return None
    if not EMAIL.fullmatch(address):
        raise ValueError(f"{text!r} is not an e-mail address; write it like anna@example.org")
    return address


def normalise_phone(text: str, country: str | None = None) -> str | None:
    """Spell a number internationally, like +31205550123.

    A national number needs `country`, two letters; without it, or where no such number can
    exist in that country, it keeps its own digits. Raises `ValueError` where it is no number.

    >>> normalise_phone("00 31 (20) 555-01 23"), normalise_phone("020 555 0123", "NL")
    ('+31205550123', '+31205550123')
    """
    number = national_digits(text)
    return number and internationalise(number, country)


def national_digits(text: str) -> str | None:
    """Give the digits as they were written, which is how numbers of unknown countries are kept.

    >>> national_digits("020 555 0123")
    '0205550123'
    """
    number = PHONE_MARKS.sub("", text.strip().removeprefix("'"))  # spreadsheets protect numbers by an apostrophe
    if not number:
        return None
    if number.startswith("00"):
        number = f"+{number[2:]}"
    shortest, longest = PHONE_DIGITS
    if not PHONE.fullmatch(number) or not shortest <= len(number.lstrip("+")) <= longest:
        raise ValueError(f"{text!r} is not a phone number; write it like +31 20 555 0123")
    return number


@lru_cache(CACHED)
def internationalise(number: str, country: str | None) -> str:
    """Put the country's code in front of digits and leave out what is only dialled inside it, such as a leading zero."""
    if not (number.startswith("+") or country):
        return number
    from phonenumbers import NumberParseException, PhoneNumberFormat, ValidationResult, format_number, parse
    from phonenumbers import is_possible_number_with_reason as check

    try:
        parsed = parse(number, country)
    except NumberParseException:
        return number
    if check(parsed) != ValidationResult.IS_POSSIBLE:  # nor where it lacks its area code
        return number
    return format_number(parsed, PhoneNumberFormat.E164)


@lru_cache(CACHED)
def country_code(name: str) -> str | None:
    """Find a country's two letters by them or by its English name; `None` where there is no such country."""
    known = name.strip()
    if len(known) == 2 and known.isalpha() and known.upper() != "UK":
        return known.upper()
    return COUNTRIES.get(known.lower()) or _territories().get(known.lower())


@cache
def _territories() -> dict[str, str]:
    from babel import Locale

    return {name.lower(): code for code, name in Locale.parse("en").territories.items() if len(code) == 2}
