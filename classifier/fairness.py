"""Watches that nobody waits longer for being worth less."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

# desk.md: the lowest fifth's 90th percentile of waiting may exceed the top fifth's by a quarter at most.
TOLERATED: Final = 1.25
FIFTH: Final = 0.2
NINETY: Final = 0.9
# A 90th percentile of fewer than ten waits is one person's bad luck.
FEWEST: Final = 10


def waits_are_fair(waited: Sequence[tuple[float, timedelta]]) -> bool:
    """Judge waits given with the waiter's value percentile (0 to 1); too few to tell counts as fair."""
    low = [wait for percentile, wait in waited if percentile < FIFTH]
    top = [wait for percentile, wait in waited if percentile >= 1 - FIFTH]
    if min(len(low), len(top)) < FEWEST:
        return True
    return _ninetieth(low) <= TOLERATED * _ninetieth(top)


def _ninetieth(waits: Sequence[timedelta]) -> timedelta:
    return sorted(waits)[int(NINETY * (len(waits) - 1))]
