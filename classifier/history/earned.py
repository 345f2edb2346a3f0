"""What the shop kept of an order after refunds, and what it earned on it."""

from decimal import Decimal
from typing import Final

from classifier.history.orders import Order

ZERO: Final = Decimal(0)
ALL: Final = Decimal(1)


def net(order: Order) -> Decimal:
    """Count what the shop kept of an order; more than all cannot be given back."""
    return max(ZERO, order.total - given_back(order))


def given_back(order: Order) -> Decimal:
    """Count what was refunded; some shops only set the status and leave the sum empty."""
    if order.status == "refunded" and not order.refunded:
        return order.total
    return order.refunded


def margin_of(order: Order, kept: Decimal) -> Decimal | None:
    """Take the goods' cost from what was kept; returned goods come back into stock. No costs: `None`."""
    if not order.items:
        return None
    cost = ZERO
    for item in order.items:
        if item.cost is None:
            return None
        cost += item.cost * item.quantity
    if kept == order.total:  # the usual case, and a division less
        return kept - cost
    return kept - cost * (kept / order.total if order.total else ALL)
