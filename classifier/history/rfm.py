"""Recency, frequency and money as scores from 1 to 5, and the four behaviour models of source 003.

Ours: recency is days since the last order, frequency all orders so far, money
what the shop kept of them in total. 5 is the best fifth of the shop's customers.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from classifier.history.orders import ShopStatistics
from classifier.history.purchases import Purchases

BEST = 5
# Without the shop's own fifths, around its usual interval and average order: half, once, twice, four times.
SPREAD = (0.5, 1.0, 2.0, 4.0)
# Without the shop's own fifths: one order, two, up to four, up to eight; each step doubles.
FREQUENCY_CUTS = (1, 2, 4, 8)


@dataclass(frozen=True, slots=True)
class Scores:
    """Three scores; `None` for who has not bought."""

    recency: int
    frequency: int
    monetary: int


@dataclass(frozen=True, slots=True)
class Models:
    """The behaviour models: how often, how much, how wide."""

    frequency: Literal["one_off", "regular"]
    spend: Literal["low", "high"]
    breadth: Literal["one_category", "many_categories", "unknown"]


def scores_of(purchases: Purchases, shop: ShopStatistics) -> Scores | None:
    """Score a customer against the shop."""
    if not purchases.visits:
        return None
    recency_cuts = shop.recency_cuts or [shop.usual_interval_days * part for part in SPREAD]
    monetary_cuts = shop.monetary_cuts or [shop.average_order * Decimal(str(part)) for part in SPREAD]
    return Scores(
        recency=BEST - _passed(purchases.recency, recency_cuts),
        frequency=1 + _passed(len(purchases.orders), shop.frequency_cuts or FREQUENCY_CUTS),
        monetary=1 + _passed(purchases.revenue, monetary_cuts),
    )


def models_of(purchases: Purchases, shop: ShopStatistics) -> Models | None:
    """Describe how somebody buys; who has not bought has no behaviour yet."""
    if not purchases.visits:
        return None
    categories = len(purchases.categories)
    breadth: Literal["one_category", "many_categories"] = "one_category" if categories == 1 else "many_categories"
    return Models(
        frequency="regular" if len(purchases.visits) > 1 else "one_off",
        spend="high" if purchases.revenue >= shop.revenue_p80 else "low",
        breadth=breadth if categories else "unknown",
    )


def _passed(value: float | Decimal, cuts: Sequence[float] | Sequence[Decimal]) -> int:
    return sum(value > cut for cut in cuts)
