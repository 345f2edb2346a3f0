"""The types of `docs/history.md`, written a second time, naively, to check the product against."""

from fractions import Fraction
from statistics import median

from oracle_figures import (
    History,
    bought,
    days,
    gaps,
    happened,
    in_currency,
    net,
    recency,
    refund,
    return_rate,
    tenure,
    usual,
    visits,
)
from oracle_worth import advocacy, caution, value


def types(history: History) -> dict[str, str]:
    """The type on each axis that history decides."""
    return {
        "lifecycle": lifecycle(history),
        "value": value(history),
        "advocacy": advocacy(history),
        "caution": caution(history),
    }


def did(history: History, kinds: frozenset[str], within: float) -> bool:
    return any(event.kind in kinds and days(event.at, history.now) <= within for event in happened(history))


def did_since(history: History, kinds: frozenset[str], within: float) -> bool:
    """After the last visit, and not longer ago than `within` days."""
    last = visits(history)[-1]
    return any(
        event.kind in kinds and days(last, event.at) >= 0 and days(event.at, history.now) <= within
        for event in happened(history)
    )


def lifecycle(history: History) -> str:
    return with_orders(history) if bought(history) else without_orders(history)


def without_orders(history: History) -> str:
    rules, events = history.rules.lifecycle, happened(history)
    if not events:
        return "prospect"
    if did(history, rules.sales_kinds, rules.hot_days):
        return "lead_hot"
    looks = [event for event in events if event.kind in rules.looking_kinds]
    recent = [event for event in looks if days(event.at, history.now) <= rules.suspect_days]
    if len(looks) == len(events) and len(recent) >= rules.suspect_looks:
        return "suspect"
    return "lead_cold"


def window(history: History) -> float:
    shop, rules = history.shop, history.rules.lifecycle
    return max(shop.usual_second_order_days, shop.new_days + rules.once_second_days)


def silent_from(history: History, times: float, windows: float) -> float:
    """The days of silence at which a stage begins: of the usual interval, or of the window with one visit."""
    if len(visits(history)) == 1:
        return windows * window(history)
    return times * usual(gaps(history), history)


def with_orders(history: History) -> str:
    """Ask in the order of the document's table."""
    return first_questions(history) or if_silent(history) or comeback(history) or ordinary(history)


def first_questions(history: History) -> str | None:
    rules = history.rules.lifecycle
    if did_since(history, rules.goodbye_kinds, float("inf")):
        return "lost"
    if days(visits(history)[0], history.now) <= history.shop.new_days:
        return "new"
    if is_lost(history):
        return "lost"
    return "at_risk" if did_since(history, rules.unhappy_kinds, rules.unhappy_days) else None


def if_silent(history: History) -> str | None:
    rules = history.rules.lifecycle
    if recency(history) >= silent_from(history, rules.sleeping_from, 1):
        return "sleeping" if is_sleeping(history) else "at_risk"
    if len(visits(history)) == 1:
        return "one_time"
    return "at_risk" if recency(history) >= silent_from(history, rules.late_from, 1) else None


def is_lost(history: History) -> bool:
    rules = history.rules.lifecycle
    if recency(history) > rules.lost_days:
        return True
    border = silent_from(history, rules.lost_from, rules.once_lost_from)
    return recency(history) >= max(border, rules.sleeping_days_at_least)


def is_sleeping(history: History) -> bool:
    rules = history.rules.lifecycle
    if any(days(event.at, history.now) <= rules.hot_days for event in happened(history)):
        return False
    return recency(history) >= rules.sleeping_days_at_least


def is_rarer(history: History) -> bool:
    rules, own = history.rules.lifecycle, gaps(history)
    if len(visits(history)) < rules.trend_orders:
        return False
    return own[-2] >= rules.rarer_by * median(own[:-2]) and own[-1] >= own[-2]


def is_smaller(history: History) -> bool:
    rules = history.rules.lifecycle
    sums = [net(order) for order in in_currency(history)]
    if len(visits(history)) < rules.trend_orders or len(sums) < rules.trend_orders:
        return False
    return sum(sums[-2:]) < Fraction(rules.smaller_by) * 2 * median(sums[:-2])


def ordinary(history: History) -> str:
    rules, own = history.rules.lifecycle, gaps(history)
    if is_rarer(history) or is_smaller(history):
        return "at_risk"
    if len(own) >= rules.rare_gaps and median(own) >= rules.rare_from * history.shop.usual_interval_days:
        return "rare"
    return "loyal" if is_loyal(history) else "active"


def is_loyal(history: History) -> bool:
    rules, own = history.rules.lifecycle, gaps(history)
    if len(visits(history)) < rules.loyal_orders or tenure(history) < rules.loyal_days:
        return False
    regular = [gap for gap in own if gap < rules.late_from * usual(own, history)]
    return len(regular) >= rules.loyal_regular * len(own) and return_rate(history) <= rules.loyal_returns


def comeback(history: History) -> str | None:
    moments = visits(history)
    for place in reversed(range(1, len(moments))):
        is_last = place == len(moments) - 1
        if is_last or days(moments[place], history.now) <= history.shop.new_days:
            back = came_back(history, place)
            if back:
                return back
    return None


def came_back(history: History, place: int) -> str | None:
    """Judge one return: the visit at this place, after the gap before it."""
    rules, gap, before = history.rules.lifecycle, gaps(history)[place - 1], gaps(history)[: place - 1]
    if before:
        late, asleep, gone = (
            times * usual(before, history) for times in (rules.late_from, rules.sleeping_from, rules.lost_from)
        )
    else:
        late = asleep = window(history)
        gone = rules.once_lost_from * window(history)
    if complained(history, place) or (gap >= late and went_wrong(history, place)) or gap >= gone:
        return "won_back"
    return "returning" if gap >= asleep else None


def complained(history: History, place: int) -> bool:
    start, end = visits(history)[place - 1], visits(history)[place]
    kinds = history.rules.lifecycle.unhappy_kinds | history.rules.lifecycle.goodbye_kinds
    return any(
        event.kind in kinds and days(start, event.at) >= 0 and days(event.at, end) > 0 for event in happened(history)
    )


def went_wrong(history: History, place: int) -> bool:
    end = visits(history)[place]
    last = [order for order in bought(history) if days(order.placed_at, end) > 0][-1]
    return refund(last) > Fraction(1, 5) * Fraction(last.total)
