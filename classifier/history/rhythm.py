"""The usual interval between a customer's orders, leaning on the shop's while they have few."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log

from classifier.history.orders import ShopStatistics
from classifier.history.purchases import middle
from classifier.history.rules import LifecycleRules

# Shops count whole days; half a day keeps the logarithm of a zero interval finite.
SHORTEST_DAYS = 0.5
# Less than a tenth of a millisecond: equal gaps mix to just themselves, and twice the usual is twice.
DIGITS = 9


@dataclass(frozen=True, slots=True)
class Rhythm:
    """`usual` decides; `own` is the plain median of the customer's gaps, `None` before the second visit."""

    usual: float
    own: float | None
    gaps: int


def rhythm_of(gaps: Sequence[float], shop: ShopStatistics, rules: LifecycleRules) -> Rhythm:
    """Mix the customer's median gap with the shop's, on a scale where double and half are equally far."""
    shop_usual = max(shop.usual_interval_days, SHORTEST_DAYS)
    if not gaps:
        return Rhythm(shop_usual, None, 0)
    own = middle(gaps)
    weight = len(gaps) + rules.shop_weight
    mixed = (len(gaps) * log(max(own, SHORTEST_DAYS)) + rules.shop_weight * log(shop_usual)) / weight
    return Rhythm(max(round(exp(mixed), DIGITS), rules.least_share * shop_usual), own, len(gaps))
