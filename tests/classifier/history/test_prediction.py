"""How often somebody will buy and for how much: the formulas, their borders, and the words on a profile."""

from dataclasses import replace
from decimal import Decimal
from random import Random

import pytest

from classifier.history.prediction import (
    CDNOW,
    YEAR_WEEKS,
    Habit,
    Prediction,
    expected_orders,
    expected_value,
    hypergeometric,
    probability_alive,
    probability_order,
    usual_prediction,
)

OUTLOOK = (
    "expected_orders_12m",
    "probability_active",
    "probability_alive",
    "expected_order_value",
    "expected_value_12m",
)


def simulated(known, habit, weeks, *, lives, seed=7):
    """Live the model many times, keep those whose past is as long and silent as the habit's, and look ahead."""
    chance, later, again, alive = Random(seed), [], 0, 0
    while len(later) < lives:
        rate, leaving = chance.gammavariate(known.r, 1 / known.alpha), chance.betavariate(known.a, known.b)
        at, repeats, gone, ahead = 0.0, 0, False, 0
        while not gone and (at := at + chance.expovariate(rate)) < habit.age + weeks:
            repeats, ahead = repeats + (at < habit.age), ahead + (at >= habit.age)
            gone = chance.random() < leaving
            if at < habit.age:
                last, alive_then = at, not gone
        if repeats != habit.repeats or (repeats and abs(last - habit.last) > 2):
            continue
        later.append(ahead)
        again += ahead > 0
        alive += alive_then if repeats else 1
    return sum(later) / lives, again / lives, alive / lives


@pytest.mark.parametrize("habit", [Habit(0, 0, 20), Habit(1, 10, 20), Habit(2, 18, 20)])
def test_the_formulas_are_what_the_model_does(habit):
    """Ten thousand simulated lives with the same past go on, on average, as the formulas say."""
    known = replace(CDNOW, r=0.8, alpha=8.0)
    orders, again, alive = simulated(known, habit, 30.0, lives=10_000)

    assert expected_orders(known, habit, 30.0) == pytest.approx(orders, rel=0.06)
    assert probability_order(known, habit, 30.0) == pytest.approx(again, rel=0.06)
    assert probability_alive(known, habit) == pytest.approx(alive, rel=0.06)


