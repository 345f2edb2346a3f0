"""Where what the shop earned on a customer in twelve months stands among all customers."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from decimal import Decimal


def percentile_of(margin: Decimal, margins: Sequence[Decimal]) -> float | None:
    """Say which share of the customers earned us less; equals count by half. Nobody to compare with: `None`."""
    if not margins:
        return None
    return (bisect_left(margins, margin) + bisect_right(margins, margin)) / 2 / len(margins)
