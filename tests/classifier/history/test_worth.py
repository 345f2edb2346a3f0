"""Value, advocacy and caution: what each type asks for, and what it must not be."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from classifier.taxonomy import Axis

# (days ago, total) of each order; the shop: average order 50, one order in ten reaches 150,
# one customer in twenty has left 1000 euros.
MONTHLY = range(20, 400, 30)


def test_gold_is_much_over_a_long_time(buy, profile):
    """A thousand euros in two years, at full prices."""
    found = profile([buy(days, "100") for days in range(20, 740, 60)])

    assert found.type_of(Axis.VALUE) == "gold"
    assert [item.value for item in found.verdicts[Axis.VALUE].evidence] == [
        "1,200.00 EUR in 12 orders",
        "over 660 days",
    ]


def test_gold_pays_for_quality_not_for_discounts(buy, profile):
    """The same sum at reduced prices is no gold."""
    found = profile([buy(days, "100", discount=Decimal(10)) for days in range(20, 740, 60)])

    assert found.type_of(Axis.VALUE) == "standard"


def test_gold_is_by_profit_where_costs_are_known(buy, profile, shop):
    """Five in a hundred earn the shop 300 euros a year: small sums can be among them, large ones need not."""
    known = replace(shop, margins=tuple(map(Decimal, [*range(95), 300, 310, 320, 330, 340])))
    small = [buy(days, "60", cost="5") for days in range(20, 740, 60)]
    large = [buy(days, "100", cost="95") for days in range(20, 740, 60)]
    found = profile(small, shop=known)

    assert found.type_of(Axis.VALUE) == "gold"
    assert found.verdicts[Axis.VALUE].evidence[1].value == "330.00 EUR margin in 12 months, one in twenty brings 300"
    assert profile(large, shop=known).type_of(Axis.VALUE) == "standard"


def test_super_is_many_large_orders_within_a_year(buy, profile):
    """Twice the usual pace and twice the usual size."""
    assert profile([buy(days, "100") for days in MONTHLY]).type_of(Axis.VALUE) == "super"


def test_status_is_single_dear_things(buy, profile):
    """Few orders, each one piece of the highest price range."""
    assert profile([buy(200, "300"), buy(100, "280")]).type_of(Axis.VALUE) == "status"
    assert profile([buy(100, "300")]).type_of(Axis.VALUE) == "standard"


def test_petty_is_small_orders_at_reduced_prices(buy, profile):
    """Four of five orders with a code, none of them large."""
    orders = [buy(30 + 50 * n, "30", codes=("SALE",)) for n in range(4)] + [buy(10, "30")]
    found = profile(orders)

    assert found.type_of(Axis.VALUE) == "petty"
    assert found.verdicts[Axis.VALUE].evidence[0].value == "80% of 5 orders at a reduced price"


def test_without_orders_value_is_not_known(profile):
    """No evidence, no verdict; the best guess is never unknown."""
    verdict = profile().verdicts[Axis.VALUE]

    assert (verdict.type, verdict.best.type) == ("unknown", "standard")


def test_money_in_another_currency_is_not_mixed_in(buy, profile):
    """Yen are no euros: they count as orders, not as sums."""
    yen = buy(20, "90000")
    yen = type(yen)(yen.id, yen.placed_at, "JPY", yen.total, yen.items)
    found = profile([yen, buy(100, "50")])

    assert found.value_of("revenue") == 50
    assert found.figures["revenue"].words == "50.00 EUR after refunds, 1 order in other currencies left out"
    assert found.type_of(Axis.VALUE) == "standard"


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ([], "neutral"),
        ([("good_review", 10)], "neutral"),
        ([("good_review", 10), ("shared", 5)], "fan"),
        ([("recommended", 10)], "fan"),
        ([("recommended", 400)], "neutral"),
        ([("bad_review", 10)], "detractor"),
        ([("bad_review", 20), ("good_review", 10)], "neutral"),
        ([("recommended", 20), ("bad_review", 10)], "detractor"),
        ([("followers", 10, 12400)], "influencer"),
        ([("followers", 10, 300)], "neutral"),
        ([("followers", 20, 12400), ("followers", 10, 300)], "neutral"),
    ],
)
def test_advocacy_is_what_they_said_to_others(events, expected, did, profile):
    """The newest word counts, and a year later none does."""
    assert profile([], [did(*event) for event in events]).type_of(Axis.ADVOCACY) == expected


def sent_back(buy, now, *days):
    return [buy(each, returned_at=now - timedelta(days=each - 10), refunded=Decimal(50)) for each in days]


def test_returns_above_the_shop_s_limit_are_said_with_figures(buy, now, profile):
    """Three of five, and a recent one."""
    found = profile([*sent_back(buy, now, 150, 90, 30), buy(200), buy(60)])

    assert found.type_of(Axis.CAUTION) == "abuser"
    assert found.verdicts[Axis.CAUTION].evidence[0].value == (
        "goods returned from 3 of 5 orders, last ordered 30 days ago"
    )


def test_few_orders_are_no_habit(buy, now, profile):
    """Three returns of four orders may be three bad parcels."""
    assert profile([*sent_back(buy, now, 150, 90, 30), buy(200)]).type_of(Axis.CAUTION) == "none"


def test_caution_expires(buy, now, profile):
    """Half a year without another return, and nothing is said any more."""
    assert profile([*sent_back(buy, now, 300, 250, 190), buy(200), buy(60)]).type_of(Axis.CAUTION) == "none"


def test_refunds_for_our_mistakes_are_not_returns(buy, now, profile):
    """A late parcel refunded, a lost one, and a gesture of ten euros do not count against anybody."""
    late = [
        buy(
            days, refunded=Decimal(50), promised_at=now - timedelta(days=days - 3), delivered_at=now - timedelta(days=1)
        )
        for days in (150, 120)
    ]
    lost = [buy(days, refunded=Decimal(50), promised_at=now - timedelta(days=days - 3)) for days in (90, 60)]
    gesture = [buy(days, refunded=Decimal(10)) for days in (40, 30)]
    found = profile([*late, *lost, *gesture])

    assert found.value_of("return_rate") == 0
    assert found.type_of(Axis.CAUTION) == "none"