def test_the_series_agrees_with_scipy():
    """Gauss's series over the shapes that the model asks for, to nine digits."""
    special, chance = pytest.importorskip("scipy.special"), Random(3)
    for _ in range(2_000):
        a, b, r = (10 ** chance.uniform(-2, 1.3) for _ in range(3))
        shape = (a + b - 1 - r, a - 1, a + b + chance.choice([0, 1, 2, 20, 200]) - 1)
        z = chance.uniform(0, 0.97)

        assert hypergeometric(*shape, z) == pytest.approx(special.hyp2f1(*shape, z), rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("repeats", [0, 1, 5, 60])
@pytest.mark.parametrize("a", [0.05, 0.793, 1.0, 1.0000001, 30.0])
def test_expected_orders_agree_with_the_printed_formula(a, repeats):
    """Formula 10 of the paper, with scipy's series, where its powers don't overflow; at a = 1 just beside it."""
    special = pytest.importorskip("scipy.special")
    known, habit = replace(CDNOW, a=a), Habit(repeats, 30.0 if repeats else 0.0, 52.0)
    beside = a if abs(a - 1) > 1e-5 else 1.00001
    x, b, ahead = repeats, known.b, YEAR_WEEKS / (known.alpha + 52.0 + YEAR_WEEKS)
    series = special.hyp2f1(known.r + x, b + x, beside + b + x - 1, ahead)
    printed = (beside + b + x - 1) / (beside - 1) * (1 - (1 - ahead) ** (known.r + x) * series)

    assert expected_orders(known, habit) == pytest.approx(printed * probability_alive(known, habit), rel=1e-4)


@pytest.mark.parametrize(
    "habit",
    [Habit(0, 0, 0), Habit(0, 0, 5_000), Habit(2_000, 400, 400), Habit(2_000, 1, 5_000), Habit(1, 0.2, 0.2)],
)
def test_no_history_is_too_long_or_too_short(habit):
    """From this very minute to a century, from none to two thousand repeats: a number, never an error."""
    known = usual_prediction(1.0, 50.0)

    assert 0 <= expected_orders(known, habit) < 3_000
    assert 0 <= probability_order(known, habit) <= probability_alive(known, habit) <= 1


def test_silence_lowers_and_purchases_raise_the_outlook():
    """The same purchases longer ago are worth less, more of them lately more."""
    fresh, silent, busy = Habit(3, 50, 52), Habit(3, 20, 52), Habit(9, 50, 52)

    assert expected_orders(CDNOW, silent) < expected_orders(CDNOW, fresh) < expected_orders(CDNOW, busy)
    assert probability_alive(CDNOW, silent) < probability_alive(CDNOW, fresh)


def test_worth_leans_on_the_shop_while_purchases_are_few():
    """Nobody's first purchase makes them a big spender; twenty do."""
    shop, once, often = (expected_value(CDNOW, purchases, 200.0) for purchases in (0, 1, 20))

    assert shop == pytest.approx(35.22, abs=0.01)
    assert shop < once < 150 < often < 200


def test_other_shops_figures_take_this_shop_s_pace_and_price():
    """A shop twice as slow has half of the orders ahead at twice the age; an order is worth what it usually is."""
    usual = usual_prediction(120.0, 80.0)
    quick = usual_prediction(60.0, 80.0)

    assert expected_value(usual, 0, 0.0) == pytest.approx(80.0)
    assert expected_orders(usual, Habit(2, 20, 40), 52) == pytest.approx(expected_orders(quick, Habit(2, 10, 20), 26))


@pytest.mark.parametrize(("name", "value"), [("r", 0.0), ("alpha", float("nan")), ("b", -1.0), ("q", 1.0)])
def test_impossible_parameters_are_refused(name, value):
    """A file from elsewhere, or a hand that slipped: the sentence names the parameter."""
    with pytest.raises(ValueError, match=f"prediction: {name} is"):
        replace(CDNOW, **{name: value})


def test_the_outlook_says_where_it_comes_from(buy, profile, shop):
    """The shop's own customers once fitted, other shops until then."""
    orders = [buy(100), buy(60), buy(20)]
    own = replace(shop, prediction=Prediction(0.5, 8.0, 0.8, 2.4, 6.0, 4.0, 20.0, customers=2300))

    assert profile(orders).figures["expected_orders_12m"].words.endswith("from what is usual in other shops")
    assert profile(orders, shop=own).figures["expected_orders_12m"].words.endswith("from your own 2,300 customers")


def test_the_value_of_a_year_is_orders_times_what_they_bring(buy, profile):
    """Sums are money, to the cent."""
    found = profile([buy(100), buy(60), buy(20, "80")])
    orders, each, year = (
        found.value_of(name) for name in ("expected_orders_12m", "expected_order_value", "expected_value_12m")
    )

    assert isinstance(year, Decimal)
    assert float(year) == pytest.approx(orders * float(each), rel=0.001)
    assert found.figures["expected_value_12m"].words.startswith(f"{year:,.2f} EUR expected in 12 months")


def test_one_order_does_not_tell_whether_somebody_left(buy, profile):
    """The model says 1 of everybody with one order, however long ago; the chance of an order within a year falls."""
    lately, long_ago = profile([buy(20)]), profile([buy(900)])

    assert lately.value_of("probability_alive") is long_ago.value_of("probability_alive") is None
    assert long_ago.value_of("probability_active") < lately.value_of("probability_active") / 2


def test_without_orders_there_is_no_outlook(did, profile):
    """A lead may buy, but no purchase says how often."""
    figures = profile([], [did("cart_left", 2)]).figures

    assert {figures[name].value for name in OUTLOOK} == {None}


def test_what_came_back_is_worth_nothing_to_the_outlook(buy, profile):
    """Everything returned: little is expected of an order, though many may come."""
    kept = profile([buy(days) for days in (100, 60, 20)])
    returned = profile([buy(days, refunded=Decimal(50), status="refunded") for days in (100, 60, 20)])

    assert returned.value_of("expected_orders_12m") == kept.value_of("expected_orders_12m")
    assert returned.value_of("expected_order_value") < kept.value_of("expected_order_value") / 2


def test_orders_within_a_day_are_one_purchase(buy, profile):
    """A forgotten item makes nobody a regular; its money counts."""
    together = profile([buy(20.2, "30"), buy(20, "20"), buy(60)])

    assert together.value_of("expected_orders_12m") == pytest.approx(
        profile([buy(20.2), buy(60)]).value_of("expected_orders_12m"), rel=0.01
    )
    assert together.value_of("expected_order_value") == profile([buy(20.2), buy(60)]).value_of("expected_order_value")
