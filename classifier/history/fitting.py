"""Fits the prediction to a shop's own customers by maximum likelihood. Needs scipy, the rest of history does not."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from classifier.history.prediction import CDNOW, WEEK_DAYS, Habit, Prediction

Numbers = npt.NDArray[np.float64]
Counts = npt.NDArray[np.int64]

# Four parameters from a handful of people would be their portrait, not the shop's.
FEWEST_CUSTOMERS: Final = 100
FEWEST_BACK: Final = 30
# Logarithms of parameters. Beyond these a curve no longer changes its shape, and floats stay safe.
SMALLEST, LARGEST = -7.0, 4.6
# Likelihoods of this kind have one hill but flat feet: a few starts find it from anywhere.
STARTS: Final = 3
SEED: Final = 2005


class FittingError(ValueError):
    """The models cannot be fitted; the sentence says what is missing."""


@dataclass(slots=True)
class Sample:
    """A shop's customers, added one by one. Equal ones to the day are counted, not listed."""

    visits: Counter[tuple[int, int, int]] = field(default_factory=Counter)
    values: Counter[tuple[int, float]] = field(default_factory=Counter)

    def add(self, habit: Habit, values: Sequence[float]) -> None:
        """Take one customer in: how they bought, and what each purchase was worth."""
        self.visits[habit.repeats, round(habit.last * WEEK_DAYS), round(habit.age * WEEK_DAYS)] += 1
        earned = [value for value in values if value > 0]  # the model knows no purchase that was worth nothing
        if earned:
            self.values[len(earned), float(f"{sum(earned) / len(earned):.6g}")] += 1  # dollars or dong alike

    @property
    def customers(self) -> int:
        """How many were added."""
        return self.visits.total()

    @property
    def came_back(self) -> int:
        """How many bought more than once."""
        return sum(number for (repeats, _, _), number in self.visits.items() if repeats)


def fit_prediction(sample: Sample) -> Prediction:
    """Fit both models; raises `FittingError` where too few customers tell or scipy is not installed."""
    if sample.customers < FEWEST_CUSTOMERS or sample.came_back < FEWEST_BACK:
        raise FittingError(
            f"{sample.customers} customers with orders, {sample.came_back} of whom came back: too few to fit; "
            f"it takes {FEWEST_CUSTOMERS} and {FEWEST_BACK}, and until then the usual figures of other shops serve"
        )
    if sample.values.total() < FEWEST_BACK:
        raise FittingError(
            f"only {sample.values.total()} customers have an order that brought money in the shop's currency; "
            f"it takes {FEWEST_BACK}, so check `currency` in shop.yaml"
        )
    r, alpha, a, b = fit_visits(sample.visits)
    p, q, gamma = fit_values(sample.values)
    return Prediction(r, alpha, a, b, p, q, gamma, sample.customers)


def fit_visits(visits: Counter[tuple[int, int, int]]) -> tuple[float, float, float, float]:
    """Fit r, alpha (in weeks), a and b to counts of (repeats, days to the last, days to now)."""
    repeats, last, age = np.array(list(visits)).T
    number = np.array(list(visits.values()), dtype=float)
    scale = float(np.average(age, weights=number)) or 1.0

    def score(logs: Numbers) -> float:
        return -float(np.average(visit_likelihood(np.exp(logs), repeats, last / scale, age / scale), weights=number))

    weeks = scale / WEEK_DAYS
    r, alpha, a, b = _best(score, np.log([CDNOW.r, CDNOW.alpha / weeks, CDNOW.a, CDNOW.b]))
    return r, alpha * weeks, a, b


def visit_likelihood(parameters: Numbers, repeats: Counts, last: Numbers, age: Numbers) -> Numbers:
    """Give each customer's log-likelihood under BG/NBD; sums of powers are taken as logarithms."""
    special = _scipy("special")
    r, alpha, a, b = parameters
    each = np.arange(repeats.max() + 1)  # what depends on the number alone is worked out once a number
    stayed = -(r + repeats) * np.log(alpha + age)
    left = np.log(a) - np.log(b + np.maximum(repeats, 1) - 1) - (r + repeats) * np.log(alpha + last)
    either: Numbers = np.where(repeats > 0, np.logaddexp(stayed, left), stayed)
    rate: Numbers = special.gammaln(r + each) - special.gammaln(r) + r * np.log(alpha)
    leaving: Numbers = special.betaln(a, b + each) - special.betaln(a, b)
    likely: Numbers = (rate + leaving)[repeats] + either
    return likely


def fit_values(values: Counter[tuple[int, float]]) -> tuple[float, float, float]:
    """Fit p, q and gamma (in money) to counts of (purchases, their mean)."""
    purchases = np.array([each for each, _ in values])
    mean = np.array([mean for _, mean in values])
    number = np.array(list(values.values()), dtype=float)
    scale = float(np.average(mean, weights=number))

    def score(logs: Numbers) -> float:
        p, above_one, gamma = np.exp(logs)
        likely = value_likelihood((p, 1 + above_one, gamma), purchases, mean / scale)
        return -float(np.average(likely, weights=number))

    p, above_one, gamma = _best(score, np.log([CDNOW.p, CDNOW.q - 1, (CDNOW.q - 1) / CDNOW.p]))
    return p, 1 + above_one, gamma * scale


def value_likelihood(parameters: tuple[float, float, float], purchases: Counts, mean: Numbers) -> Numbers:
    """Give each customer's log-likelihood under Gamma-Gamma. `q` is above 1, else no mean would exist."""
    special = _scipy("special")
    p, q, gamma = parameters
    each = np.arange(1, purchases.max() + 1)
    known: Numbers = special.gammaln(p * each + q) - special.gammaln(p * each) + p * each * np.log(each)
    constant = q * np.log(gamma) - special.gammaln(q)
    spread = (p * purchases - 1) * np.log(mean) - (p * purchases + q) * np.log(gamma + mean * purchases)
    likely: Numbers = known[purchases - 1] + constant + spread
    return likely


def _best(score: Callable[[Numbers], float], usual: Numbers) -> list[float]:
    """Find the parameters with the lowest score, from the usual ones and from others around them."""
    optimize = _scipy("optimize")
    chance = np.random.default_rng(SEED)
    starts = [usual, *(usual + chance.normal(size=usual.size) for _ in range(STARTS - 1))]
    bounds = [(SMALLEST, LARGEST)] * usual.size
    found = [
        optimize.minimize(score, start.clip(SMALLEST, LARGEST), method="L-BFGS-B", bounds=bounds, tol=1e-12)
        for start in starts
    ]
    best = min(found, key=lambda one: float(one.fun))
    return [float(value) for value in np.exp(best.x)]


def _scipy(part: str) -> Any:
    """Import a part of scipy, which a shop that never fits need not have."""
    from importlib import import_module

    try:
        return import_module(f"scipy.{part}")
    except ImportError as error:
        raise FittingError("fitting needs scipy, which is not installed; install triage-desk[train]") from error
