"""Whether returns are above the shop's limit (taxonomy, axis 10); a person decides what follows from it."""

from classifier.assessment import FactEvidence
from classifier.history.confidence import Judgement, confidence
from classifier.history.purchases import Purchases, days_between
from classifier.history.rules import CautionRules
from classifier.history.words import ago, count

# Nothing was seen that asks for caution; without orders there was also nothing to see.
NOTHING_SEEN = 0.9


def judge_caution(purchases: Purchases, rules: CautionRules) -> Judgement:
    """Say `abuser` only with enough orders, enough returns and a recent one; everything else is `none`."""
    returns = purchases.returns(rules.gesture)
    total = len(purchases.orders)
    if total < rules.orders or len(returns) < max(rules.returns, rules.rate * total):
        return Judgement("none", NOTHING_SEEN)
    last = returns[-1].placed_at
    newest = max(order.returned_at or order.placed_at for order in returns)
    if days_between(newest, purchases.now) >= rules.days:
        return Judgement("none", NOTHING_SEEN, "abuser")
    words = f"goods returned from {len(returns)} of {count(total, 'order')}, last ordered {ago(last, purchases.now)}"
    return Judgement("abuser", confidence(len(returns)), "none", (FactEvidence("return_rate", words),))
