"""Reads what stands in one cell of an export: sums, counts, times, statuses."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, tzinfo
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from classifier.history.orders import Status

# The blanks that spreadsheets group thousands with, and the marks of the commonest currencies.
NOISE: Final = re.compile(r"[\s\u00a0\u202f'’€$£₽¥]+")
PLAIN_NUMBER: Final = re.compile(r"-?\d+(\.\d+)?")
GROUPED: Final = re.compile(r"-?\d{1,3}([.,]\d{3})+")
CURRENCY: Final = re.compile(r"[A-Z]{3}")
# No order of a shop costs a thousand million; such a cell holds a number of another kind.
LARGEST: Final = Decimal(1_000_000_000)

STATUSES: Final[Mapping[str, Status]] = MappingProxyType(
    {
        "": "paid",
        "paid": "paid",
        "completed": "paid",
        "processing": "paid",
        "shipped": "paid",
        "delivered": "paid",
        "fulfilled": "paid",
        "unpaid": "unpaid",
        "pending": "unpaid",
        "on-hold": "unpaid",
        "failed": "unpaid",
        "cancelled": "cancelled",
        "canceled": "cancelled",
        "voided": "cancelled",
        "refunded": "refunded",
        "partially_refunded": "partially_refunded",
    }
)


def read_money(cell: str) -> Decimal:
    """Read a sum with a decimal point or a decimal comma.

    Of two marks the last is the decimal one; a single mark before exactly three
    digits groups thousands, since no currency here has three decimals.
    """
    text = NOISE.sub("", cell)
    if GROUPED.fullmatch(text) and len(set(re.findall(r"[.,]", text))) == 1 and not text.startswith(("0", "-0")):
        text = re.sub(r"[.,]", "", text)
    decimal = max(text.rfind("."), text.rfind(","))
    if decimal >= 0:
        text = re.sub(r"[.,]", "", text[:decimal]) + "." + text[decimal + 1 :]
    if not PLAIN_NUMBER.fullmatch(text) or abs(Decimal(text)) >= LARGEST:
        raise ValueError(f"{cell!r} is not a sum; write it like 1234.50 or 1234,50")
    return Decimal(text)


def read_amount(cell: str) -> Decimal:
    """Read a sum that must not be negative."""
    amount = read_money(cell)
    if amount < 0:
        raise ValueError(f"{cell!r} is below zero; write zero or more")
    return amount


def read_deduction(cell: str) -> Decimal:
    """Read a discount or a refund: some shops write them with a minus, which means the same."""
    return abs(read_money(cell)) if cell else Decimal(0)


def read_quantity(cell: str) -> int:
    """Read how many pieces; an empty cell is one."""
    try:
        amount = read_money(cell) if cell else Decimal(1)
    except ValueError:
        amount = Decimal(0)
    if amount < 1 or amount != amount.to_integral_value():
        raise ValueError(f"{cell!r} is not a number of pieces; write a whole number from 1")
    return int(amount)


def read_currency(cell: str) -> str:
    """Read a currency's three letters."""
    code = cell.strip().upper()
    if not CURRENCY.fullmatch(code):
        raise ValueError(f"{cell!r} is not a currency; write three letters like EUR")
    return code


def read_time(cell: str, zone: tzinfo) -> datetime:
    """Read an ISO date or time; without an offset it is the shop's own time."""
    try:
        moment = datetime.fromisoformat(cell)
    except ValueError:
        raise ValueError(f"{cell!r} is not a date; write it like 2026-03-01 or 2026-03-01T14:05:00+01:00") from None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=zone)
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise ValueError(f"{cell!r} is outside the calendar; write the real date") from None


def read_status(cell: str) -> Status:
    """Read an order's status in the words that shops use."""
    status = STATUSES.get(cell.strip().lower().replace(" ", "_"))
    if status is None:
        known = ", ".join(sorted(set(STATUSES.values())))
        raise ValueError(f"{cell!r} is not a status; write one of {known}")
    return status
