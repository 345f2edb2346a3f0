"""What is usual in a shop, measured from everybody's orders."""

from decimal import Decimal

from classifier.history.orders import ShopStatistics
from classifier.history.profile import shop_statistics
from classifier.history.statistics import quantile


def test_too_few_customers_leave_the_defaults(buy, now):
    """Nine customers are no shop."""
    found = shop_statistics([[buy(50), buy(10)]] * 9, "EUR", now)

    assert found == ShopStatistics(currency="EUR", margins=())


def test_usual_is_the_middle_customer_not_the_busiest(buy, now):
    """One customer with a hundred orders a day apart does not make the shop's rhythm."""
    busy = [buy(days) for days in range(100)]
    customers = [busy, *[[buy(200), buy(160), buy(120)]] * 10]
    found = shop_statistics(customers, "EUR", now)

    assert found.usual_interval_days == 40
    assert found.usual_second_order_days == 40
    assert found.new_days == 40


def test_new_lasts_thirty_to_sixty_days(buy, now):
    """However slow or quick the shop, as the source says."""
    slow = shop_statistics([[buy(700), buy(300)]] * 10, "EUR", now)
    quick = shop_statistics([[buy(9), buy(2)]] * 10, "EUR", now)

    assert (slow.new_days, quick.new_days) == (60, 30)


def test_sums_are_of_this_currency_and_these_orders(buy, now):
    """Unpaid orders, other currencies and the future stay outside."""
    customers = [[buy(20 + n, str(10 * (n + 1))), buy(5, "999", status="unpaid"), buy(-3, "999")] for n in range(10)]
    found = shop_statistics(customers, "EUR", now)

    assert found.average_order == 55
    assert found.order_p90 == 100
    assert found.revenue_p80 == 90
    assert found.revenue_p95 == 100
    assert found.monetary_cuts == tuple(map(Decimal, (30, 50, 70, 90)))


def test_margins_come_sorted_for_ranking(buy, now):
    """Those whose costs are known, the smallest first."""
    customers = [[buy(20, "30", cost=cost)] for cost in ("10", "25", "5", None)]

    assert shop_statistics(customers, "EUR", now).margins == (5, 20, 25)


def test_customers_may_stream_by(buy, now):
    """A hundred thousand customers need not stand in memory together."""
    found = shop_statistics(([buy(30), buy(10)] for _ in range(12)), "EUR", now)

    assert found.usual_interval_days == 20


def test_a_quantile_is_a_real_value():
    """Never something in between that nobody paid."""
    assert [quantile([1.0, 2.0, 3.0, 4.0], share) for share in (0, 0.5, 0.95, 1)] == [1.0, 3.0, 4.0, 4.0]


def test_a_shop_without_orders_has_the_defaults(now):
    """The first day of a shop."""
    assert shop_statistics([], "EUR", now) == ShopStatistics(currency="EUR")
