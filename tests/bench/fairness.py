"""A simulated week at the desk: `python tests/bench/fairness.py [--a-day N] [--agents N] [--seed N]`.

600 conversations a day in a day's usual rise and fall, customers over all percentiles of margin, what they ask and
how often flags come as in the labelled development messages; agents take the queue in the product's order. Told are
waits by fifth of value, with value in the queue and without, and how long danger waits.
"""

import argparse
import heapq
import json
import random
import statistics
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from machine import describe

from classifier.assessment import Assessment, Flag, Guess, Intent, TextEvidence
from classifier.business_hours import BusinessHours
from classifier.fairness import TOLERATED, waits_are_fair
from classifier.history.fact import Fact
from classifier.history.profile import Profile
from classifier.priority import Priority, PriorityRules, Waiting, order_queue, prioritise

MONDAY = datetime(2026, 11, 2, 9, tzinfo=UTC)
DAYS = 7
OPEN_HOURS = 12
# Shares of intents as in the randomly picked development messages, rounded.
INTENTS = {"order_status": 8, "delivery_problem": 10, "payment_billing": 6, "cancel_change": 5, "other": 71}
DANGER, SECOND, AGAIN, LEAVING = 0.003, 0.03, 0.08, 0.03
# An agent answers in about three minutes, some cases take ten.
HANDLING = (1.5, 10.0, 3.0)


@dataclass(frozen=True, slots=True)
class Case:
    """Somebody who waits."""

    at: datetime
    percentile: float
    assessment: Assessment
    again: bool
    danger: bool


def arrivals(a_day: int, chance: random.Random) -> Iterator[Case]:
    """Spread conversations over the open hours, most around noon."""
    for day in range(DAYS):
        minutes = sorted(chance.triangular(0, OPEN_HOURS * 60, OPEN_HOURS * 24) for _ in range(a_day))
        for minute in minutes:
            danger = chance.random() < DANGER
            yield Case(
                at=MONDAY + timedelta(days=day, minutes=minute),
                percentile=chance.random(),
                assessment=assessment(chance, danger=danger),
                again=chance.random() < AGAIN,
                danger=danger,
            )


def assessment(chance: random.Random, *, danger: bool) -> Assessment:
    intent = chance.choices(list(INTENTS), weights=list(INTENTS.values()))[0]
    words = (TextEvidence(0, 1, "x"),)
    flags = [Flag("safety", 0.9, "page", words)] if danger else []
    if chance.random() < SECOND:
        flags.append(Flag("legal_threat", 0.6, "check", words))
    if chance.random() < LEAVING:
        flags.append(Flag("churn_threat", 0.6, "check", words))
    return Assessment("en", {}, (Guess("calm", 0.9),), Intent(intent, 0.9, Guess(intent, 0.9)), tuple(flags))


def simulate(a_day: int, agents: int, rules: PriorityRules, seed: int) -> list[tuple[Case, timedelta]]:
    """Let agents work the queue off; gives each case with its wait."""
    chance = random.Random(seed)
    coming = list(arrivals(a_day, chance))
    free = [MONDAY] * agents
    heapq.heapify(free)
    queue: list[tuple[Case, Priority]] = []
    waited: list[tuple[Case, timedelta]] = []
    served_late = 0
    while coming or queue:
        now = heapq.heappop(free)
        if not queue:
            now = max(now, coming[0].at)
        while coming and coming[0].at <= now:
            case = coming.pop(0)
            queue.append((case, place(case, rules)))
        case = order_queue(queue, now, served=served_late)[0]
        found = next(index for index, (one, _) in enumerate(queue) if one is case)
        _, priority = queue.pop(found)
        served_late += priority.group == "rest" and priority.promised_by < now
        waited.append((case, rules.hours.between(case.at, now)))
        heapq.heappush(free, rules.hours.add(now, timedelta(minutes=chance.triangular(*HANDLING))))
    return waited


def place(case: Case, rules: PriorityRules) -> Priority:
    profile = Profile({"margin_percentile": Fact(case.percentile, "")}, {})
    waiting = Waiting(since=case.at, unanswered=3 if case.again else 1, now=case.at)
    return prioritise(case.assessment, profile, waiting, rules)


def told(waited: list[tuple[Case, timedelta]]) -> dict[str, object]:
    """Sum a week up; minutes of business time."""
    minutes = [(case, wait / timedelta(minutes=1)) for case, wait in waited]

    def ninetieth(low: float, high: float) -> float:
        return round(statistics.quantiles([m for case, m in minutes if low <= case.percentile < high], n=10)[8], 1)

    danger = [m for case, m in minutes if case.danger]
    low, top = ninetieth(0, 0.2), ninetieth(0.8, 1.01)
    return {
        "conversations": len(waited),
        "median_wait": round(statistics.median(m for _, m in minutes), 1),
        "p90_lowest_fifth": low,
        "p90_top_fifth": top,
        "ratio": round(low / top, 3) if top else None,
        "fair": waits_are_fair([(case.percentile, wait) for case, wait in waited]),
        "within_promise": round(sum(m <= 30 for _, m in minutes) / len(minutes), 4),
        "danger_longest": round(max(danger), 1) if danger else None,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--a-day", type=int, default=600)
    parser.add_argument("--agents", type=int, nargs="+", default=[4, 5, 6])
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    hours = BusinessHours(ZoneInfo("UTC"))
    rules = PriorityRules(hours)
    week = {
        f"{agents} agents, value {'counts' if counts else 'left out'}": told(
            simulate(options.a_day, agents, rules if counts else rules.without_value(), options.seed)
        )
        for agents in options.agents
        for counts in (True, False)
    }
    print(json.dumps({"machine": describe(), "tolerated": TOLERATED, "week": week}, indent=2))


if __name__ == "__main__":
    main()
