"""Notices dissatisfaction in the orders themselves: getting rarer, getting smaller."""

from collections.abc import Sequence

from classifier.assessment import FactEvidence
from classifier.history.purchases import Purchases, middle
from classifier.history.rules import LifecycleRules
from classifier.history.words import days

# The last two are compared with those before: one alone may be chance.
LAST = 2


def worsening(purchases: Purchases, rules: LifecycleRules) -> FactEvidence | None:
    """Say what is getting worse; `None` where nothing is, or too few orders tell."""
    if len(purchases.visits) < rules.trend_orders:
        return None
    before, last = middle(purchases.gaps[:-LAST]), purchases.gaps[-LAST:]
    if last[0] >= rules.rarer_by * before and last[1] >= last[0]:
        return FactEvidence("trend", f"gaps grew from {days(before)} to {days(last[0])} and {days(last[1])}")
    return _shrinking([float(kept) for kept in purchases.kept], rules)


def _shrinking(sums: Sequence[float], rules: LifecycleRules) -> FactEvidence | None:
    if len(sums) < rules.trend_orders:
        return None
    before, last = middle(sums[:-LAST]), sums[-LAST:]
    if sum(last) >= rules.smaller_by * LAST * before:
        return None
    return FactEvidence("trend", f"orders shrank from {before:,.0f} to {last[0]:,.0f} and {last[1]:,.0f}")
