"""Waiting for something to happen to an order: which order, whether it has, and when to ask without."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.desk.when import Moment, at_wall_time
from classifier.history.orders import Order

DAY_AFTER: Final = "day_after"
# After this long without news somebody looks: parcels take a week, dispatch some days, banks two weeks.
PATIENCE: Final = {"delivered": 7, DAY_AFTER: 7, "shipped": 3, "refunded": 14}


def has_happened(event: str, order: Order) -> bool:
    """Tell whether the order's facts say so."""
    if event == "refunded":
        return order.status in {"refunded", "partially_refunded"}
    return (order.shipped_at if event == "shipped" else order.delivered_at) is not None


def order_awaited(orders: Sequence[Order], event: str, number: str | None) -> Order | None:
    """Choose the order: the one named, else the newest to which it has not happened yet, else the newest."""
    if number is not None:
        wanted = number.lstrip("#").casefold()
        return next((order for order in orders if order.id.lstrip("#").casefold() == wanted), None)
    newest = sorted(orders, key=lambda order: order.placed_at, reverse=True)
    expected = [order for order in newest if not has_happened(event, order) and order.status != "cancelled"]
    return next(iter([*expected, *newest]), None)


def asks_at(event: str, order: Order, now: datetime, zone: ZoneInfo, check: time) -> Moment:
    """Say when to look: the day after delivery where that is known or promised, else after a usual time."""
    known = order.delivered_at or order.promised_at if event in {"delivered", DAY_AFTER} else None
    if known is not None:
        moment = on_day_after(known, zone, check)
        if moment.at > now:
            return moment
    day = now.astimezone(zone).date() + timedelta(days=PATIENCE[event])
    return at_wall_time(datetime.combine(day, check), zone)


def on_day_after(at: datetime, zone: ZoneInfo, check: time) -> Moment:
    """Take the shop's hour for deliveries on the day after."""
    return at_wall_time(datetime.combine(at.astimezone(zone).date() + timedelta(days=1), check), zone)
