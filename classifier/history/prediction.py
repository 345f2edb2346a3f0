"""How often somebody will buy and for how much: the BG/NBD and Gamma-Gamma models, by plain arithmetic.

BG/NBD (Fader, Hardie, Lee 2005): everybody buys at a steady rate of their own and may
leave for good after any purchase. Gamma-Gamma (Fader, Hardie 2013): everybody's purchases
vary around a value of their own. Few purchases say little, so each person leans on the shop.
"""

from dataclasses import dataclass, fields, replace
from functools import lru_cache
from math import exp, inf, isfinite, log, log1p
from typing import Final

WEEK_DAYS: Final = 7
YEAR_WEEKS: Final = 365 / WEEK_DAYS
# Far more digits than anybody can foresee; the series stops there.
PRECISE: Final = 1e-13
# Reached only by somebody who bought this very minute in a shop with daily orders; then six digits are right.
MOST_TERMS: Final = 20_000
# At a = 1 the formula divides nothing by nothing; this near it is as good as beside it.
NEAR_ONE: Final = 1e-6


@dataclass(frozen=True, slots=True)
class Prediction:
    """What is known of a shop's customers together; times in weeks, money in the shop's currency.

    How often they buy (`r`, `alpha`), how easily they leave after a purchase (`a`, `b`), what a
    purchase is worth (`p`, `q`, `gamma`). `customers` is how many this was fitted on, 0 where it
    is what other shops have.
    """

    r: float
    alpha: float
    a: float
    b: float
    p: float
    q: float
    gamma: float
    customers: int = 0

    def __post_init__(self) -> None:
        for field in fields(self):
            least = {"q": 1.0, "customers": -1.0}.get(field.name, 0.0)
            value = getattr(self, field.name)
            if not (isfinite(value) and value > least):
                raise ValueError(f"prediction: {field.name} is {value}; it must be a number above {least:g}")


@dataclass(frozen=True, slots=True)
class Habit:
    """One customer as BG/NBD sees them: purchases after the first, and weeks from the first to the last and to now."""

    repeats: int
    last: float
    age: float


# Published for the standard tenth of CDNOW: r to b in Fader, Hardie, Lee (2005), calibrated on 39 weeks;
# p, q, gamma in Fader and Hardie (2013), in US dollars.
CDNOW: Final = Prediction(r=0.243, alpha=4.414, a=0.793, b=2.426, p=6.25, q=3.74, gamma=15.44)
# The usual interval of those 2,357 customers as `statistics.py` measures it, over all 78 weeks.
CDNOW_INTERVAL_DAYS: Final = 60.0


@lru_cache(maxsize=64)
def usual_prediction(interval_days: float, average_order: float) -> Prediction:
    """Give the published figures at this shop's pace and price: only `alpha` is a time, only `gamma` money."""
    pace = interval_days / CDNOW_INTERVAL_DAYS
    price = average_order / (CDNOW.p * CDNOW.gamma / (CDNOW.q - 1))
    return replace(
        CDNOW,
        alpha=CDNOW.alpha * pace if pace > 0 else CDNOW.alpha,
        gamma=CDNOW.gamma * price if price > 0 else CDNOW.gamma,
    )


def probability_alive(known: Prediction, habit: Habit) -> float:
    """Say how probably they have not left yet. Before a second purchase the model sees no leaving: 1."""
    return 1 / (1 + _left_odds(known, habit))


def probability_order(known: Prediction, habit: Habit, weeks: float = YEAR_WEEKS) -> float:
    """Say how probably they buy at least once in the coming weeks."""
    nothing = -(known.r + habit.repeats) * log1p(weeks / (known.alpha + habit.age))
    return probability_alive(known, habit) * (1 - exp(nothing))


def expected_orders(known: Prediction, habit: Habit, weeks: float = YEAR_WEEKS) -> float:
    """Say how many purchases to expect in the coming weeks.

    Formula 10 of the paper, turned by Euler's rule so that no power overflows however many purchases there were.
    """
    a = known.a if abs(known.a - 1) >= NEAR_ONE else 1 + NEAR_ONE
    ahead = weeks / (known.alpha + habit.age + weeks)
    third = a + known.b + habit.repeats - 1
    third = third if abs(third) >= NEAR_ONE else NEAR_ONE
    series = hypergeometric(a + known.b - 1 - known.r, a - 1, third, ahead)
    staying: float = third / (a - 1) * (1 - (1 - ahead) ** (a - 1) * series)
    return max(0.0, staying * probability_alive(known, habit))


def expected_value(known: Prediction, purchases: int, mean: float) -> float:
    """Say what one purchase will be worth, after so many with this mean; none at all: the shop's mean."""
    return known.p * (known.gamma + purchases * mean) / (known.p * purchases + known.q - 1)


def hypergeometric(first: float, second: float, third: float, z: float) -> float:
    """Sum Gauss's series 2F1 for `z` from 0 to below 1."""
    total = term = 1.0
    rest = z / (1 - z)  # what all further terms together are of the last one, once they shrink
    for step in range(MOST_TERMS):
        term *= (first + step) * (second + step) / ((third + step) * (step + 1)) * z
        total += term
        if abs(term) * rest < PRECISE * abs(total):
            break
    return total


def _left_odds(known: Prediction, habit: Habit) -> float:
    """Say how much likelier they left after the last purchase than not; nobody leaves before a second."""
    if habit.repeats == 0:
        return 0.0
    silence = (known.r + habit.repeats) * log((known.alpha + habit.age) / (known.alpha + habit.last))
    odds = log(known.a / (known.b + habit.repeats - 1)) + silence
    # Beyond e**700 a float overflows, and nobody that silent is coming back.
    return exp(odds) if odds < 700 else inf
