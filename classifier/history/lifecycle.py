"""Where a customer stands with the shop, from suspect to won back (taxonomy, axis 3)."""

from collections.abc import Sequence
from math import sqrt

from classifier.assessment import FactEvidence
from classifier.history.comeback import judge_comeback, once_window
from classifier.history.confidence import Judgement, clarity, confidence
from classifier.history.leads import OBSERVED, judge_lead
from classifier.history.orders import Engagement, ShopStatistics
from classifier.history.purchases import Purchases, days_between
from classifier.history.rhythm import Rhythm
from classifier.history.rules import HistoryRules, LifecycleRules
from classifier.history.trends import worsening
from classifier.history.words import ago, count, days

# "New" is a definition, and a first order two months old leaves little to doubt; more orders than
# two within it begin to look like an active customer.
NEW_ORDERS = 2
LESS_NEW = 0.65


def judge_lifecycle(
    purchases: Purchases, events: Sequence[Engagement], rhythm: Rhythm, shop: ShopStatistics, rules: HistoryRules
) -> Judgement:
    """Find the one type, asking first what ends a relation and last what is ordinary."""
    if not purchases.visits:
        return judge_lead(events, purchases.now, rules.lifecycle)
    judgement = (
        _said_goodbye(purchases, events, rules.lifecycle)
        or _newcomer(purchases, events, shop, rules.lifecycle)
        or _bought_once(purchases, events, shop, rules.lifecycle)
        or _overdue(purchases, events, rhythm, rules.lifecycle)
        or _unhappy(purchases, events, rules.lifecycle)
        or judge_comeback(purchases, events, shop, rules.lifecycle)
        or _worsening(purchases, rules.lifecycle)
        or _steady(purchases, rhythm, shop, rules)
    )
    facts = (history_fact(purchases, rhythm), *judgement.facts)
    return Judgement(judgement.type, judgement.score, judgement.second, facts)


def history_fact(purchases: Purchases, rhythm: Rhythm) -> FactEvidence:
    """Say the history in one line, as it stands behind every verdict."""
    last = f"last {ago(purchases.visits[-1], purchases.now)}"
    orders = count(len(purchases.orders), "order")
    gap = f"usual gap {days(rhythm.usual)}, " if rhythm.gaps else ""
    return FactEvidence("history", f"{orders}, {gap}{last}")


def _said_goodbye(purchases: Purchases, events: Sequence[Engagement], rules: LifecycleRules) -> Judgement | None:
    goodbyes = [event for event in events if event.kind in rules.goodbye_kinds and event.at >= purchases.visits[-1]]
    if not goodbyes:
        return None
    words = f"{goodbyes[-1].kind.replace('_', ' ')} {ago(goodbyes[-1].at, purchases.now)}"
    return Judgement("lost", OBSERVED, "at_risk", (FactEvidence("engagement", words),))


def _newcomer(
    purchases: Purchases, events: Sequence[Engagement], shop: ShopStatistics, rules: LifecycleRules
) -> Judgement | None:
    if days_between(purchases.visits[0], purchases.now) > shop.new_days:
        return None
    facts = (FactEvidence("first_order", f"first order {ago(purchases.visits[0], purchases.now)}"),)
    unhappy = _unhappy(purchases, events, rules)
    if unhappy:
        return Judgement("new", LESS_NEW, "at_risk", (*facts, *unhappy.facts))
    if len(purchases.visits) > NEW_ORDERS:
        return Judgement("new", LESS_NEW, "active", facts)
    return Judgement("new", OBSERVED, "one_time" if len(purchases.visits) == 1 else "active", facts)


def _bought_once(
    purchases: Purchases, events: Sequence[Engagement], shop: ShopStatistics, rules: LifecycleRules
) -> Judgement | None:
    if len(purchases.visits) > 1:
        return None
    window = once_window(shop, rules)
    waited = purchases.recency / window
    facts = (FactEvidence("second_order", f"a second order usually comes within {days(window)}"),)
    if purchases.recency > rules.lost_days or waited >= rules.once_lost_from:
        return Judgement("lost", confidence(1, clarity(waited, (rules.once_lost_from,))), "sleeping", facts)
    unhappy = _unhappy(purchases, events, rules)
    if unhappy:
        return unhappy
    sure = confidence(1, clarity(waited, (1.0, rules.once_lost_from)))
    if waited >= 1:
        if any(days_between(event.at, purchases.now) <= rules.hot_days for event in events):
            return Judgement("at_risk", sure, "sleeping", facts)
        return Judgement("sleeping", sure, "one_time" if waited * waited < rules.once_lost_from else "lost", facts)
    return Judgement("one_time", OBSERVED, "sleeping", facts)


