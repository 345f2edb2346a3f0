"""Why somebody bought, as far as past orders show it (taxonomy, axis 2); `weighing.py` adds it to today's words."""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from classifier.assessment import FactEvidence
from classifier.history.confidence import Judgement, confidence
from classifier.history.fact import Fact
from classifier.history.orders import Engagement, ShopStatistics
from classifier.history.purchases import Purchases, days_between, middle
from classifier.history.rules import HistoryRules, MotiveRules
from classifier.history.words import NO_ORDERS, count, percent

# From midnight to six, shop time.
NIGHT_ENDS: Final = 6
HOURS_A_DAY: Final = 24
# A likeness, not an act: nobody said why they looked.
LIKENESS: Final = 0.6
# Habits are several signs together, and none of them is a word of the customer's.
PARTLY: Final = 0.75
# Orders that show nothing special are what most people have.
NOTHING_SPECIAL: Final = 0.6
UNSEEN: Final = 0.4


@dataclass(frozen=True, slots=True)
class Signs:
    """What orders show of a motive; `None` where they cannot tell."""

    orders: int
    discounts: float | None
    returns: float | None
    hours_to_order: float | None
    looked_before: int
    categories: int
    odd_hours: float | None
    looks: int  # recent pages and carts, for who has not bought


def signs_of(purchases: Purchases, events: Sequence[Engagement], shop: ShopStatistics, rules: HistoryRules) -> Signs:
    """Count the signs; `events` are oldest first."""
    orders, motive = purchases.orders, rules.motive
    total = len(orders)
    delays = _delays(purchases, events, motive)
    odd = len([order for order in orders if order.placed_at.astimezone(shop.zone).hour < NIGHT_ENDS])
    return Signs(
        orders=total,
        discounts=purchases.reduced / total if total else None,
        returns=len(purchases.returns(rules.caution.gesture)) / total if total else None,
        hours_to_order=middle(delays) if delays else None,
        looked_before=len(delays),
        categories=len(purchases.categories),
        odd_hours=odd / total if total else None,
        looks=_looks(purchases, events, rules) if events else 0,
    )


def _looks(purchases: Purchases, events: Sequence[Engagement], rules: HistoryRules) -> int:
    seen, recent = (
        rules.lifecycle.looking_kinds | rules.motive.view_kinds | rules.motive.left_kinds,
        rules.motive.view_days,
    )
    return len([each for each in events if each.kind in seen and days_between(each.at, purchases.now) <= recent])


def motive_figures(signs: Signs) -> Mapping[str, Fact]:
    """Say the signs that no other figure says."""
    if not signs.orders:
        return dict.fromkeys(("hours_to_order", "category_count", "odd_hours_share"), Fact(None, NO_ORDERS))
    hours, odd = signs.hours_to_order, signs.odd_hours or 0.0
    looked = "no product page seen before an order"
    if hours is not None:
        looked = f"{hours:,.1f} hours from the first look to the order, median of {signs.looked_before}"
    bought = f"{round(odd * signs.orders)} of {count(signs.orders, 'order')} between midnight and six"
    kinds = f"bought from {signs.categories} {'category' if signs.categories == 1 else 'categories'}"
    return {
        "hours_to_order": Fact(hours, looked),
        "category_count": Fact(signs.categories or None, kinds if signs.categories else "no categories known"),
        "odd_hours_share": Fact(odd, bought),
    }


def judge_motive(signs: Signs, rules: MotiveRules) -> Judgement:
    """Ask for discounts first, then haste, then plain need; without orders only for looking around."""
    if not signs.orders:
        return _wandering(signs, rules)
    if signs.orders < rules.orders:
        return Judgement("none", UNSEEN)
    return (
        _discount(signs, rules) or _impulsive(signs, rules) or _need(signs, rules) or Judgement("none", NOTHING_SPECIAL)
    )


def _wandering(signs: Signs, rules: MotiveRules) -> Judgement:
    if signs.looks < rules.looks:
        return Judgement("none", UNSEEN)
    words = f"no orders; {signs.looks} pages and carts within {rules.view_days} days"
    return Judgement("wandering", LIKENESS, "none", (FactEvidence("engagement", words),))


def _discount(signs: Signs, rules: MotiveRules) -> Judgement | None:
    if (signs.discounts or 0.0) < rules.discounts:
        return None
    words = f"{percent(signs.discounts or 0.0)} of {count(signs.orders, 'order')} at a reduced price"
    return Judgement("discount", confidence(signs.orders), "none", (FactEvidence("discount_share", words),))


def _impulsive(signs: Signs, rules: MotiveRules) -> Judgement | None:
    facts = motive_figures(signs)
    quick = signs.hours_to_order is not None and signs.hours_to_order <= rules.quick_hours and signs.looked_before > 1
    told = (
        (quick, "hours_to_order", facts["hours_to_order"].words),
        ((signs.odd_hours or 0.0) >= rules.odd_share, "odd_hours_share", facts["odd_hours_share"].words),
        (signs.categories >= rules.varied_categories, "category_count", facts["category_count"].words),
        ((signs.returns or 0.0) >= rules.many_returns, "return_rate", f"{percent(signs.returns or 0.0)} with returns"),
    )
    found = tuple(FactEvidence(name, words) for holds, name, words in told if holds)
    if len(found) < rules.impulsive_signs:
        return None
    return Judgement("impulsive", confidence(signs.orders, PARTLY), "none", found)


def _need(signs: Signs, rules: MotiveRules) -> Judgement | None:
    """One kind of thing, bought directly, at its price, and kept."""
    direct = signs.hours_to_order is not None and signs.hours_to_order <= rules.direct_hours
    kept = (signs.discounts or 0.0) <= rules.full_price and (signs.returns or 0.0) < rules.many_returns
    if not (direct and kept and signs.categories == 1):
        return None
    words = motive_figures(signs)
    facts = tuple(FactEvidence(name, words[name].words) for name in ("category_count", "hours_to_order"))
    return Judgement("need_based", confidence(signs.orders, PARTLY), "none", facts)


def _delays(purchases: Purchases, events: Sequence[Engagement], rules: MotiveRules) -> list[float]:
    """Measure hours from the first look since the visit before to each visit."""
    views = [event.at for event in events if event.kind in rules.view_kinds]
    if not views:
        return []
    delays, before = [], None
    for visit in purchases.visits:
        earliest = visit - timedelta(days=rules.view_days)
        start = bisect_left(views, earliest) if before is None or before < earliest else bisect_right(views, before)
        if start < len(views) and views[start] <= visit:
            delays.append(days_between(views[start], visit) * HOURS_A_DAY)
        before = visit
    return delays
