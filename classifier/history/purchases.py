"""What of a customer's orders counts: real purchases up to `now`, in order, and the rhythm they have."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import cached_property
from itertools import pairwise
from statistics import median
from types import MappingProxyType
from typing import Final

from classifier.history.earned import given_back, margin_of, net, sum_known
from classifier.history.orders import Engagement, Order

ONE_DAY: Final = timedelta(days=1)
YEAR: Final = timedelta(days=365)
# Nothing was bought by an order that was never paid or that was called back.
NOT_BOUGHT: Final = frozenset({"unpaid", "cancelled"})
NO_RATES: Final[Mapping[str, Decimal]] = MappingProxyType({})


@dataclass(frozen=True)
class Purchases:
    """One customer's purchases, oldest first; what several rules ask for is worked out once.

    `visits` are the moments of buying: orders within a day of each other are
    one visit, since a forgotten item is no second decision to come.
    """

    orders: Sequence[Order]
    priced: Sequence[
        Order
    ]  # those in the shop's currency, or turned into it by a given rate; sums never mix currencies
    visits: Sequence[datetime]
    gaps: Sequence[float]  # days between visits
    now: datetime
    _returns: dict[float, Sequence[Order]] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def revenue(self) -> Decimal:
        """What the shop kept of the priced ones, after refunds."""
        return sum(self.kept, Decimal(0))

    @property
    def recency(self) -> float:
        """Days since the last visit; only where there is one."""
        return days_between(self.visits[-1], self.now)

    @property
    def tenure(self) -> float:
        """Days from the first visit to the last."""
        return days_between(self.visits[0], self.visits[-1])

    @cached_property
    def last_year(self) -> Sequence[Order]:
        """Orders of the last twelve months in the shop's currency."""
        since = self.now - YEAR
        return [order for order in self.priced if order.placed_at > since]

    @cached_property
    def kept(self) -> Sequence[Decimal]:
        """What the shop kept of each of the priced."""
        return [net(order) for order in self.priced]

    @cached_property
    def kept_last_year(self) -> Sequence[Decimal]:
        """What the shop kept of each of the last twelve months."""
        return self.kept[len(self.kept) - len(self.last_year) :]

    @cached_property
    def earned_last_year(self) -> Sequence[Decimal | None]:
        """What the shop earned on each of the last twelve months; `None` where costs are not known."""
        pairs = zip(self.last_year, self.kept_last_year, strict=True)
        return [margin_of(order, kept) for order, kept in pairs]

    @cached_property
    def margin_12m(self) -> Decimal | None:
        """A year's margins together; `None` where the costs of too much are unknown. No orders earn nothing."""
        return sum_known(self.earned_last_year, self.kept_last_year)

    @cached_property
    def average(self) -> Decimal:
        """What one of the priced came to; only where there is one."""
        return sum([order.total for order in self.priced], Decimal(0)) / len(self.priced)

    @cached_property
    def reduced(self) -> int:
        """How many were bought at less than the full price."""
        return len([order for order in self.orders if is_discounted(order)])

    @cached_property
    def categories(self) -> Sequence[str]:
        """The categories bought from, in the order in which they were found."""
        names = {item.category: None for order in self.orders for item in order.items}
        return [name for name in names if name]

    def returns(self, gesture: float) -> Sequence[Order]:
        """List the orders of which goods came back; `gesture` is the share up to which a refund is a kindness."""
        if gesture not in self._returns:
            self._returns[gesture] = [order for order in self.orders if is_return(order, gesture)]
        return self._returns[gesture]


def purchases_of(
    orders: Iterable[Order], currency: str, now: datetime, rates: Mapping[str, Decimal] = NO_RATES
) -> Purchases:
    """Sort out what was bought by `now`; later orders do not exist yet. `rates`: one unit in `currency`."""
    now = now.astimezone(UTC)
    known = [order if order.placed_at.tzinfo is UTC else _in_utc(order) for order in orders]
    bought = [order for order in known if order.status not in NOT_BOUGHT and order.placed_at <= now]
    bought = [_as_known(order, now) if order.returned_at or order.delivered_at else order for order in bought]
    bought.sort(key=lambda order: (order.placed_at, order.id))
    visits: list[datetime] = []
    for order in bought:
        if not visits or order.placed_at - visits[-1] >= ONE_DAY:
            visits.append(order.placed_at)
    gaps = [days_between(earlier, later) for earlier, later in pairwise(visits)]
    priced = [order for order in bought if order.currency == currency or order.currency in rates]
    if rates:
        priced = [_converted(order, currency, rates) for order in priced]
    return Purchases(bought, priced, visits, gaps, now)


def _as_known(order: Order, now: datetime) -> Order:
    """Forget what only comes after `now`: goods that will come back, a parcel that will arrive."""
    returned, delivered = order.returned_at, order.delivered_at
    if (returned is None or returned <= now) and (delivered is None or delivered <= now):
        return order
    return replace(
        order,
        returned_at=returned if returned is None or returned <= now else None,
        delivered_at=delivered if delivered is None or delivered <= now else None,
    )


def _in_utc(order: Order) -> Order:
    """Python compares two times of one zone by the clock on the wall, which goes back an hour each autumn."""
    times = {name: getattr(order, name) for name in ("placed_at", "promised_at", "delivered_at", "returned_at")}
    return replace(order, **{name: at.astimezone(UTC) for name, at in times.items() if at is not None})


def _converted(order: Order, currency: str, rates: Mapping[str, Decimal]) -> Order:
    if order.currency == currency:
        return order
    rate = rates[order.currency]
    return replace(
        order,
        currency=currency,
        total=order.total * rate,
        discount=order.discount * rate,
        refunded=order.refunded * rate,
        taxes=None if order.taxes is None else order.taxes * rate,
        shipping=None if order.shipping is None else order.shipping * rate,
        items=tuple(
            replace(item, price=item.price * rate, cost=None if item.cost is None else item.cost * rate)
            for item in order.items
        ),
    )


def events_of(engagement: Iterable[Engagement], now: datetime) -> list[Engagement]:
    """Sort out what happened by `now`, oldest first."""
    now = now.astimezone(UTC)
    known = [event if event.at.tzinfo is UTC else replace(event, at=event.at.astimezone(UTC)) for event in engagement]
    return sorted((event for event in known if event.at <= now), key=lambda event: event.at)


def days_between(earlier: datetime, later: datetime) -> float:
    """Count days and parts of days."""
    return (later - earlier) / ONE_DAY


def is_discounted(order: Order) -> bool:
    """Say whether less than the full price was asked."""
    return order.discount > 0 or bool(order.codes)


def is_return(order: Order, gesture: float) -> bool:
    """Say whether the customer sent goods back: refunds for our lateness and small gestures are not theirs."""
    if order.returned_at is not None:
        return True
    refunded = given_back(order)
    if refunded <= 0 or refunded <= order.total * Decimal(str(gesture)):
        return False
    if order.promised_at is None:
        return True
    return order.delivered_at is not None and order.delivered_at <= order.promised_at


def middle(values: Sequence[float]) -> float:
    """Take the median: one strange value does not move it."""
    return float(median(values))
