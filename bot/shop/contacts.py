"""Spells e-mail addresses and phone numbers one way, so that a person is found again."""

import re
from typing import Final

# One @ with something on both sides and no blanks; whether the address exists only a letter shows.
EMAIL: Final = re.compile(r"[^@\s]+@[^@\s]+")
# What people put between digits to read them better.
PHONE_MARKS: Final = re.compile(r"[\s().\-/]+")
PHONE: Final = re.compile(r"\+?\d+")
# E.164 allows 15 digits; below 6 it is a short code or an extension, no person's number.
PHONE_DIGITS: Final = (6, 15)


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


def normalise_phone(text: str) -> str | None:
    """Keep the digits and a leading +; a national number stays national, since its country is not known.

    >>> normalise_phone("00 31 (20) 555-01 23")
    '+31205550123'
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
