"""What the shop earned on a customer in twelve months, and where that stands among all customers."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from decimal import Decimal

from classifier.history.purchases import Purchases

# A fifth of the turnover without costs still gives a fair picture; more would be guessing.
UNKNOWN_AT_MOST = Decimal("0.2")


def margin_12m(purchases: Purchases) -> Decimal | None:
    """Sum a year's margins; `None` where the costs of too much are unknown. No orders earn nothing."""
    earned, kept = purchases.earned_last_year, purchases.kept_last_year
    known = [margin for margin in earned if margin is not None]
    if len(known) < len(earned):
        unknown = sum((sum_ for margin, sum_ in zip(earned, kept, strict=True) if margin is None), Decimal(0))
        if not known or unknown > UNKNOWN_AT_MOST * sum(kept, Decimal(0)):
            return None
    return sum(known, Decimal(0))


def percentile_of(margin: Decimal, margins: Sequence[Decimal]) -> float | None:
    """Say which share of the customers earned us less; equals count by half. Nobody to compare with: `None`."""
    if not margins:
        return None
    return (bisect_left(margins, margin) + bisect_right(margins, margin)) / 2 / len(margins)
