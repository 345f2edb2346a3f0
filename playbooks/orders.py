"""Which order a message is about, and what that order says at `now`."""

import calendar
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Final

from classifier.history.orders import Order
from playbooks.bought import is_surely_bought, order_bought
from playbooks.facts import Facts
from playbooks.filters import Money

# People write about an order within some weeks of its arrival; the shipped return time is as long.
RECENT: Final = timedelta(days=30)
# What was bought is in the customer's hands when they ask about these, so a delivered order is meant.
_ABOUT_DELIVERED: Final = frozenset({"return_refund", "product_fault"})


def order_about(facts: Facts, intent: str) -> Order | None:
    """Choose the order: the named one, by its number or by what was bought, else the late, the open or (for
    returns) the delivered, else the first.
    """
    orders = facts.orders
    if facts.about is not None:
        wanted = facts.about.lstrip("#").casefold()
        # A number that is not theirs is nobody's to talk about here: better no order than another one.
        return next((order for order in orders if order.id.lstrip("#").casefold() == wanted), None)
    bought = order_bought(facts.text, orders)
    if bought is not None:
        return bought
    if intent in _ABOUT_DELIVERED:
        wanted_first = [order for order in orders if order.returned_at or order.delivered_at]
    else:
        late = [order for order in orders if _is_late(order, facts)]
        wanted_first = late or [order for order in orders if is_open(order)]
    return next(iter((*wanted_first, *orders)), None)


def is_sure(order: Order, facts: Facts) -> bool:
    """Tell whether this order must be the one that is meant: named, the only one, or the only one of these weeks."""
    if facts.about is not None or len(facts.orders) == 1 or is_surely_bought(order, facts.text, facts.orders):
        return True
    lately = [each for each in facts.orders if is_open(each) or facts.now - _latest(each) < RECENT]
    return lately == [order]


def _latest(order: Order) -> datetime:
    return max(moment for moment in (order.placed_at, order.delivered_at, order.returned_at) if moment)


def is_open(order: Order) -> bool:
    """Neither delivered nor called off."""
    return order.delivered_at is None and order.status not in {"cancelled", "refunded"}


def order_status(order: Order) -> str:
    """Name where an order stands, as `words.py` says it."""
    if order.status in {"cancelled", "refunded", "unpaid"}:
        return order.status
    if order.returned_at:
        return "returned"
    if order.delivered_at:
        return "delivered"
    return "shipped" if order.shipped_at else "preparing"


def order_values(order: Order, facts: Facts) -> Iterator[tuple[str, object]]:
    """Give the variables of an order; `None` for what is not known."""
    yield "order.id", order.id.lstrip("#")
    yield "order.item", order.items[0].title if len(order.items) == 1 else None
    yield "order.total", Money(order.total, order.currency)
    for name in ("placed_at", "promised_at", "shipped_at", "delivered_at", "returned_at", "as_of"):
        yield f"order.{name}", getattr(order, name)
    yield "order.expected_at", expected_at(order, facts)
    yield "order.carrier", order.carrier
    yield "order.tracking", order.tracking
    yield "order.refunded", Money(order.refunded, order.currency) if order.refunded else None
    yield "order.days_late", _days_late(order, facts) if _is_late(order, facts) else None
    yield "order.return_by", _plus_days(order.delivered_at, facts, "return_days")
    yield "order.refund_by", _plus_days(order.returned_at, facts, "refund_days")
    yield "order.guarantee_until", _plus_months(order.delivered_at, facts, "guarantee_months")


def expected_at(order: Order, facts: Facts) -> datetime | None:
    """Expect an open order by the shop's own times: days of carriage from the day it left, or was to leave."""
    if not is_open(order):
        return None
    left = order.shipped_at or _plus_days(order.placed_at, facts, "dispatch_days")
    arrives = _plus_days(left, facts, "shipping_days")
    return arrives if arrives and facts.now < arrives else None


def order_situations(order: Order, facts: Facts) -> Iterator[str]:
    """Name what holds for an order at `now`; each name is explained in vocabulary.py."""
    if order.status == "cancelled":
        yield "order_cancelled"
    if order.delivered_at:
        yield "order_delivered"
    if is_open(order):
        yield "order_open"
        if order.shipped_at:
            yield "order_shipped"
        if order.promised_at:
            yield "order_late" if _is_late(order, facts) else "order_on_time"
    yield from _refund_situations(order, facts)
    for name, until in (
        ("return", _plus_days(order.delivered_at, facts, "return_days")),
        ("guarantee", _plus_months(order.delivered_at, facts, "guarantee_months")),
    ):
        if until:
            yield f"{name}_over" if _day(until, facts) < _day(facts.now, facts) else f"{name}_open"


def _refund_situations(order: Order, facts: Facts) -> Iterator[str]:
    refunded = bool(order.refunded) or order.status in {"refunded", "partially_refunded"}
    if refunded:
        yield "refunded"
    if order.returned_at is None:
        return
    yield "returned"
    due = _plus_days(order.returned_at, facts, "refund_days")
    if due and not refunded:
        yield "refund_overdue" if _day(due, facts) < _day(facts.now, facts) else "refund_due"


def _is_late(order: Order, facts: Facts) -> bool:
    return is_open(order) and order.promised_at is not None and _days_late(order, facts) > 0


def _days_late(order: Order, facts: Facts) -> int:
    # A delivery is promised for a day, so it is late from the next one, counted in the shop's zone.
    return (_day(facts.now, facts) - _day(order.promised_at, facts)).days if order.promised_at else 0


def _day(moment: datetime, facts: Facts) -> date:
    return moment.astimezone(facts.shop.zone).date()


def _plus_days(moment: datetime | None, facts: Facts, policy: str) -> datetime | None:
    length = facts.shop.policies.get(policy)
    return moment + timedelta(days=length) if moment and isinstance(length, int) else None


def _plus_months(moment: datetime | None, facts: Facts, policy: str) -> datetime | None:
    """Count months as the calendar does: 31 January and one month is the last of February."""
    length = facts.shop.policies.get(policy)
    if moment is None or not isinstance(length, int):
        return None
    years, month = divmod(moment.month - 1 + length, 12)
    last = calendar.monthrange(moment.year + years, month + 1)[1]
    return moment.replace(year=moment.year + years, month=month + 1, day=min(moment.day, last))
