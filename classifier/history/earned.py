"""What the shop kept of an order after refunds, and what it earned on it."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from classifier.history.orders import Order

ZERO: Final = Decimal(0)
ALL: Final = Decimal(1)
# A fifth of the turnover without costs still gives a fair picture; more would be guessing.
UNKNOWN_AT_MOST: Final = Decimal("0.2")


def net(order: Order) -> Decimal:
    """Count what the shop kept of an order; more than all cannot be given back."""
    back = given_back(order)
    return max(ZERO, order.total - back if back else order.total)


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


def sum_known(earned: Sequence[Decimal | None], kept: Sequence[Decimal]) -> Decimal | None:
    """Sum what was earned on orders of which so much was kept; `None` where the costs of too much are unknown."""
    known = [margin for margin in earned if margin is not None]
    if len(known) < len(earned):
        unknown = sum((sum_ for margin, sum_ in zip(earned, kept, strict=True) if margin is None), ZERO)
        if not known or unknown > UNKNOWN_AT_MOST * sum(kept, ZERO):
            return None
    return sum(known, ZERO)
