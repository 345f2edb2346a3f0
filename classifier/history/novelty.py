"""Who leads others: large customers who speak up, and who buys what is new (taxonomy, axis 5)."""

from collections.abc import Sequence
from decimal import Decimal

from classifier.assessment import FactEvidence
from classifier.history.confidence import Judgement, confidence
from classifier.history.orders import Engagement, ShopStatistics
from classifier.history.purchases import Purchases, days_between
from classifier.history.rules import AdvocacyRules
from classifier.history.words import ago, count, money


def judge_leading(
    purchases: Purchases, recent: Sequence[Engagement], shop: ShopStatistics, rules: AdvocacyRules
) -> Judgement | None:
    """Ask for `lead_user`, then `innovator` (a habit), then `pioneer` (the first); none of them: `None`."""
    return _lead_user(purchases, recent, shop, rules) or _early(purchases, shop, rules)


def _lead_user(
    purchases: Purchases, recent: Sequence[Engagement], shop: ShopStatistics, rules: AdvocacyRules
) -> Judgement | None:
    signs = [event for event in recent if event.kind in rules.expert_kinds]
    orders = purchases.priced
    if len(signs) < rules.lead_signs or len(orders) < rules.lead_orders:
        return None
    revenue = purchases.revenue
    large = revenue >= len(orders) * shop.average_order * Decimal(str(rules.lead_size))
    if not large and revenue < shop.revenue_p95:
        return None
    spent = f"{money(revenue, shop.currency)} in {count(len(orders), 'order')}, usual {shop.average_order:,.0f} each"
    said = f"{count(len(signs), 'question, review or referral', 'questions, reviews and referrals')} in a year"
    facts = (FactEvidence("revenue", spent), FactEvidence("engagement", said))
    return Judgement("lead_user", confidence(len(signs)), "neutral", facts)


def _early(purchases: Purchases, shop: ShopStatistics, rules: AdvocacyRules) -> Judgement | None:
    if not shop.first_sold:
        return None
    lags: dict[str, float] = {}  # by product, at its first purchase
    early = []
    for order in purchases.orders:
        new = {item.sku for item in order.items if item.quantity > 0 and item.sku in shop.first_sold} - lags.keys()
        for sku in new:
            lags[sku] = days_between(shop.first_sold[sku], order.placed_at)
        if any(lags[sku] < rules.early_days for sku in new):
            early.append(order)
    if not early or days_between(early[-1].placed_at, purchases.now) > rules.days:
        return None
    last = f"last {ago(early[-1].placed_at, purchases.now)}"
    if len(early) >= max(rules.early_orders, rules.early_share * len(purchases.orders)):
        words = f"{len(early)} of {count(len(purchases.orders), 'order')} with products in their first weeks, {last}"
        return Judgement("innovator", confidence(len(early)), "pioneer", (FactEvidence("new_products", words),))
    first = sum(lag < rules.first_days for lag in lags.values())
    if first < rules.first_products:
        return None
    words = f"among the first to buy {count(first, 'product')}, {last}"
    return Judgement("pioneer", confidence(first), "innovator", (FactEvidence("new_products", words),))
