"""Nobody waits longer for being worth less, and somebody watches it."""

from datetime import timedelta

import pytest

from classifier.fairness import waits_are_fair


def waits(percentile, minutes, *, times=20):
    return [(percentile, timedelta(minutes=minutes))] * times


@pytest.mark.parametrize(
    ("low", "top", "fair"),
    [
        (waits(0.1, 20), waits(0.9, 20), True),
        (waits(0.1, 25), waits(0.9, 20), True),
        (waits(0.1, 26), waits(0.9, 20), False),
        (waits(0.1, 10), waits(0.9, 40), True),
        (waits(0.5, 90), waits(0.9, 20), True),
        (waits(0.1, 90, times=9), waits(0.9, 20), True),
        ([], [], True),
    ],
)
def test_the_poorest_fifth_may_wait_a_quarter_longer_at_most(low, top, fair):
    """More than that, and value stops counting; too few waits say nothing."""
    assert waits_are_fair([*low, *top]) is fair
