"""Histories that chance would hardly make, each in every shop."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from oracle_figures import History

from classifier.history.orders import Engagement, Item, Order, ShopStatistics
from classifier.history.rules import DEFAULT_RULES

BERLIN = ZoneInfo("Europe/Berlin")
NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)
LEAP_DAY = datetime(2024, 2, 29, 23, 59, 59, tzinfo=UTC)
SECOND = 1 / 86400

Edge = Callable[[ShopStatistics], tuple[list[Order], list[Engagement], datetime]]


def edges(shops: list[ShopStatistics]) -> Iterator[History]:
    for shop in shops:
        # Thousands of orders take the naive program seconds; once is enough.
        for edge in [*EDGES, thousands] if shop is shops[0] else EDGES:
            orders, events, now = edge(shop)
            yield History(edge.__name__, orders, events, shop, DEFAULT_RULES, now)


def bought(shop: ShopStatistics, *days: float, now: datetime = NOON, **changes) -> list[Order]:
    """Plain orders so many days ago, changed alike."""
    price = shop.average_order
    item = Item("A-1", "Thing", 1, price, "home", price / 2)
    plain = [Order(str(ago), now - timedelta(days=ago), shop.currency, price, (item,)) for ago in days]
    return [replace(order, **changes) for order in plain]


def nothing_at_all(shop: ShopStatistics):
    return [], [], NOON


def engagement_only(shop: ShopStatistics):
    return [], [Engagement("complaint", NOON), Engagement("account_closed", NOON)], NOON


def first_order_today(shop: ShopStatistics):
    return bought(shop, 0), [], NOON


def one_order_three_years_ago(shop: ShopStatistics):
    return bought(shop, 1096), [], NOON


def refunds_only(shop: ShopStatistics):
    return bought(shop, 500, 300, 100, refunded=shop.average_order, status="refunded"), [], NOON


def refunded_without_a_sum(shop: ShopStatistics):
    return bought(shop, 200, 100, 20, status="refunded"), [], NOON


def everything_returned(shop: ShopStatistics):
    return bought(shop, 330, 270, 210, 150, 90, 30, returned_at=NOON - timedelta(days=1)), [], NOON


def returned_late(shop: ShopStatistics):
    """Ordered long ago, sent back lately: the return is what counts."""
    return bought(shop, 600, 540, 480, 420, 360, returned_at=NOON - timedelta(days=20)), [], NOON


def returned_after_now(shop: ShopStatistics):
    return bought(shop, 250, 190, 130, 70, 10, returned_at=NOON + timedelta(days=1)), [], NOON


def future_only(shop: ShopStatistics):
    return bought(shop, -SECOND, -1, -400), [Engagement("cart_left", NOON + timedelta(seconds=1))], NOON


def now_before_everything(shop: ShopStatistics):
    return bought(shop, 30, 60), [Engagement("cart_left", NOON)], NOON - timedelta(days=3000)


def the_same_order_twice(shop: ShopStatistics):
    return bought(shop, 100) * 2 + bought(shop, 20) * 2, [], NOON


def same_number_another_state(shop: ShopStatistics):
    return bought(shop, 20) + bought(shop, 20, status="refunded"), [], NOON


def free_orders_only(shop: ShopStatistics):
    return bought(shop, 100, 40, total=Decimal(0)), [], NOON


def a_free_order_refunded(shop: ShopStatistics):
    return bought(shop, 100, 40, total=Decimal(0), refunded=Decimal(5)), [], NOON


def born_on_a_leap_day(shop: ShopStatistics):
    return bought(shop, 0, now=LEAP_DAY), [], LEAP_DAY.replace(year=2025, day=28)


def on_a_leap_day(shop: ShopStatistics):
    return bought(shop, 0, 60, 365, 366, 731, now=LEAP_DAY), [], LEAP_DAY


def two_currencies(shop: ShopStatistics):
    return bought(shop, 120, 60) + bought(shop, 90, 30, currency="JPY", total=Decimal(90000)), [], NOON


def a_foreign_currency_only(shop: ShopStatistics):
    return bought(shop, 120, 60, currency="JPY"), [], NOON


def within_a_day(shop: ShopStatistics):
    """Twenty hours apart, three times: the third is a day and more after the first."""
    return bought(shop, 90, 90 - 20 / 24, 90 - 40 / 24), [], NOON


def a_day_apart_to_the_second(shop: ShopStatistics):
    return bought(shop, 80, 79 + SECOND, 50, 49, 20, 19 - SECOND), [], NOON


def unpaid_only(shop: ShopStatistics):
    return bought(shop, 10, 70, status="unpaid"), [], NOON


def cancelled_only(shop: ShopStatistics):
    return bought(shop, 10, 70, status="cancelled"), [Engagement("newsletter", NOON)], NOON


def negative_quantities(shop: ShopStatistics):
    thing = bought(shop, 0)[0].items[0]
    return bought(shop, 50, 20, items=(thing, replace(thing, quantity=-2))), [], NOON


def as_many_back_as_out(shop: ShopStatistics):
    thing = bought(shop, 0)[0].items[0]
    return bought(shop, 50, 20, items=(thing, replace(thing, quantity=-1)), total=Decimal(2000)), [], NOON


def no_items(shop: ShopStatistics):
    return bought(shop, 50, 20, items=(), total=Decimal(2000)), [], NOON


def costs_unknown(shop: ShopStatistics):
    thing = replace(bought(shop, 0)[0].items[0], cost=None)
    return bought(shop, 50, 20, items=(thing,)), [], NOON


def costs_of_a_fifth_unknown(shop: ShopStatistics):
    thing = replace(bought(shop, 0)[0].items[0], cost=None)
    return bought(shop, 90, 60, 40, 30) + bought(shop, 20, items=(thing,)), [], NOON


def noon_to_noon_as_the_clocks_change(shop: ShopStatistics):
    """In March 23 hours and one visit, in October 25 hours and two."""
    noons = [datetime(2025, month, day, 12, tzinfo=BERLIN) for month, day in ((3, 29), (3, 30), (10, 25), (10, 26))]
    orders = [replace(bought(shop, 0)[0], placed_at=noon) for noon in noons]
    return orders, [], datetime(2025, 11, 1, 12, tzinfo=BERLIN)


def the_hour_that_comes_twice(shop: ShopStatistics):
    """Half past two for the second time is after half past two for the first."""
    first = datetime(2025, 10, 26, 2, 45, tzinfo=BERLIN)
    order = replace(bought(shop, 0)[0], placed_at=first)
    return [order], [Engagement("complaint", first.replace(minute=50))], first.replace(minute=30, fold=1)


def exactly_twice_the_usual(shop: ShopStatistics):
    """The customer's interval is the shop's, so that late begins on a whole day."""
    usual = shop.usual_interval_days
    return bought(shop, *(usual * times for times in (2, 3, 4, 5))), [], NOON


def a_gesture_of_a_fifth(shop: ShopStatistics):
    """A fifth of 22.40 to the penny, before a pause."""
    usual = shop.usual_interval_days
    orders = bought(shop, *(usual * times for times in (0, 2.5, 3.5, 4.5)), total=Decimal("22.40"))
    return [orders[0], replace(orders[1], refunded=Decimal("4.48")), *orders[2:]], [], NOON


def thousands(shop: ShopStatistics):
    return bought(shop, *(place / 3 for place in range(3000))), [], NOON


EDGES: list[Edge] = [
    nothing_at_all,
    engagement_only,
    first_order_today,
    one_order_three_years_ago,
    refunds_only,
    refunded_without_a_sum,
    everything_returned,
    returned_late,
    returned_after_now,
    future_only,
    now_before_everything,
    the_same_order_twice,
    same_number_another_state,
    free_orders_only,
    a_free_order_refunded,
    born_on_a_leap_day,
    on_a_leap_day,
    two_currencies,
    a_foreign_currency_only,
    within_a_day,
    a_day_apart_to_the_second,
    unpaid_only,
    cancelled_only,
    negative_quantities,
    as_many_back_as_out,
    no_items,
    costs_unknown,
    costs_of_a_fifth_unknown,
    noon_to_noon_as_the_clocks_change,
    the_hour_that_comes_twice,
    exactly_twice_the_usual,
    a_gesture_of_a_fifth,
]
