"""What the shop earned on a customer in twelve months, and where that stands among all customers."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from decimal import Decimal

from classifier.history.orders import Order
from classifier.history.purchases import Purchases, net

# A fifth of the turnover without costs still gives a fair picture; more would be guessing.
UNKNOWN_AT_MOST = Decimal("0.2")


def margin_of(order: Order) -> Decimal | None:
    """Take the goods' cost from what was kept; returned goods come back into stock. No costs: `None`."""
    if not order.items or any(item.cost is None for item in order.items):
        return None
    cost = sum(((item.cost or Decimal(0)) * item.quantity for item in order.items), Decimal(0))
    kept = net(order) / order.total if order.total else Decimal(1)
    return net(order) - cost * kept


def margin_12m(purchases: Purchases) -> Decimal | None:
    """Sum a year's margins; `None` where the costs of too much are unknown. No orders earn nothing."""
    margins = [(margin_of(order), net(order)) for order in purchases.last_year]
    turnover = sum((kept for _, kept in margins), Decimal(0))
    unknown = sum((kept for margin, kept in margins if margin is None), Decimal(0))
    known = [margin for margin, _ in margins if margin is not None]
    if margins and (not known or unknown > UNKNOWN_AT_MOST * turnover):
        return None
    return sum(known, Decimal(0))


def percentile_of(margin: Decimal, margins: Sequence[Decimal]) -> float | None:
    """Say which share of the customers earned us less; equals count by half. Nobody to compare with: `None`."""
    if not margins:
        return None
    return (bisect_left(margins, margin) + bisect_right(margins, margin)) / 2 / len(margins)
