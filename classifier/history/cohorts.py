"""Who comes back: customers by the month of their first order, and how many ordered again in each month after it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from classifier.history.orders import Order

YEAR: Final = 12
# "Again soon" is told by the quarter after the month of the first order.
SOON: Final = 3


@dataclass(frozen=True, slots=True)
class Cohort:
    """Those who began in one month; `shares[0]` ordered in the month after it, and so on, whole months only."""

    month: date
    size: int
    shares: tuple[float, ...]


@dataclass(slots=True)
class Cohorts:
    """Counts that grow while customers stream by; months are the shop's own."""

    zone: ZoneInfo
    sizes: Counter[int] = field(default_factory=Counter)
    again: Counter[tuple[int, int]] = field(default_factory=Counter)
    soon: Counter[int] = field(default_factory=Counter)

    def add(self, orders: Sequence[Order]) -> None:
        """Count one customer's purchases; who bought nothing is in no cohort."""
        months = {_month(order.placed_at.astimezone(self.zone)) for order in orders}
        if not months:
            return
        first = min(months)
        self.sizes[first] += 1
        self.again.update((first, month - first) for month in months if month > first)
        self.soon[first] += any(first < month <= first + SOON for month in months)

    def table(self, now: datetime) -> list[Cohort]:
        """List the last twelve months in which somebody began, oldest first; the month of `now` is not over yet."""
        over = _month(now.astimezone(self.zone)) - 1
        began = [first for first in sorted(self.sizes) if first < over]
        return [self._cohort(first, over) for first in began[-YEAR:]]

    def soon_share(self, now: datetime) -> float | None:
        """Say which share ordered again in the three months after that of the first; `None` where nobody could yet."""
        over = _month(now.astimezone(self.zone)) - 1
        ripe = [first for first in self.sizes if first + SOON <= over]
        could = sum(self.sizes[first] for first in ripe)
        return sum(self.soon[first] for first in ripe) / could if could else None

    def _cohort(self, first: int, over: int) -> Cohort:
        size, ages = self.sizes[first], range(1, min(YEAR, over - first) + 1)
        return Cohort(
            date(first // YEAR, first % YEAR + 1, 1), size, tuple(self.again[first, age] / size for age in ages)
        )


def _month(at: datetime) -> int:
    return at.year * YEAR + at.month - 1
