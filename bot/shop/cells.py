"""Reads what stands in one cell of an export: sums, counts, times, statuses."""

import re
from collections.abc import Mapping
from decimal import Decimal
from functools import cache, lru_cache
from types import MappingProxyType
from typing import Final, NoReturn

from classifier.history.orders import Status

# The blanks that spreadsheets group thousands with, and the marks of the commonest currencies.
NOISE: Final = re.compile(r"[\s\u00a0\u202f'’€$£₽¥]+")
PLAIN_NUMBER: Final = re.compile(r"-?\d+(\.\d+)?")
MARKS: Final = re.compile(r"[.,]")
GROUPED: Final = re.compile(r"-?\d{1,3}([.,]\d{3})+")
CURRENCY: Final = re.compile(r"[A-Z]{3}")
# No order of a shop costs a thousand million; such a cell holds a number of another kind.
LARGEST: Final = Decimal(1_000_000_000)
PIECES: Final = 9  # digits of numbers that are surely below it
# What statistics programs and databases write for nothing.
NOTHING: Final = frozenset({"na", "n/a", "#n/a", "nan", "null", "none", "nil", "\\n", "-"})
# Only signs that one currency has to itself: a dollar may be of many countries.
SIGNS: Final = {"€": "EUR", "£": "GBP", "₽": "RUB", "₹": "INR", "₴": "UAH", "zł": "PLN", "US$": "USD"}
LONGEST_CODE: Final = 8  # what stands there for a currency may be any text
CACHED: Final = 1 << 14  # prices of a shop; the same ones come again and again

STATUSES: Final[Mapping[str, Status]] = MappingProxyType(
    {
        "": "paid",
        "paid": "paid",
        "completed": "paid",
        "processing": "paid",
        "shipped": "paid",
        "delivered": "paid",
        "fulfilled": "paid",
        "partially_paid": "paid",
        "unpaid": "unpaid",
        "pending": "unpaid",
        "on_hold": "unpaid",
        "authorized": "unpaid",
        "expired": "unpaid",
        "pending_payment": "unpaid",
        "draft": "unpaid",
        "auto_draft": "unpaid",
        "checkout_draft": "unpaid",
        "failed": "unpaid",
        "cancelled": "cancelled",
        "canceled": "cancelled",
        "voided": "cancelled",
        "trash": "cancelled",
        "refunded": "refunded",
        "partially_refunded": "partially_refunded",
    }
)


@lru_cache(CACHED)
def read_money(cell: str, decimal_mark: str = "") -> Decimal:
    """Read a sum with a decimal point or a decimal comma.

    Of two marks the last is the decimal one. A single mark before exactly three digits
    groups thousands, as most currencies have no three decimals, unless `decimal_mark` says
    that it is the file's decimal one.
    """
    text = NOISE.sub("", cell)
    if (marks := MARKS.findall(text)) and GROUPED.fullmatch(text) and not text.startswith(("0", "-0")):
        alone = len(marks) == 1 and marks[0] == decimal_mark
        text = text if alone or len(set(marks)) > 1 else MARKS.sub("", text)
    decimal = max(text.rfind("."), text.rfind(","))
    if decimal >= 0:
        text = MARKS.sub("", text[:decimal]) + "." + text[decimal + 1 :]
    if not PLAIN_NUMBER.fullmatch(text) or abs(Decimal(text)) >= LARGEST:
        raise ValueError(f"{cell!r} is not a sum; write it like 1234.50 or 1234,50")
    return Decimal(text)


def told(cell: str) -> str:
    """Give a cell, or nothing where it only spells nothing out, such as NA or NULL."""
    return "" if cell.lower() in NOTHING else cell


def read_quantity(cell: str) -> int:
    """Read how many pieces; an empty cell is one, a negative number is what went back."""
    if cell.isdecimal() and cell != "0":
        return int(cell) if len(cell) < PIECES else _no_pieces(cell)
    try:
        amount = read_money(cell) if cell else Decimal(1)
    except ValueError:
        amount = Decimal(0)
    if not amount or amount != amount.to_integral_value():
        _no_pieces(cell)
    return int(amount)


def _no_pieces(cell: str) -> NoReturn:
    raise ValueError(f"{cell!r} is not a number of pieces; write a whole number from 1, or below zero for returns")


def read_currency(cell: str) -> str:
    """Read a currency's three letters."""
    code = cell.strip().upper()
    if not CURRENCY.fullmatch(code):
        raise ValueError(f"{cell!r} is not a currency; write three letters like EUR")
    return code


def know_currency(cell: str) -> tuple[str, bool]:
    """Read a currency as it stands, and tell whether there is one of that name; its sign is understood too."""
    code = SIGNS.get(cell, cell.upper())[:LONGEST_CODE]
    return code, code in all_currencies()


@cache
def all_currencies() -> frozenset[str]:
    """List every currency's three letters, those that went out of use included."""
    from babel import Locale

    return frozenset(Locale.parse("en").currencies)


def read_status(cell: str) -> Status:
    """Read an order's status in the words that shops use."""
    status = find_status(cell)
    if status is None:
        known = ", ".join(sorted(set(STATUSES.values())))
        raise ValueError(f"{cell!r} is not a status; write one of {known}")
    return status


def find_status(cell: str) -> Status | None:
    """Find what a shop's word for a status means; `None` where it is a word of its own."""
    return STATUSES.get(cell.strip().lower().removeprefix("wc-").replace(" ", "_").replace("-", "_"))
