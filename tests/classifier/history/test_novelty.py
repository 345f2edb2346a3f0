"""Who buys what is new, and whose needs lead others; and when a product can be said to have begun."""

from dataclasses import replace
from datetime import timedelta

import pytest

from classifier.history.launches import FEWEST_BUYERS, MOST
from classifier.history.orders import Item
from classifier.history.profile import shop_statistics
from classifier.taxonomy import Axis


@pytest.fixture
def bought(buy):
    """An order of these products, so many days ago."""

    def make(days_ago, *skus, quantity=1):
        order = buy(days_ago)
        return replace(order, items=tuple(Item(sku, sku, quantity, order.total, "home") for sku in skus))

    return make


@pytest.fixture
def launched(shop, now):
    """The usual shop, with products first sold so many days ago."""
    return lambda **days: replace(shop, first_sold={sku: now - timedelta(days=ago) for sku, ago in days.items()})


def test_who_always_tries_what_is_new_is_an_innovator(bought, launched, profile):
    """Three of four orders with a product in its first six weeks, with the count as the reason."""
    shop = launched(a=300, b=200, c=90)
    found = profile([bought(270, "a"), bought(170, "b"), bought(120, "old"), bought(60, "c")], shop=shop)

    assert found.type_of(Axis.ADVOCACY) == "innovator"
    assert found.verdicts[Axis.ADVOCACY].evidence[0].value == (
        "3 of 4 orders with products in their first weeks, last 60 days ago"
    )


def test_who_bought_two_products_first_is_a_pioneer(bought, launched, profile):
    """Within the first two weeks of each; among many other orders it is no habit."""
    old = [bought(days, "old") for days in (400, 350, 320, 250, 150)]
    found = profile([*old, bought(297, "a"), bought(190, "b")], shop=launched(a=300, b=200))

    assert found.type_of(Axis.ADVOCACY) == "pioneer"
    assert found.verdicts[Axis.ADVOCACY].evidence[0].value == "among the first to buy 2 products, last 190 days ago"


@pytest.mark.parametrize(
    "orders",
    [
        [(250, "a"), (150, "b"), (30, "c")],  # months after each had come out
        [(297, "a"), (290, "a"), (285, "a")],  # one new product, three times
        [(897, "x"), (797, "y"), (697, "z")],  # years ago
    ],
)
def test_late_once_or_long_ago_is_neutral(orders, bought, launched, profile):
    """It takes several products, their first weeks, and the last year."""
    shop = launched(a=300, b=200, c=90, x=900, y=800, z=700)

    assert profile([bought(*order) for order in orders], shop=shop).type_of(Axis.ADVOCACY) == "neutral"


def test_goods_that_went_back_are_not_bought(bought, launched, profile):
    """A negative quantity makes nobody a pioneer."""
    shop = launched(a=300, b=200, c=90)
    orders = [bought(297, "a", quantity=-1), bought(190, "b", quantity=-1), bought(80, "c", quantity=-1)]

    assert profile(orders, shop=shop).type_of(Axis.ADVOCACY) == "neutral"


def test_large_and_asking_is_a_lead_user(buy, did, profile):
    """Orders at six times the usual, and questions; money alone or questions alone lead nobody."""
    large, usual = [buy(days, "300") for days in (90, 60, 20)], [buy(days) for days in (90, 60, 20)]
    asked = [did("product_question", 40), did("review", 15)]
    found = profile(large, asked)

    assert found.type_of(Axis.ADVOCACY) == "lead_user"
    assert [fact.value for fact in found.verdicts[Axis.ADVOCACY].evidence] == [
        "900.00 EUR in 3 orders, usual 50 each",
        "2 questions, reviews and referrals in a year",
    ]
    assert profile(large).type_of(Axis.ADVOCACY) == profile(usual, asked).type_of(Axis.ADVOCACY) == "neutral"


def test_words_to_others_come_before_what_is_bought(bought, did, launched, profile):
    """A fan who buys what is new stays a fan, a detractor a detractor."""
    shop, orders = launched(a=300, b=200, c=90), [bought(270, "a"), bought(170, "b"), bought(60, "c")]

    assert profile(orders, [did("recommended", 5)], shop=shop).type_of(Axis.ADVOCACY) == "fan"
    assert profile(orders, [did("bad_review", 5)], shop=shop).type_of(Axis.ADVOCACY) == "detractor"


@pytest.mark.parametrize(
    ("events", "model"),
    [([], "low"), ([("newsletter", 5)], "low"), ([("referral", 5)], "active"), ([("good_review", 400)], "low")],
)
def test_the_fourth_behaviour_model_is_telling_others(events, model, did, profile):
    """Reviews, shares, referrals of the last year."""
    assert profile([], [did(*event) for event in events]).value_of("advocacy") == model


def test_a_product_begins_with_its_first_sale(bought, now):
    """Over everybody's orders, once ten have bought it."""
    customers = [[bought(400, "old"), bought(100 - n, "new")] for n in range(FEWEST_BUYERS)]
    few = [[bought(90, "odd")] for _ in range(FEWEST_BUYERS - 1)]

    assert shop_statistics([*customers, *few], "EUR", now).first_sold == {"new": now - timedelta(days=100)}


def test_what_sold_from_the_beginning_was_sold_before(bought, now):
    """The first two months of what we know say nothing about launches."""
    customers = [[bought(400, "a"), bought(345, "b"), bought(339, "c")] for _ in range(FEWEST_BUYERS)]

    assert list(shop_statistics(customers, "EUR", now).first_sold) == ["c"]


def test_only_the_newest_products_are_held(bought, now):
    """Some thousands: statistics stay small however large the catalogue."""
    shelf = [f"p{n}" for n in range(MOST + 50)]
    customers = [[bought(900, "old"), bought(300, *shelf[:50]), bought(200, *shelf[50:])]] * FEWEST_BUYERS
    found = shop_statistics(customers, "EUR", now).first_sold

    assert len(found) == MOST
    assert not set(shelf[:50]) & found.keys()
