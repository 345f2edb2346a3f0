"""How customers are added up by type, and who comes back."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from classifier.history.cohorts import Cohorts
from classifier.history.fact import Fact
from classifier.history.orders import Order
from classifier.history.profile import Profile
from classifier.history.purchases import purchases_of
from classifier.history.rules import CautionRules
from classifier.history.segments import Segments, caution_expires

UTC_ZONE = ZoneInfo("UTC")


@pytest.fixture
def count(profile, now):
    """Add histories up."""

    def make(*histories, figures=None):
        segments = Segments()
        for orders in histories:
            found = profile(orders)
            found = Profile({**found.figures, **(figures or {})}, found.verdicts)
            segments.add(found, purchases_of(orders, "EUR", now))
        return segments

    return make


def by_type(segments, grouping):
    return {one.type: one for one in segments.of(grouping)}


def test_shares_are_of_customers_and_of_revenue(buy, count):
    """Three of four bought, and one of them a lot."""
    found = by_type(count([buy(5, "60")], [buy(6, "140")], [buy(900, "200")], []), "lifecycle")

    assert {name: (one.customers, one.share, one.revenue, one.revenue_share) for name, one in found.items()} == {
        "new": (2, 0.5, Decimal(200), 0.5),
        "lost": (1, 0.25, Decimal(200), 0.5),
        "prospect": (1, 0.25, Decimal(0), 0.0),
    }


def test_the_average_order_is_over_orders_not_customers(buy, count):
    """Who orders thrice counts thrice; refunds change nothing about the size of an order."""
    (new,) = count([buy(3, "10"), buy(5, "10"), buy(7, "10", refunded=Decimal(10))], [buy(5, "50")]).of("lifecycle")

    assert new.average_order == Decimal(20)
    assert new.revenue == Decimal(70)


def test_other_currencies_are_in_no_sum(buy, count, now):
    """They count as customers, never as money."""
    dollars = Order("1", now - timedelta(days=3), "USD", Decimal(90), ())
    (new,) = count([dollars]).of("lifecycle")

    assert (new.customers, new.revenue, new.revenue_share, new.average_order) == (1, Decimal(0), None, None)


def test_margins_are_summed_where_they_are_known(buy, count):
    """And it is said of how many customers that is."""
    segments = count([buy(5, "50", cost="20")], [buy(5, "50")], [buy(200, "100", cost="90")])
    found = by_type(segments, "lifecycle")

    assert (found["new"].margin_12m, found["new"].margin_known, found["new"].margin_share) == (Decimal(30), 1, 0.75)
    assert (found["sleeping"].margin_12m, found["sleeping"].margin_share) == (Decimal(10), 0.25)


def test_without_costs_margins_are_not_known(buy, count):
    """Nobody knows is not zero."""
    (new,) = count([buy(5)]).of("lifecycle")

    assert (new.margin_12m, new.margin_share, new.margin_known) == (None, None, 0)


def test_service_level_and_return_on_effort_are_means_where_known(buy, count):
    """They are taken from the profile by name; a profile without them leaves them unknown."""
    told = count([buy(5)], figures={"service_level": Fact(4, "4"), "return_on_effort": Fact(Decimal("2.5"), "2.5")})
    untold = count([buy(5)], figures={"service_level": Fact(None, "?"), "return_on_effort": Fact(None, "?")})

    assert [(one.service_level, one.return_on_effort) for one in told.of("value")] == [(4.0, 2.5)]
    assert [(one.service_level, one.return_on_effort) for one in untold.of("value")] == [(None, None)]


def test_behaviour_is_unknown_before_the_first_order(buy, count):
    """Who has not bought behaves in no way yet."""
    segments = count([buy(5)], [])

    assert {name: one.customers for name, one in by_type(segments, "frequency").items()} == {"one_off": 1, "unknown": 1}
    assert {name: one.customers for name, one in by_type(segments, "breadth").items()} == {
        "one_category": 1,
        "unknown": 1,
    }


def test_who_tells_others_speaks_for_the_shop(buy, did, profile, now):
    """The fourth behaviour model; looking and scolding are no telling."""
    segments = Segments()
    for kind in ("recommended", "bad_review", "visit"):
        segments.add(profile([buy(5)], [did(kind, 2)]), purchases_of([buy(5)], "EUR", now))

    assert {name: one.customers for name, one in by_type(segments, "speaking").items()} == {"low": 2, "active": 1}


def test_types_come_in_the_order_of_the_taxonomy(buy, count):
    """A table reads the same every time."""
    segments = count([buy(900)], [buy(5)], [])

    assert [one.type for one in segments.of("lifecycle")] == ["prospect", "new", "lost"]


def test_an_empty_shop_has_no_segments():
    """And no share of nothing."""
    assert Segments().of("lifecycle") == []


def test_caution_ends_180_days_after_the_newest_return(buy, now):
    """By the day it came back where that is told, else by the day of the order."""
    returned = [buy(60, refunded=Decimal(50)), buy(40, refunded=Decimal(50)), buy(10)]
    later = [*returned, buy(50, returned_at=now - timedelta(days=5))]
    rules = CautionRules()

    assert caution_expires(purchases_of(returned, "EUR", now), rules) == now + timedelta(days=140)
    assert caution_expires(purchases_of(later, "EUR", now), rules) == now + timedelta(days=175)
    assert caution_expires(purchases_of([buy(10)], "EUR", now), rules) is None


def bought(*days):
    return [Order(day, datetime.fromisoformat(f"{day}T12:00+00:00"), "EUR", Decimal(10), ()) for day in days]


def test_a_cohort_is_who_began_in_a_month():
    """And its shares are who ordered in each whole month after it; the month of now is not over."""
    cohorts = Cohorts(UTC_ZONE)
    for days in (["2026-01-05", "2026-02-01", "2026-02-20"], ["2026-01-30"], ["2026-02-03", "2026-03-01"], []):
        cohorts.add(bought(*days))
    january, february = cohorts.table(datetime(2026, 4, 20, tzinfo=UTC))

    assert (january.month, january.size, january.shares) == (date(2026, 1, 1), 2, (0.5, 0.0))
    assert (february.month, february.size, february.shares) == (date(2026, 2, 1), 1, (1.0,))


def test_months_are_the_shops_own():
    """What is still January in Greenwich is February in Tokyo."""
    at = datetime(2026, 1, 31, 20, tzinfo=UTC)
    cohorts = Cohorts(ZoneInfo("Asia/Tokyo"))
    cohorts.add([Order("1", at, "EUR", Decimal(10), ())])

    assert [one.month for one in cohorts.table(at + timedelta(days=90))] == [date(2026, 2, 1)]


def test_the_table_is_the_last_twelve_months_that_had_beginners():
    """An old shop's table is no larger than a young one's."""
    cohorts = Cohorts(UTC_ZONE)
    for month in range(24):
        cohorts.add(bought(f"{2024 + month // 12}-{month % 12 + 1:02}-10"))
    table = cohorts.table(datetime(2026, 1, 20, tzinfo=UTC))

    assert [one.month for one in (table[0], table[-1])] == [date(2024, 12, 1), date(2025, 11, 1)]
    assert max(len(one.shares) for one in table) == 12


def test_who_ordered_again_within_three_months():
    """Only of those who had the time to."""
    cohorts = Cohorts(UTC_ZONE)
    for days in (["2026-01-05", "2026-04-01"], ["2026-01-06", "2026-05-01"], ["2026-03-01", "2026-04-01"]):
        cohorts.add(bought(*days))

    assert cohorts.soon_share(datetime(2026, 5, 20, tzinfo=UTC)) == 0.5
    assert cohorts.soon_share(datetime(2026, 4, 20, tzinfo=UTC)) is None
