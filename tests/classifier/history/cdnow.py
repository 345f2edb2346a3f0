"""CDNOW, the standard case: 23,570 customers who first bought in early 1997, and a tenth of them."""

import gzip
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from classifier.history.prediction import WEEK_DAYS, Habit

FOLDER = Path(__file__).parents[4] / "shared" / "data" / "purchases"
TENTH, WHOLE = FOLDER / "cdnow-sample.txt.gz", FOLDER / "cdnow.txt.gz"
WHY_SKIPPED = "the CDNOW files are not beside the repository (../shared/data/purchases)"

FIRST_DAY = date(1997, 1, 1)
# 39 weeks to learn from, and the next 39.
LEARNED_UNTIL = 39 * WEEK_DAYS - 1
HELD_OUT_UNTIL = LEARNED_UNTIL + 39 * WEEK_DAYS


@dataclass(frozen=True)
class Buyer:
    """One customer: what was known after 39 weeks, the sums of each day, and how often they bought afterwards."""

    habit: Habit
    sums: tuple[float, ...]
    later: int


def read_days(path: Path) -> Mapping[str, Mapping[int, float]]:
    """Read what each customer spent on which day; several purchases on a day are one."""
    days: dict[str, dict[int, float]] = defaultdict(lambda: defaultdict(float))
    with gzip.open(path, "rt") as lines:
        for line in lines:
            *customer, day, _, dollars = line.split()
            if day.isdecimal():  # the whole file has a heading
                at = (date(int(day[:4]), int(day[4:6]), int(day[6:])) - FIRST_DAY).days
                days[customer[-1]][at] += float(dollars)
    return days


def read_buyers(path: Path) -> list[Buyer]:
    """Read everybody as they stood after 39 weeks."""
    return [a_buyer(days) for days in read_days(path).values()]


def a_buyer(days: Mapping[int, float]) -> Buyer:
    known = sorted(day for day in days if day <= LEARNED_UNTIL)
    later = sum(LEARNED_UNTIL < day <= HELD_OUT_UNTIL for day in days)
    habit = Habit(len(known) - 1, (known[-1] - known[0]) / WEEK_DAYS, (LEARNED_UNTIL - known[0]) / WEEK_DAYS)
    return Buyer(habit, tuple(days[day] for day in known), later)


def mean_error(expected: list[float], buyers: list[Buyer]) -> float:
    """How far off a prediction is a customer, in purchases."""
    return sum(abs(each - buyer.later) for each, buyer in zip(expected, buyers, strict=True)) / len(buyers)


def area_under_curve(scores: list[float], buyers: list[Buyer]) -> float:
    """How probably somebody who bought again scored higher than somebody who did not; a tie is half."""
    ranked = sorted(zip(scores, (buyer.later > 0 for buyer in buyers), strict=True), key=lambda pair: pair[0])
    place, below, pairs = 0, 0, 0.0
    while place < len(ranked):
        end = place
        while end < len(ranked) and ranked[end][0] == ranked[place][0]:
            end += 1
        again = sum(came for _, came in ranked[place:end])
        pairs += again * (below + (end - place - again) / 2)
        below += end - place - again
        place = end
    return pairs / (below * (len(ranked) - below))
