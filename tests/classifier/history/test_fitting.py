"""Fitting the prediction to a shop: what was put in comes out, and what cannot be fitted says why."""

import sys
import time
from random import Random

import pytest

from classifier.history.fitting import FittingError, Sample, fit_prediction
from classifier.history.prediction import Habit, Prediction

pytest.importorskip("scipy")

TRUTH = Prediction(r=0.6, alpha=6.0, a=0.9, b=3.0, p=5.0, q=4.0, gamma=18.0)


def lived(known, customers, *, seed=11):
    """A shop whose customers live by the model, each watched for up to two years."""
    chance, sample = Random(seed), Sample()
    for _ in range(customers):
        rate, leaving = chance.gammavariate(known.r, 1 / known.alpha), chance.betavariate(known.a, known.b)
        age, at, repeats, last = chance.uniform(10, 104), 0.0, 0, 0.0
        while (at := at + chance.expovariate(rate)) < age:
            repeats, last = repeats + 1, at
            if chance.random() < leaving:
                break
        price = chance.gammavariate(known.q, 1 / known.gamma)
        sample.add(Habit(repeats, last, age), [chance.gammavariate(known.p, 1 / price) for _ in range(1 + repeats)])
    return sample


def test_what_the_shop_lives_by_is_found():
    """Twenty thousand customers tell their parameters within a tenth."""
    found = fit_prediction(lived(TRUTH, 20_000))

    for name in ("r", "alpha", "p", "q", "gamma"):
        assert getattr(found, name) == pytest.approx(getattr(TRUTH, name), rel=0.1)
    assert found.a / found.b == pytest.approx(TRUTH.a / TRUTH.b, rel=0.1)
    assert found.customers == 20_000


def test_the_same_customers_give_the_same_parameters():
    """Chance is seeded; running it twice changes nothing."""
    assert fit_prediction(lived(TRUTH, 500)) == fit_prediction(lived(TRUTH, 500))


@pytest.mark.slow
def test_a_hundred_thousand_customers_fit_in_seconds():
    """Equal ones are counted, not listed. Generous, for a busy machine: about 6 seconds on an idle one."""
    sample = lived(TRUTH, 100_000)
    began = time.process_time()
    fit_prediction(sample)

    assert time.process_time() - began < 40


def test_everybody_alike_is_no_trouble():
    """One price, one rhythm, nobody ever leaving: the curves become narrow, and stay numbers."""
    sample = Sample()
    for repeats in range(200):
        weeks = 4.0 * (1 + repeats % 20)
        sample.add(Habit(1 + repeats % 20, weeks, weeks + 1), [10.0] * (2 + repeats % 20))
    found = fit_prediction(sample)

    assert found.p * found.gamma / (found.q - 1) == pytest.approx(10, rel=0.05)


@pytest.mark.parametrize("customers", [0, 99])
def test_too_few_customers_are_not_fitted(customers):
    """Four parameters from a handful of people would be their portrait."""
    with pytest.raises(
        FittingError, match=f"{customers} customers with orders, .* too few to fit; it takes 100 and 30"
    ):
        fit_prediction(lived(TRUTH, customers))


def test_orders_that_brought_nothing_are_not_fitted():
    """A shop whose sums are all in another currency hears where to look."""
    sample = Sample()
    for _ in range(200):
        sample.add(Habit(2, 10.0, 20.0), [0.0])

    with pytest.raises(FittingError, match=r"check `currency` in shop\.yaml"):
        fit_prediction(sample)


def test_without_scipy_one_sentence_says_what_to_install(monkeypatch):
    """A shop that runs the bot alone has no scipy."""
    monkeypatch.setitem(sys.modules, "scipy.optimize", None)

    with pytest.raises(
        FittingError, match=r"fitting needs scipy, which is not installed; install triage-desk\[train\]"
    ):
        fit_prediction(lived(TRUTH, 500))
