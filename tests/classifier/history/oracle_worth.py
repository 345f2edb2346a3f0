"""Value, advocacy and caution of `docs/history.md`, written a second time, naively."""

from datetime import datetime
from fractions import Fraction

from oracle_figures import (
    History,
    average,
    bought,
    days,
    discount_share,
    happened,
    in_currency,
    known,
    last_year,
    margin_12m,
    returned,
    revenue,
    tenure,
)

from classifier.history.orders import Order


def value(history: History) -> str:
    orders, rules, shop = in_currency(history), history.rules.value, history.shop
    if not orders:
        return "unknown"
    if is_super(history):
        return "super"
    if is_gold(history):
        return "gold"
    is_dear = average(orders) >= Fraction(shop.order_p90) and pays_for_pieces(history)
    if len(orders) >= rules.status_orders and is_dear:
        return "status"
    is_small = average(orders) <= Fraction(str(rules.petty_size)) * Fraction(shop.average_order)
    if len(orders) >= rules.petty_orders and discount_share(orders) >= rules.petty_discounts and is_small:
        return "petty"
    return "standard"


def pays_for_pieces(history: History) -> bool:
    """Whether a piece costs on average what the shop's order does."""
    items = [item for order in in_currency(history) for item in order.items]
    pieces = sum(item.quantity for item in items)
    if pieces == 0:
        return False
    paid = sum((Fraction(item.price) * item.quantity for item in items), Fraction(0))
    return paid / pieces >= Fraction(history.shop.average_order)


def is_super(history: History) -> bool:
    rules, shop = history.rules.value, history.shop
    pace = max(rules.super_orders, rules.super_pace * 365 / shop.usual_interval_days)
    if len(last_year(history)) < pace or revenue(history) < Fraction(shop.revenue_p95):
        return False
    return average(in_currency(history)) >= Fraction(str(rules.super_size)) * Fraction(shop.average_order)


def is_gold(history: History) -> bool:
    rules = history.rules.value
    if tenure(history) < rules.gold_days or discount_share(in_currency(history)) > rules.gold_discounts:
        return False
    margins, mine = sorted(history.shop.margins), margin_12m(history)
    if len(margins) < 10 or mine is None:
        return revenue(history) >= Fraction(history.shop.revenue_p95)
    best_twentieth = margins[len(margins) * 95 // 100]
    return mine > 0 and mine >= Fraction(best_twentieth)


def advocacy(history: History) -> str:
    rules = history.rules.advocacy
    events = [event for event in happened(history) if days(event.at, history.now) <= rules.days]
    praises = [event for event in events if event.kind in rules.praise_kinds]
    bad = [event for event in events if event.kind == "bad_review"]
    if bad and all(days(praise.at, bad[-1].at) >= 0 for praise in praises):
        return "detractor"
    if len(praises) >= rules.praises or any(praise.kind == "recommended" for praise in praises):
        return "fan"
    told = [event.value for event in happened(history) if event.kind == "followers" and event.value is not None]
    return "influencer" if told and told[-1] >= rules.followers else "neutral"


def caution(history: History) -> str:
    rules, orders, back = history.rules.caution, bought(history), returned(history)
    if len(orders) < rules.orders or len(back) < rules.returns or len(back) < rules.rate * len(orders):
        return "none"
    newest = min(days(returned_on(order, history), history.now) for order in back)
    return "abuser" if newest < rules.days else "none"


def returned_on(order: Order, history: History) -> datetime:
    return order.returned_at if known(order.returned_at, history) else order.placed_at
