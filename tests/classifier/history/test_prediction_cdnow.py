"""The prediction on CDNOW: published parameters found again, and the second half year foreseen as well."""

import pytest
from cdnow import TENTH, WHOLE, WHY_SKIPPED, area_under_curve, mean_error, read_buyers

from classifier.history.fitting import Sample, fit_prediction
from classifier.history.prediction import CDNOW, expected_orders

pytestmark = pytest.mark.skipif(not TENTH.exists(), reason=WHY_SKIPPED)

WEEKS_AHEAD = 39
# What Fader, Hardie and Lee (2005) and Fader and Hardie (2013) print.
PUBLISHED = {"r": 0.243, "alpha": 4.414, "a": 0.793, "b": 2.426, "p": 6.25, "q": 3.74, "gamma": 15.44}


def fitted(buyers):
    """As the papers do: first purchases are left out of what a purchase is worth."""
    sample = Sample()
    for buyer in buyers:
        sample.add(buyer.habit, buyer.sums[1:])
    return fit_prediction(sample)


@pytest.fixture(scope="module")
def tenth():
    return read_buyers(TENTH)


@pytest.fixture(scope="module")
def learned(tenth):
    return fitted(tenth)


def predicted(known, buyers):
    return [expected_orders(known, buyer.habit, WEEKS_AHEAD) for buyer in buyers]


@pytest.mark.parametrize("name", list(PUBLISHED))
def test_the_published_parameters_are_found_again(name, learned):
    """Within 2 in 100, by our own likelihood on the same 2,357 customers."""
    assert getattr(learned, name) == pytest.approx(PUBLISHED[name], rel=0.02)


def test_the_prediction_is_no_worse_than_the_published_one(learned, tenth):
    """Purchases of each customer in the next 39 weeks, off by less than with the printed parameters."""
    assert mean_error(predicted(learned, tenth), tenth) <= mean_error(predicted(CDNOW, tenth), tenth)


def test_who_buys_again_is_told_better_than_by_recency(learned, tenth):
    """Recency is what a shop would sort by without a model."""
    recency = [buyer.habit.last - buyer.habit.age for buyer in tenth]

    assert area_under_curve(predicted(learned, tenth), tenth) > area_under_curve(recency, tenth) > 0.75


@pytest.mark.slow
def test_the_tenth_foresees_the_whole(learned):
    """What was learned from 2,357 customers is no worse than the printed parameters for all 23,570."""
    everybody = read_buyers(WHOLE)

    assert mean_error(predicted(learned, everybody), everybody) <= mean_error(predicted(CDNOW, everybody), everybody)
