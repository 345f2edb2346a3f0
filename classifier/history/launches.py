"""When products were sold first, so that somebody can be said to have bought one in its first weeks."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from classifier.history.orders import Order

# Whom a product has found so far: where hardly anybody bought it, nobody was early.
FEWEST_BUYERS: Final = 10
# A product that sold in the first days of what we know was most likely sold before.
UNKNOWN_BEFORE: Final = timedelta(days=60)
# The newest are what people can be early with; old launches say less, and statistics are held in memory.
MOST: Final = 5_000


@dataclass(slots=True)
class Launches:
    """First sales, gathered while customers stream by."""

    seen: dict[str, tuple[datetime, int]] = field(default_factory=dict)  # by product: first sale, buyers
    earliest: datetime | None = None

    def add(self, orders: Sequence[Order]) -> None:
        """Take in what one customer bought, oldest first."""
        if not orders:
            return
        self.earliest = min(self.earliest or orders[0].placed_at, orders[0].placed_at)
        mine: dict[str, datetime] = {}
        for order in orders:
            for item in order.items:
                if item.quantity > 0:
                    mine.setdefault(item.sku, order.placed_at)
        for sku, at in mine.items():
            first, buyers = self.seen.get(sku, (at, 0))
            self.seen[sku] = (min(first, at), buyers + 1)

    def first_sold(self) -> dict[str, datetime]:
        """Give the products that can be said to have begun, the newest first."""
        if self.earliest is None:
            return {}
        begun = self.earliest + UNKNOWN_BEFORE
        known = [
            (first, sku)
            for sku, (first, buyers) in self.seen.items()
            if sku and buyers >= FEWEST_BUYERS and first >= begun
        ]
        return {sku: first for first, sku in sorted(known, reverse=True)[:MOST]}
