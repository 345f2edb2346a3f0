"""Says figures the way a person would: "5 orders", "92 days ago", "1,240.50 EUR"."""

from datetime import datetime
from decimal import Decimal
from typing import Final

from classifier.history.purchases import days_between

NO_ORDERS: Final = "no orders yet"


def count(number: int, noun: str, plural: str | None = None) -> str:
    """Say how many, with the plural where it is due."""
    return f"{number} {noun}" if number == 1 else f"{number} {plural or noun + 's'}"


def days(number: float) -> str:
    """Say a stretch of time in whole days."""
    return count(round(number), "day")


def ago(at: datetime, now: datetime) -> str:
    """Say how long ago, in whole days that have passed."""
    passed = int(days_between(at, now))
    return "today" if passed == 0 else f"{count(passed, 'day')} ago"


def money(amount: Decimal, currency: str) -> str:
    """Say a sum with its currency."""
    return f"{amount:,.2f} {currency}"


def percent(share: float) -> str:
    """Say a share in whole hundredths."""
    return f"{share:.0%}"
