"""Orders and engagement as plain values, the way shops hand them over."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Final, Literal
from zoneinfo import ZoneInfo

from classifier.history.prediction import Prediction

UTC_ZONE: Final = ZoneInfo("UTC")

Status = Literal["paid", "unpaid", "cancelled", "refunded", "partially_refunded"]


@dataclass(frozen=True, slots=True)
class Item:
    """One line of an order; `price` and `cost` are for one piece, in the order's currency.

    A negative `quantity` is goods that went back, as some shops write them.
    """

    sku: str
    title: str
    quantity: int
    price: Decimal
    category: str | None = None
    cost: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Order:
    """One purchase; `total` is what the customer paid, after discount, before refunds."""

    id: str
    placed_at: datetime
    currency: str
    total: Decimal
    items: Sequence[Item]
    discount: Decimal = Decimal(0)
    codes: Sequence[str] = ()
    refunded: Decimal = Decimal(0)
    status: Status = "paid"
    channel: str | None = None
    promised_at: datetime | None = None
    shipped_at: datetime | None = None
    delivered_at: datetime | None = None
    carrier: str | None = None
    tracking: str | None = None
    as_of: datetime | None = None  # when the shop told us; older than 24 hours is shown with its age
    returned_at: datetime | None = None  # when what came back reached the shop; the refund is due from here
    taxes: Decimal | None = None  # contained in `total`, like shipping; `None` where the shop did not tell
    shipping: Decimal | None = None
    tags: Sequence[str] = ()
    marks: Sequence[str] = ()  # what an import found odd about it and kept all the same, such as "future date"


@dataclass(frozen=True, slots=True)
class Engagement:
    """A micro conversion: a link clicked, a cart left, a review written."""

    kind: str
    at: datetime
    value: Decimal | None = None


@dataclass(frozen=True, slots=True)
class ShopStatistics:
    """What is usual in this shop, so that a customer is measured against it."""

    currency: str = "EUR"
    usual_interval_days: float = 60.0
    usual_second_order_days: float = 120.0
    new_days: int = 60
    average_order: Decimal = Decimal(50)
    order_p90: Decimal = Decimal(150)
    revenue_p80: Decimal = Decimal(300)
    revenue_p95: Decimal = Decimal(1000)
    margins: Sequence[Decimal] = field(
        default_factory=tuple
    )  # 12-month margins of all customers, sorted, for percentiles
    # Four cuts each between the fifths of customers, for the scores 1 to 5; empty: the scores fall back to the usual.
    recency_cuts: Sequence[float] = field(default_factory=tuple)
    frequency_cuts: Sequence[float] = field(default_factory=tuple)
    monetary_cuts: Sequence[Decimal] = field(default_factory=tuple)
    # When a product was sold first, for those that can be said to have begun (`launches.py`).
    first_sold: Mapping[str, datetime] = field(default_factory=dict)
    # Nine cuts between the tenths of customers who wrote, in minutes of work; empty: those of `service.py`.
    service_cuts: Sequence[float] = field(default_factory=tuple)
    # What one unit of another currency is in the shop's. Without a rate its sums are kept apart.
    rates: Mapping[str, Decimal] = field(default_factory=dict)
    # Where the shop's clock is, for what was bought at night.
    zone: ZoneInfo = UTC_ZONE
    # Fitted on the shop's own customers; `None`: what is usual in other shops, at this shop's pace and price.
    prediction: Prediction | None = None

    def __post_init__(self) -> None:
        for currency, rate in self.rates.items():
            if not (rate.is_finite() and rate > 0):
                raise ValueError(
                    f"the rate of {currency} is {rate}; it must be what one {currency} is in {self.currency}"
                )
