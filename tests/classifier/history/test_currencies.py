"""Money in other currencies: turned into the shop's where a rate is given, kept apart where none is."""

from dataclasses import replace
from decimal import Decimal

import pytest

from classifier.history.orders import ShopStatistics
from classifier.history.profile import shop_statistics

RATES = {"CHF": Decimal("1.10")}


@pytest.fixture
def swiss(buy):
    """An order in francs."""
    return lambda days, total, **more: replace(buy(days, total, **more), currency="CHF")


def test_a_rate_turns_sums_costs_and_refunds(buy, profile, shop, swiss):
    """100 francs at 1.10 are 110 euros, their cost 44, and the words say so."""
    orders = [buy(50, "50", cost="20"), swiss(20, "100", cost="40", refunded=Decimal(10))]
    found = profile(orders, shop=replace(shop, rates=RATES))

    assert found.value_of("revenue") == 50 + 99
    assert found.value_of("average_order") == 80
    assert found.value_of("margin_12m") == 30 + Decimal("59.4")
    assert found.figures["revenue"].words == "149.00 EUR after refunds, 1 order in other currencies converted"


def test_without_a_rate_sums_are_kept_apart(buy, profile, shop, swiss):
    """A rate for one currency says nothing of another."""
    yen = replace(swiss(30, "9000"), currency="JPY")
    found = profile([buy(50, "50"), yen, swiss(20, "100")], shop=replace(shop, rates=RATES))

    assert found.value_of("revenue") == 160
    assert found.figures["revenue"].words == (
        "160.00 EUR after refunds, 1 order in other currencies converted, 1 order in other currencies left out"
    )


def test_the_shop_is_measured_with_the_same_rates(now, swiss):
    """What is usual counts everybody's francs, too."""
    found = shop_statistics([[swiss(20, "100")]] * 10, "EUR", now, rates=RATES)

    assert found.average_order == 110
    assert found.rates == RATES


@pytest.mark.parametrize("rate", ["0", "-1", "NaN"])
def test_a_rate_of_nothing_is_refused(rate):
    """The sentence names the currency and what is meant."""
    with pytest.raises(ValueError, match=f"the rate of CHF is {rate}; it must be what one CHF is in EUR"):
        ShopStatistics(rates={"CHF": Decimal(rate)})
