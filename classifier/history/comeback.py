"""Finds customers who are back: after a longer pause than usual, or after what drove them away."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from classifier.assessment import FactEvidence
from classifier.history.confidence import Judgement, clarity, confidence
from classifier.history.earned import given_back
from classifier.history.orders import Engagement, ShopStatistics
from classifier.history.purchases import Purchases, days_between
from classifier.history.rhythm import rhythm_of
from classifier.history.rules import LifecycleRules
from classifier.history.words import days

# An order refunded by more than a small gesture went wrong, whoever was at fault.
WENT_WRONG_SHARE = Decimal("0.2")


@dataclass(frozen=True, slots=True)
class Pause:
    """A gap before the visit with this index, measured against what was usual before it."""

    visit: int
    length: float
    usual: float
    ratio: float  # 1 where "late" begins


def judge_comeback(
    purchases: Purchases, events: Sequence[Engagement], shop: ShopStatistics, rules: LifecycleRules
) -> Judgement | None:
    """Tell `returning` (they paused) from `won_back` (they were gone, or had a reason to go); neither: `None`."""
    for visit in _recent_visits(purchases, shop):
        gap = purchases.gaps[visit - 1]
        usual, late, asleep, lost = _borders(purchases, visit, shop, rules)
        unhappy = _complained(purchases, events, visit, rules) or (gap >= late and _went_wrong(purchases, visit))
        if not unhappy and gap < asleep:
            continue
        won_back = unhappy or gap >= lost
        words = f"back after {days(gap)}, usual gap {days(usual)}" + (
            "; something had gone wrong before" if unhappy else ""
        )
        score = confidence(visit, 1.0 if unhappy else clarity(gap, (asleep, lost)))
        return Judgement(
            "won_back" if won_back else "returning",
            score,
            "returning" if won_back else "active",
            (FactEvidence("pause", words),),
        )
    return None


def _recent_visits(purchases: Purchases, shop: ShopStatistics) -> list[int]:
    """Being back stays news for as long as being new does; the last visit always counts."""
    last = len(purchases.visits) - 1
    return [
        visit
        for visit in range(last, 0, -1)
        if visit == last or days_between(purchases.visits[visit], purchases.now) <= shop.new_days
    ]


def _borders(
    purchases: Purchases, visit: int, shop: ShopStatistics, rules: LifecycleRules
) -> tuple[float, float, float, float]:
    """Say what was usual before a visit, and from which gap on that was late, asleep and lost."""
    if visit == 1:
        window = once_window(shop, rules)
        return window, window, window, window * rules.once_lost_from
    usual = rhythm_of(purchases.gaps[: visit - 1], shop, rules).usual
    return usual, usual * rules.late_from, usual * rules.sleeping_from, usual * rules.lost_from


def once_window(shop: ShopStatistics, rules: LifecycleRules) -> float:
    """Say how long a single order still leads to a second in this shop."""
    return max(shop.usual_second_order_days, shop.new_days + rules.once_second_days)


def _complained(purchases: Purchases, events: Sequence[Engagement], visit: int, rules: LifecycleRules) -> bool:
    """Say whether they spoke up before coming back: whoever complains and still orders gives another chance."""
    before, back = purchases.visits[visit - 1], purchases.visits[visit]
    bad = rules.unhappy_kinds | rules.goodbye_kinds
    return any(before <= event.at < back and event.kind in bad for event in events)


def _went_wrong(purchases: Purchases, visit: int) -> bool:
    back = purchases.visits[visit]
    previous = [order for order in purchases.orders if order.placed_at < back][-1]
    return given_back(previous) > WENT_WRONG_SHARE * previous.total
