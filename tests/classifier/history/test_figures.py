"""The figures of a history and their words."""

from dataclasses import fields, replace
from decimal import Decimal

import pytest

from classifier.history.orders import Order

FIGURES = {
    "orders",
    "orders_12m",
    "revenue",
    "average_order",
    "first_order",
    "last_order",
    "recency_days",
    "usual_interval_days",
    "discount_share",
    "return_rate",
    "margin_12m",
    "margin_percentile",
    "categories",
    "new_categories",
    "recency_score",
    "frequency_score",
    "monetary_score",
    "frequency",
    "spend",
    "breadth",
    "advocacy",
    "hours_to_order",
    "category_count",
    "odd_hours_share",
    "service_level",
    "return_on_effort",
    "expected_orders_12m",
    "probability_active",
    "probability_alive",
    "expected_order_value",
    "expected_value_12m",
}


@pytest.mark.parametrize("days", [[], [10], [400, 10]])
def test_every_figure_is_always_there_with_words(days, buy, profile):
    """What is not known is said to be so, not left out."""
    figures = profile([buy(day) for day in days]).figures

    assert set(figures) == FIGURES
    assert all(fact.words for fact in figures.values())


def test_sums_are_after_refunds(buy, profile):
    """What was given back was not earned; the average is what people order."""
    found = profile([buy(100, "80"), buy(50, "40", refunded=Decimal(40), status="refunded")])

    assert found.value_of("revenue") == 80
    assert found.value_of("average_order") == 60
    assert found.figures["average_order"].words == "60.00 EUR an order"


def test_a_refund_known_by_its_status_alone_counts_in_full(buy, profile):
    """Some shops leave the sum empty."""
    assert profile([buy(50, "40", status="refunded")]).value_of("revenue") == 0


@pytest.mark.parametrize(
    ("days", "usual"),
    [([10], 60), ([40, 10], 48), ([310, 280, 250, 220, 190, 160, 130, 100, 70, 40, 10], 34), ([11, 10], 15)],
)
def test_the_usual_gap_leans_on_the_shop_while_orders_are_few(days, usual, buy, profile):
    """One gap of 30 days says little against the shop's 60, ten say nearly all; a burst is no rhythm."""
    assert round(profile([buy(day) for day in days]).value_of("usual_interval_days")) == usual


def test_shares_are_counted_in_orders(buy, now, profile):
    """One of two at a reduced price, one of two sent back."""
    found = profile([buy(100, codes=("HELLO",)), buy(50, returned_at=now)])

    assert (found.value_of("discount_share"), found.value_of("return_rate")) == (0.5, 0.5)
    assert found.figures["discount_share"].words == "1 of 2 orders at a reduced price"


def test_margin_is_what_was_kept_less_what_the_kept_goods_cost(buy, shop, profile):
    """A half refunded order kept half of its goods; older than a year does not count."""
    orders = [buy(500, "90", cost="10"), buy(50, "100", cost="60"), buy(20, "40", cost="20", refunded=Decimal(20))]
    found = profile(orders, shop=replace(shop, margins=tuple(map(Decimal, (0, 10, 50, 80)))))

    assert found.value_of("margin_12m") == 50
    assert found.value_of("margin_percentile") == 0.625
    assert found.figures["margin_percentile"].words == "more than 62% of customers"


def test_without_costs_the_margin_is_not_known(buy, shop, profile):
    """A guess would move people in the queue."""
    found = profile([buy(50, "100", cost="60"), buy(20, "100")], shop=replace(shop, margins=(Decimal(1),)))

    assert found.value_of("margin_12m") is None
    assert found.value_of("margin_percentile") is None
    assert found.figures["margin_12m"].words == "costs not known"


def test_a_small_part_without_costs_does_not_hide_the_margin(buy, profile):
    """A gift card among furniture."""
    assert profile([buy(50, "100", cost="60"), buy(20, "10")]).value_of("margin_12m") == 40


def test_categories_and_what_is_new_among_them(buy, profile):
    """A first purchase in a category is a beginning, too."""
    found = profile([buy(300, category="tents"), buy(20, category="home"), buy(10, category="tents")])

    assert found.value_of("categories") == ("tents", "home")
    assert found.value_of("new_categories") == ("home",)
    assert found.value_of("breadth") == "many_categories"


@pytest.mark.parametrize(
    ("orders", "scores"),
    [
        ([(10, "20")], (5, 1, 1)),
        ([(100, "60")], (3, 1, 3)),
        ([(600, "60")], (1, 1, 3)),
        ([(200, "60"), (100, "60"), (25, "90")], (5, 3, 5)),
    ],
)
def test_recency_frequency_and_money_score_from_one_to_five(orders, scores, buy, profile):
    """Without the shop's fifths, around its usual interval and average order."""
    found = profile([buy(days, total) for days, total in orders])

    assert tuple(found.value_of(f"{name}_score") for name in ("recency", "frequency", "monetary")) == scores


def test_the_shop_s_own_fifths_come_first(buy, shop, profile):
    """A score says which fifth of the shop's customers this is."""
    own = replace(
        shop,
        recency_cuts=(5, 10, 20, 40),
        frequency_cuts=(1, 1, 1, 2),
        monetary_cuts=tuple(map(Decimal, (10, 20, 40, 80))),
    )
    found = profile([buy(90, "30"), buy(15, "30")], shop=own)

    assert tuple(found.value_of(f"{name}_score") for name in ("recency", "frequency", "monetary")) == (3, 4, 4)


def test_nothing_personal_goes_in():
    """Name, language, occupation and place cannot weigh, for no order has room for them."""
    personal = ("name", "lang", "occupation", "city", "country", "address", "age", "gender")

    assert not [field.name for field in fields(Order) if any(word in field.name for word in personal)]


def test_a_profile_of_a_thousand_orders_is_no_trouble(buy, profile):
    """A wholesale customer is a long list, nothing else."""
    found = profile([buy(day, "10") for day in range(1000)])

    assert found.figures["orders"].words == "1000 orders"