def _overdue(
    purchases: Purchases, events: Sequence[Engagement], rhythm: Rhythm, rules: LifecycleRules
) -> Judgement | None:
    ratio = purchases.recency / rhythm.usual
    borders = (rules.late_from, rules.sleeping_from, rules.lost_from)
    sure = confidence(rhythm.gaps, clarity(ratio, borders))
    gone = ratio >= rules.lost_from and purchases.recency >= rules.sleeping_days_at_least
    if gone or purchases.recency > rules.lost_days:
        return Judgement("lost", sure, "sleeping")
    if ratio < rules.late_from:
        return None
    unhappy = _unhappy(purchases, events, rules)
    if unhappy:
        return unhappy
    if ratio < rules.sleeping_from or purchases.recency < rules.sleeping_days_at_least:
        return Judgement("at_risk", sure, "active" if ratio < _between(borders[:2]) else "sleeping")
    recent = [event for event in events if days_between(event.at, purchases.now) <= rules.hot_days]
    if recent:
        words = f"still here: {recent[-1].kind.replace('_', ' ')} {ago(recent[-1].at, purchases.now)}"
        return Judgement("at_risk", sure, "sleeping", (FactEvidence("engagement", words),))
    return Judgement("sleeping", sure, "at_risk" if ratio < _between(borders[1:]) else "lost")


def _between(borders: Sequence[float]) -> float:
    return sqrt(borders[0] * borders[1])


def _unhappy(purchases: Purchases, events: Sequence[Engagement], rules: LifecycleRules) -> Judgement | None:
    since = [
        event
        for event in events
        if event.kind in rules.unhappy_kinds
        and event.at >= purchases.visits[-1]
        and days_between(event.at, purchases.now) <= rules.unhappy_days
    ]
    if not since:
        return None
    words = f"{since[-1].kind.replace('_', ' ')} {ago(since[-1].at, purchases.now)}, no order since"
    return Judgement(
        "at_risk", confidence(len(purchases.visits) + len(since)), "active", (FactEvidence("engagement", words),)
    )


def _worsening(purchases: Purchases, rules: LifecycleRules) -> Judgement | None:
    trend = worsening(purchases, rules)
    return Judgement("at_risk", confidence(len(purchases.gaps), 0.5), "active", (trend,)) if trend else None


def _steady(purchases: Purchases, rhythm: Rhythm, shop: ShopStatistics, rules: HistoryRules) -> Judgement:
    """Tell the rare, the loyal and the active apart: all of them are inside their own rhythm."""
    limits = rules.lifecycle
    pace = (rhythm.own or rhythm.usual) / shop.usual_interval_days
    sure = confidence(rhythm.gaps, clarity(purchases.recency / rhythm.usual, (limits.late_from,)))
    if rhythm.gaps >= limits.rare_gaps and pace >= limits.rare_from:
        words = f"own gap {days(rhythm.own or rhythm.usual)}, the shop's {days(shop.usual_interval_days)}"
        sure = min(sure, confidence(rhythm.gaps, clarity(pace, (limits.rare_from,))))
        return Judgement("rare", sure, "active", (FactEvidence("interval", words),))
    regular = sum(gap < limits.late_from * rhythm.usual for gap in purchases.gaps) / max(1, rhythm.gaps)
    returned = len(purchases.returns(rules.caution.gesture)) / len(purchases.orders)
    long_enough = len(purchases.visits) >= limits.loyal_orders and purchases.tenure >= limits.loyal_days
    if long_enough and regular >= limits.loyal_regular and returned <= limits.loyal_returns:
        words = f"{count(len(purchases.visits), 'visit')} over {days(purchases.tenure)}"
        return Judgement("loyal", sure, "active", (FactEvidence("tenure", words),))
    return Judgement("active", sure, "loyal" if long_enough else "at_risk")
