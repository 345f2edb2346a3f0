"""What is usual in this shop, worked out from everybody's orders."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from typing import TypeVar

from classifier.history.launches import Launches
from classifier.history.orders import Order, ShopStatistics
from classifier.history.purchases import NO_RATES, Purchases, middle, purchases_of

Number = TypeVar("Number", float, Decimal)

# Fewer customers than this say little about "usual"; the defaults stand until then.
FEWEST = 10
# Four in five of those who came back had done so by then.
SECOND_ORDER_SHARE = 0.8
# Source 000: new means 30 to 60 days, by the shop's sales cycle.
NEW_DAYS = (30, 60)


@dataclass(slots=True)
class _Seen:
    """Lists that grow while customers stream by."""

    intervals: list[float] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    totals: list[Decimal] = field(default_factory=list)
    revenues: list[Decimal] = field(default_factory=list)
    recencies: list[float] = field(default_factory=list)
    counts: list[float] = field(default_factory=list)
    margins: list[Decimal] = field(default_factory=list)
    launches: Launches = field(default_factory=Launches)

    def add(self, purchases: Purchases) -> None:
        if purchases.gaps:
            self.intervals.append(middle(purchases.gaps))
            self.seconds.append(purchases.gaps[0])
        self.totals.extend(order.total for order in purchases.priced)
        self.revenues.append(purchases.revenue)
        self.recencies.append(purchases.recency)
        self.counts.append(len(purchases.orders))
        self.launches.add(purchases.orders)
        margin = purchases.margin_12m
        if margin is not None:
            self.margins.append(margin)


def shop_statistics(
    orders_by_customer: Iterable[Sequence[Order]],
    currency: str,
    now: datetime,
    *,
    rates: Mapping[str, Decimal] = NO_RATES,
) -> ShopStatistics:
    """Measure the shop, given each customer's orders; where too few customers tell, the defaults stay.

    First sales of products are only right where all customers are given; of a sample, leave `first_sold` out.
    """
    seen = _Seen()
    for orders in orders_by_customer:
        purchases = purchases_of(orders, currency, now, rates)
        if purchases.visits:
            seen.add(purchases)
    usual = ShopStatistics(
        currency=currency,
        margins=tuple(sorted(seen.margins)),
        first_sold=seen.launches.first_sold(),
        rates=dict(rates),
    )
    rhythm = _with_rhythm(usual, seen)
    return _with_sums(rhythm, seen) if len(seen.revenues) >= FEWEST and seen.totals else rhythm


def _with_rhythm(usual: ShopStatistics, seen: _Seen) -> ShopStatistics:
    """Take the middle of the customers, not of the gaps: one busy customer has many of those."""
    if len(seen.intervals) < FEWEST:
        return usual
    interval = middle(seen.intervals)
    shortest, longest = NEW_DAYS
    return replace(
        usual,
        usual_interval_days=interval,
        usual_second_order_days=quantile(sorted(seen.seconds), SECOND_ORDER_SHARE),
        new_days=round(min(longest, max(shortest, interval))),
    )


def _with_sums(usual: ShopStatistics, seen: _Seen) -> ShopStatistics:
    totals, revenues = sorted(seen.totals), sorted(seen.revenues)
    return replace(
        usual,
        average_order=sum(totals, Decimal(0)) / len(totals),
        order_p90=quantile(totals, 0.9),
        revenue_p80=quantile(revenues, 0.8),
        revenue_p95=quantile(revenues, 0.95),
        recency_cuts=_fifths(sorted(seen.recencies)),
        frequency_cuts=_fifths(sorted(seen.counts)),
        monetary_cuts=_fifths(revenues),
    )


def quantile(ordered: Sequence[Number], share: float) -> Number:
    """Take the value that this share of a sorted list does not exceed; a real one, never in between."""
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def _fifths(ordered: Sequence[Number]) -> tuple[Number, ...]:
    return tuple(quantile(ordered, part / 5) for part in range(1, 5))
