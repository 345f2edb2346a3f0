"""What past orders show of why somebody buys, and what it adds to today's words."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from classifier.history.orders import Engagement, Item, Order
from classifier.taxonomy import Axis


def nightly(buy, *days, hour=3):
    """Orders at an hour of the night, UTC."""
    return [replace(order, placed_at=order.placed_at.replace(hour=hour)) for order in map(buy, days)]


def looked(did, *pairs):
    """A product page so many hours before the order that many days ago."""
    return [did("product_page", days + hours / 24) for days, hours in pairs]


def test_time_from_the_first_look_to_the_order(buy, did, profile):
    """The median over the orders that a look went before; a look after the order is for the next one."""
    found = profile([buy(100), buy(60), buy(20)], looked(did, (100, 2), (60, 30), (60, 5), (20, 10)))

    assert found.value_of("hours_to_order") == pytest.approx(10)
    assert found.figures["hours_to_order"].words == "10.0 hours from the first look to the order, median of 3"


def test_an_old_look_led_to_nothing(buy, did, profile):
    """Two months before the order, or before the order before, is another story."""
    found = profile([buy(100), buy(20)], looked(did, (100, 24 * 60)))

    assert found.value_of("hours_to_order") is None
    assert found.figures["hours_to_order"].words == "no product page seen before an order"


def test_odd_hours_are_the_shop_s(buy, profile, shop):
    """Three at night in London is six in the morning in Moscow."""
    orders = nightly(buy, 100, 60, 20)
    moscow = replace(shop, zone=ZoneInfo("Europe/Moscow"))

    assert profile(orders).value_of("odd_hours_share") == 1
    assert profile(orders, shop=moscow).value_of("odd_hours_share") == 0


def test_a_day_without_night_hours_is_counted_by_the_clock_on_the_wall(buy, profile, shop):
    """The hour that a change of clocks leaves out belongs to nobody."""
    at = datetime(2025, 3, 30, 0, 59, 59, tzinfo=UTC)
    orders = [replace(buy(1), placed_at=at), replace(buy(1), id="2", placed_at=at + timedelta(hours=4))]
    berlin = replace(shop, zone=ZoneInfo("Europe/Berlin"))

    assert profile(orders, shop=berlin).value_of("odd_hours_share") == 0.5


def test_categories_are_counted(buy, profile):
    """Those that are named; where none is, nobody knows."""
    assert profile([buy(9, category="tents"), buy(5), buy(2)]).value_of("category_count") == 2
    assert profile([buy(9, category=None)]).value_of("category_count") is None


def test_reduced_prices_again_and_again_are_a_discount_motive(buy, profile):
    """Four of five, with the share as the reason."""
    found = profile([buy(days, codes=("SALE",)) for days in (100, 80, 60, 40)] + [buy(20)])

    assert found.type_of(Axis.MOTIVE) == "discount"
    assert found.verdicts[Axis.MOTIVE].evidence[0].value == "80% of 5 orders at a reduced price"


def test_haste_shows_in_several_signs(buy, profile):
    """At night and minutes after the first look; one sign alone is nothing."""
    orders = nightly(buy, 100, 60, 20)
    looks = [Engagement("product_viewed", order.placed_at - timedelta(minutes=20)) for order in orders]

    assert profile(orders, looks).type_of(Axis.MOTIVE) == "impulsive"
    assert [fact.fact for fact in profile(orders, looks).verdicts[Axis.MOTIVE].evidence] == [
        "hours_to_order",
        "odd_hours_share",
    ]
    assert profile(orders).type_of(Axis.MOTIVE) == "none"


def test_one_kind_of_thing_bought_directly_and_kept_is_need(buy, did, profile):
    """Full price, one category, within a day of looking."""
    orders = [buy(days, category="filters") for days in (100, 60, 20)]
    found = profile(orders, looked(did, (100, 5), (60, 3), (20, 6)))

    assert found.type_of(Axis.MOTIVE) == "need_based"


def test_pages_and_carts_without_an_order_are_wandering(did, profile):
    """Three within a month; one is chance, and last year's are over."""
    assert (
        profile([], [did("product_page", 9), did("cart_left", 5), did("product_page", 2)]).type_of(Axis.MOTIVE)
        == "wandering"
    )
    assert profile([], [did("product_page", 9)]).type_of(Axis.MOTIVE) == "unknown"
    assert profile([], [did("product_page", days) for days in (300, 290, 280)]).type_of(Axis.MOTIVE) == "unknown"


@pytest.mark.parametrize("orders", [1, 2])
def test_two_orders_are_no_habit(orders, buy, profile):
    """The welcome offer makes nobody a bargain hunter."""
    found = profile([buy(days, codes=("HELLO",)) for days in (60, 20)[:orders]])

    assert found.type_of(Axis.MOTIVE) == "unknown"


def test_goods_sent_back_on_the_same_paper_break_nothing(now, profile):
    """A negative quantity is goods that went back, a future order has not happened."""
    item = Item("A-1", "Thing", -2, 10, "home")
    orders = [
        Order("1", now - timedelta(days=5), "EUR", -20, (item,)),
        Order("2", now + timedelta(days=5), "EUR", 9, ()),
    ]
    found = profile(orders)

    assert found.value_of("orders") == 1
    assert found.value_of("expected_orders_12m") > 0
