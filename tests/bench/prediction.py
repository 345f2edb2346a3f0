"""How well CDNOW's second half year is foreseen, and how fast profiles are worked out: `python tests/bench/prediction.py`.

Calibrated on the first 39 weeks, predicting the next 39, beside the parameters that the
papers print and beside recency alone. Profiles: 5 to 10 orders of 1 to 4 items each, one core.
"""

import argparse
import json
import sys
import time
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from math import sqrt
from pathlib import Path
from random import Random

from machine import describe

from classifier.history.fitting import Sample, fit_prediction
from classifier.history.orders import Engagement, Item, Order, ShopStatistics
from classifier.history.prediction import CDNOW, Habit, Prediction, expected_orders, probability_order
from classifier.history.profile import Service, build_profile

# The reader of the files stands with the tests that use it, too.
sys.path.insert(0, str(Path(__file__).parents[1] / "classifier" / "history"))

from cdnow import TENTH, WHOLE, WHY_SKIPPED, Buyer, area_under_curve, mean_error, read_buyers

WEEKS_AHEAD = 39
PARAMETERS = ("r", "alpha", "a", "b", "p", "q", "gamma")
NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
KINDS = ("product_viewed", "cart_left", "good_review", "newsletter")


def cdnow(path: Path) -> dict[str, object]:
    """Fit a file of CDNOW and set its forecast beside the printed parameters'."""
    buyers, sample = read_buyers(path), Sample()
    for buyer in buyers:
        sample.add(buyer.habit, buyer.sums[1:])
    began = time.perf_counter()
    known = fit_prediction(sample)
    seconds = time.perf_counter() - began
    recency = [buyer.habit.last - buyer.habit.age for buyer in buyers]
    return {
        "customers": len(buyers),
        "fit_seconds": round(seconds, 2),
        "parameters": {name: round(getattr(known, name), 4) for name in PARAMETERS},
        "off_the_published_percent": {
            name: round(100 * (getattr(known, name) / getattr(CDNOW, name) - 1), 2) for name in PARAMETERS
        },
        "fitted": forecast(known, buyers),
        "published": forecast(CDNOW, buyers),
        "auc_recency_alone": round(area_under_curve(recency, buyers), 4),
    }


def forecast(known: Prediction, buyers: list[Buyer]) -> dict[str, float]:
    """Measure a forecast of each customer's purchases, and of who buys again."""
    expected = [expected_orders(known, buyer.habit, WEEKS_AHEAD) for buyer in buyers]
    chances = [probability_order(known, buyer.habit, WEEKS_AHEAD) for buyer in buyers]
    squares = sum((each - buyer.later) ** 2 for each, buyer in zip(expected, buyers, strict=True))
    return {
        "mae": round(mean_error(expected, buyers), 5),
        "rmse": round(sqrt(squares / len(buyers)), 5),
        "expected_purchases": round(sum(expected)),
        "real_purchases": sum(buyer.later for buyer in buyers),
        "auc_expected": round(area_under_curve(expected, buyers), 4),
        "auc_probability": round(area_under_curve(chances, buyers), 4),
    }


def fit_many(customers: int) -> dict[str, float]:
    """Time a fit of so many customers who live by CDNOW's parameters for up to two years."""
    chance, sample = Random(11), Sample()
    for _ in range(customers):
        rate, leaving = chance.gammavariate(CDNOW.r, 1 / CDNOW.alpha), chance.betavariate(CDNOW.a, CDNOW.b)
        age, at, repeats, last = chance.uniform(10, 104), 0.0, 0, 0.0
        while (at := at + chance.expovariate(rate)) < age:
            repeats, last = repeats + 1, at
            if chance.random() < leaving:
                break
        sample.add(Habit(repeats, last, age), [chance.gammavariate(6, 5) for _ in range(1 + repeats)])
    began = time.perf_counter()
    fit_prediction(sample)
    return {"customers": customers, "seconds": round(time.perf_counter() - began, 2)}


def a_history(chance: Random) -> tuple[list[Order], list[Engagement], Service]:
    orders = [an_order(chance) for _ in range(chance.randint(5, 10))]
    events = [
        Engagement(chance.choice(KINDS), NOW - timedelta(days=chance.uniform(0, 900)))
        for _ in range(chance.randint(0, 6))
    ]
    return orders, events, Service(chance.randint(0, 20), chance.randint(0, 5), chance.randint(0, 1))


def an_order(chance: Random) -> Order:
    items = tuple(
        Item(
            f"S{chance.randrange(500)}",
            "Thing",
            chance.randint(1, 3),
            Decimal(chance.randint(500, 9000)) / 100,
            chance.choice(["home", "tents", "rope", None]),
            Decimal("3.10") if chance.random() < 0.7 else None,
        )
        for _ in range(chance.randint(1, 4))
    )
    total = sum((item.price * item.quantity for item in items), Decimal(0))
    placed_at = NOW - timedelta(days=chance.uniform(0, 900))
    return Order(f"{placed_at}", placed_at, "EUR", total, items, refunded=Decimal(chance.choice([0, 0, 0, 10])))


def profiles(count: int) -> dict[str, float]:
    """Work profiles out on one core, with everything that a measured shop knows; the best of three rounds."""
    chance = Random(1)
    histories = [a_history(chance) for _ in range(count)]
    launched = {f"S{number}": NOW - timedelta(days=chance.uniform(0, 700)) for number in range(500)}
    shop = ShopStatistics(
        first_sold=launched,
        prediction=CDNOW,
        margins=tuple(map(Decimal, range(2_000))),
        service_cuts=tuple(range(7, 97, 10)),
    )
    rounds = []
    for _ in range(3):
        began = time.process_time()
        for orders, events, service in histories:
            build_profile(orders, events, shop, NOW, service=service)
        rounds.append(time.process_time() - began)
    return {
        "profiles": count,
        "orders": sum(len(each[0]) for each in histories),
        "a_second": round(count / min(rounds)),
    }


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--only", choices=["cdnow", "fit", "profiles"])
    parser.add_argument("--customers", type=int, default=100_000)
    options = parser.parse_args()
    report: dict[str, object] = {"machine": describe()}
    if options.only in {None, "cdnow"}:
        here = TENTH.exists() and WHOLE.exists()
        report["cdnow"] = {path.name: cdnow(path) for path in (TENTH, WHOLE)} if here else WHY_SKIPPED
    if options.only in {None, "fit"}:
        report["fit"] = fit_many(options.customers)
    if options.only in {None, "profiles"}:
        report["profiles"] = profiles(3_000)
    print(json.dumps(report, indent=2))


if __name__ == "__main__":
    main()
