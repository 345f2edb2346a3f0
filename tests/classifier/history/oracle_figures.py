"""The figures of `docs/history.md`, written a second time, naively, to check the product against."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from math import exp, log
from statistics import median

from classifier.history.orders import Engagement, Order, ShopStatistics
from classifier.history.rules import HistoryRules

DAY = timedelta(days=1)


@dataclass(frozen=True)
class History:
    """One customer at one moment, with the shop and its rules; the name says what they were made for."""

    name: str
    orders: Sequence[Order]
    engagement: Sequence[Engagement]
    shop: ShopStatistics
    rules: HistoryRules
    now: datetime


def days(earlier: datetime, later: datetime) -> float:
    """Real days; two times of one zone would else be subtracted as the clock on the wall shows them."""
    return (later.astimezone(UTC) - earlier.astimezone(UTC)) / DAY


def bought(history: History) -> list[Order]:
    """What counts, oldest first, at one moment by number."""
    counted = []
    for order in history.orders:
        if order.status in {"unpaid", "cancelled"}:
            continue
        if days(order.placed_at, history.now) < 0:
            continue
        counted.append(order)
    return sorted(counted, key=lambda order: (order.placed_at.astimezone(UTC), order.id))


def happened(history: History) -> list[Engagement]:
    known = [event for event in history.engagement if days(event.at, history.now) >= 0]
    return sorted(known, key=lambda event: event.at.astimezone(UTC))


def in_currency(history: History) -> list[Order]:
    return [order for order in bought(history) if order.currency == history.shop.currency]


def visits(history: History) -> list[datetime]:
    moments: list[datetime] = []
    for order in bought(history):
        if not moments or days(moments[-1], order.placed_at) >= 1:
            moments.append(order.placed_at)
    return moments


def gaps(history: History) -> list[float]:
    moments = visits(history)
    return [days(moments[place], moments[place + 1]) for place in range(len(moments) - 1)]


def recency(history: History) -> float:
    return days(visits(history)[-1], history.now)


def tenure(history: History) -> float:
    moments = visits(history)
    return days(moments[0], moments[-1])


def usual(own_gaps: Sequence[float], history: History) -> float:
    """The usual interval, as far as these gaps tell."""
    rules, shop = history.rules.lifecycle, max(history.shop.usual_interval_days, 0.5)
    if not own_gaps:
        return shop
    own = max(median(own_gaps), 0.5)
    weights = len(own_gaps) + rules.shop_weight
    mixed = exp((len(own_gaps) * log(own) + rules.shop_weight * log(shop)) / weights)
    # Logarithms leave a last digit too much or too little, and whole days have to meet borders exactly.
    return round(max(mixed, rules.least_share * shop), 9)


def refund(order: Order) -> Fraction:
    if order.status == "refunded" and order.refunded == 0:
        return Fraction(order.total)
    return Fraction(order.refunded)


def net(order: Order) -> Fraction:
    return max(Fraction(order.total) - refund(order), Fraction(0))


def revenue(history: History) -> Fraction:
    return sum((net(order) for order in in_currency(history)), Fraction(0))


def average(orders: Sequence[Order]) -> Fraction | None:
    if not orders:
        return None
    return sum((Fraction(order.total) for order in orders), Fraction(0)) / len(orders)


def is_discounted(order: Order) -> bool:
    return order.discount > 0 or len(order.codes) > 0


def known(moment: datetime | None, history: History) -> bool:
    return moment is not None and days(moment, history.now) >= 0


def is_return(order: Order, history: History) -> bool:
    if known(order.returned_at, history):
        return True
    if order.promised_at is not None:
        arrived = known(order.delivered_at, history)
        if not arrived or days(order.promised_at, order.delivered_at) > 0:
            return False
    gesture = Fraction(str(history.rules.caution.gesture)) * Fraction(order.total)
    return refund(order) > gesture


def returned(history: History) -> list[Order]:
    return [order for order in bought(history) if is_return(order, history)]


def share(some: Sequence[Order], orders: Sequence[Order]) -> float | None:
    return len(some) / len(orders) if orders else None


def discount_share(orders: Sequence[Order]) -> float | None:
    return share([order for order in orders if is_discounted(order)], orders)


def return_rate(history: History) -> float | None:
    return share(returned(history), bought(history))


def last_year(history: History) -> list[Order]:
    return [order for order in in_currency(history) if days(order.placed_at, history.now) < 365]


def margin(order: Order) -> Fraction | None:
    if not order.items or any(item.cost is None for item in order.items):
        return None
    cost = sum((Fraction(item.cost) * item.quantity for item in order.items), Fraction(0))
    kept = net(order) / Fraction(order.total) if order.total else Fraction(1)
    return net(order) - cost * kept


def margin_12m(history: History) -> Fraction | None:
    if not bought(history):
        return None
    orders = last_year(history)
    unknown = [order for order in orders if margin(order) is None]
    if orders and len(unknown) == len(orders):
        return None
    if 5 * sum(net(order) for order in unknown) > sum(net(order) for order in orders):
        return None
    return sum((margin(order) or Fraction(0) for order in orders), Fraction(0))


def passed(figure: float | Fraction, cuts: Sequence[float]) -> int:
    return sum(1 for cut in cuts if figure > cut)


def scores(history: History) -> tuple[int | None, int | None, int | None]:
    """Recency, frequency, money."""
    if not bought(history):
        return None, None, None
    shop = history.shop
    spread = [Fraction(1, 2), 1, 2, 4]
    recency_cuts = shop.recency_cuts or [float(step) * shop.usual_interval_days for step in spread]
    frequency_cuts = shop.frequency_cuts or [1, 2, 4, 8]
    monetary_cuts = shop.monetary_cuts or [step * Fraction(shop.average_order) for step in spread]
    return (
        5 - passed(recency(history), recency_cuts),
        1 + passed(len(bought(history)), frequency_cuts),
        1 + passed(revenue(history), [Fraction(cut) for cut in monetary_cuts]),
    )


def models(history: History) -> tuple[str | None, str | None, str | None]:
    """Frequency, spend, breadth."""
    orders = bought(history)
    if not orders:
        return None, None, None
    categories = {item.category for order in orders for item in order.items if item.category}
    breadth = "unknown" if not categories else "one_category" if len(categories) == 1 else "many_categories"
    return (
        "regular" if len(visits(history)) > 1 else "one_off",
        "high" if revenue(history) >= Fraction(history.shop.revenue_p80) else "low",
        breadth,
    )


def figures(history: History) -> dict[str, object]:
    """Everything that is counted, by the product's names."""
    orders = bought(history)
    recency_score, frequency_score, monetary_score = scores(history)
    frequency, spend, breadth = models(history)
    return {
        "orders": len(orders),
        "revenue": revenue(history),
        "average_order": average(in_currency(history)),
        "recency_days": recency(history) if orders else None,
        "usual_interval_days": usual(gaps(history), history) if orders else None,
        "discount_share": discount_share(orders),
        "return_rate": return_rate(history),
        "margin_12m": margin_12m(history),
        "recency_score": recency_score,
        "frequency_score": frequency_score,
        "monetary_score": monetary_score,
        "frequency": frequency,
        "spend": spend,
        "breadth": breadth,
    }
