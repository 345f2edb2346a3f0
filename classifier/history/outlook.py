"""What is to be expected of a customer in the next twelve months, as figures with their words."""

from collections.abc import Mapping
from decimal import Decimal

from classifier.history.fact import Fact
from classifier.history.orders import ShopStatistics
from classifier.history.prediction import (
    WEEK_DAYS,
    Habit,
    Prediction,
    expected_orders,
    expected_value,
    probability_alive,
    probability_order,
    usual_prediction,
)
from classifier.history.purchases import Purchases, days_between
from classifier.history.words import NO_ORDERS, money, percent

OUTLOOK = (
    "expected_orders_12m",
    "probability_active",
    "probability_alive",
    "expected_order_value",
    "expected_value_12m",
)
CENT = Decimal("0.01")


def outlook_figures(purchases: Purchases, shop: ShopStatistics) -> Mapping[str, Fact]:
    """Predict by the shop's own parameters, or by those of other shops; who has not bought has no outlook."""
    if not purchases.visits:
        return dict.fromkeys(OUTLOOK, Fact(None, NO_ORDERS))
    known = shop.prediction or usual_prediction(shop.usual_interval_days, float(shop.average_order))
    habit, basis = habit_of(purchases), basis_of(known)
    often, active = expected_orders(known, habit), probability_order(known, habit)
    value = expected_value(known, *_spent(purchases))
    each, worth = Decimal(value).quantize(CENT), Decimal(often * value).quantize(CENT)
    return {
        "expected_orders_12m": Fact(often, f"{often:.1f} orders expected in 12 months, {basis}"),
        "probability_active": Fact(active, f"{percent(active)} likely to order within 12 months, {basis}"),
        "probability_alive": _alive(known, habit, basis),
        "expected_order_value": Fact(each, f"{money(each, shop.currency)} expected an order, {basis}"),
        "expected_value_12m": Fact(worth, f"{money(worth, shop.currency)} expected in 12 months, {basis}"),
    }


def habit_of(purchases: Purchases) -> Habit:
    """Give a customer as the model sees them; only where there is a visit."""
    age = days_between(purchases.visits[0], purchases.now)
    return Habit(len(purchases.visits) - 1, purchases.tenure / WEEK_DAYS, age / WEEK_DAYS)


def visit_values(purchases: Purchases) -> list[float]:
    """List what the shop kept of each visit that has orders in its currency; returned in full is nothing."""
    values: list[float] = []
    later = iter(purchases.visits[1:])
    begins, open_ = next(later, None), False
    for order, kept in zip(purchases.priced, purchases.kept, strict=True):
        while begins is not None and order.placed_at >= begins:
            begins, open_ = next(later, None), False
        if open_:
            values[-1] += float(kept)
        else:
            values.append(float(kept))
            open_ = True
    return values


def basis_of(known: Prediction) -> str:
    """Say whose customers the prediction was learned from."""
    return f"from your own {known.customers:,} customers" if known.customers else "from what is usual in other shops"


def _spent(purchases: Purchases) -> tuple[int, float]:
    values = visit_values(purchases)
    return len(values), sum(values) / len(values) if values else 0.0


def _alive(known: Prediction, habit: Habit, basis: str) -> Fact:
    """With one order the model answers 1 for everybody, however long ago: that is no answer."""
    if habit.repeats == 0:
        return Fact(None, "one order does not tell whether they left")
    alive = probability_alive(known, habit)
    return Fact(alive, f"{percent(alive)} likely to be a customer still, {basis}")
