"""The figures of a purchase history, each with its words."""

from datetime import timedelta

from classifier.history.fact import Fact
from classifier.history.margin import percentile_of
from classifier.history.orders import ShopStatistics
from classifier.history.purchases import Purchases
from classifier.history.rfm import models_of, scores_of
from classifier.history.rhythm import Rhythm
from classifier.history.rules import HistoryRules
from classifier.history.words import NO_ORDERS, ago, count, days, money, percent


def figures_of(purchases: Purchases, rhythm: Rhythm, shop: ShopStatistics, rules: HistoryRules) -> dict[str, Fact]:
    """Work out everything that is counted; what nobody knows has the value `None` and says so."""
    return {
        **_counts(purchases),
        **_money(purchases, shop),
        **_times(purchases, rhythm),
        **_habits(purchases, rules),
        **_margin(purchases, shop),
        **_breadth(purchases, shop),
        **_scores(purchases, shop),
    }


def _counts(purchases: Purchases) -> dict[str, Fact]:
    year = len(purchases.last_year)
    return {
        "orders": Fact(len(purchases.orders), count(len(purchases.orders), "order")),
        "orders_12m": Fact(year, f"{count(year, 'order')} in 12 months"),
    }


def _money(purchases: Purchases, shop: ShopStatistics) -> dict[str, Fact]:
    foreign = len(purchases.orders) - len(purchases.priced)
    converted = _converted(purchases, shop) if shop.rates else 0
    left_out = f", {count(foreign, 'order')} in other currencies left out" if foreign else ""
    turned = f", {count(converted, 'order')} in other currencies converted" if converted else ""
    facts = {
        "revenue": Fact(purchases.revenue, f"{money(purchases.revenue, shop.currency)} after refunds{turned}{left_out}")
    }
    if not purchases.priced:
        return facts | {"average_order": Fact(None, NO_ORDERS)}
    words = f"{money(purchases.average, shop.currency)} an order"
    return facts | {"average_order": Fact(purchases.average, words)}


def _converted(purchases: Purchases, shop: ShopStatistics) -> int:
    return sum(order.currency in shop.rates and order.currency != shop.currency for order in purchases.orders)


def _times(purchases: Purchases, rhythm: Rhythm) -> dict[str, Fact]:
    if not purchases.visits:
        return {
            name: Fact(None, NO_ORDERS) for name in ("first_order", "last_order", "recency_days", "usual_interval_days")
        }
    first, last = purchases.visits[0], purchases.orders[-1].placed_at
    own = f"own median {days(rhythm.own)} over {count(rhythm.gaps, 'gap')}" if rhythm.own is not None else "the shop's"
    return {
        "first_order": Fact(first, f"first order {first.date().isoformat()}"),
        "last_order": Fact(last, f"last order {last.date().isoformat()}"),
        "recency_days": Fact(purchases.recency, f"last {ago(purchases.visits[-1], purchases.now)}"),
        "usual_interval_days": Fact(rhythm.usual, f"usual gap {days(rhythm.usual)} ({own})"),
    }


def _habits(purchases: Purchases, rules: HistoryRules) -> dict[str, Fact]:
    total = len(purchases.orders)
    if not total:
        return {"discount_share": Fact(None, NO_ORDERS), "return_rate": Fact(None, NO_ORDERS)}
    reduced, returned = purchases.reduced, len(purchases.returns(rules.caution.gesture))
    return {
        "discount_share": Fact(reduced / total, f"{reduced} of {count(total, 'order')} at a reduced price"),
        "return_rate": Fact(returned / total, f"goods returned from {returned} of {count(total, 'order')}"),
    }


def _margin(purchases: Purchases, shop: ShopStatistics) -> dict[str, Fact]:
    margin = purchases.margin_12m if purchases.orders else None
    if margin is None:
        unknown = Fact(None, "costs not known" if purchases.orders else NO_ORDERS)
        return {"margin_12m": unknown, "margin_percentile": unknown}
    rank = percentile_of(margin, shop.margins)
    words = "nobody to compare with" if rank is None else f"more than {percent(rank)} of customers"
    return {
        "margin_12m": Fact(margin, f"{money(margin, shop.currency)} margin in 12 months"),
        "margin_percentile": Fact(rank, words),
    }


def _breadth(purchases: Purchases, shop: ShopStatistics) -> dict[str, Fact]:
    begun, categories = purchases.now - timedelta(days=shop.new_days), purchases.categories
    older = {item.category for order in purchases.orders if order.placed_at < begun for item in order.items}
    fresh = [name for name in categories if name not in older] if older else []
    return {
        "categories": Fact(tuple(categories), ", ".join(categories) or "no categories known"),
        "new_categories": Fact(tuple(fresh), f"first time in {', '.join(fresh)}" if fresh else "no new category"),
    }


def _scores(purchases: Purchases, shop: ShopStatistics) -> dict[str, Fact]:
    scores, models = scores_of(purchases, shop), models_of(purchases, shop)
    if scores is None or models is None:
        names = ("recency_score", "frequency_score", "monetary_score", "frequency", "spend", "breadth")
        return {name: Fact(None, NO_ORDERS) for name in names}
    return {
        "recency_score": Fact(scores.recency, f"recency {scores.recency} of 5"),
        "frequency_score": Fact(scores.frequency, f"frequency {scores.frequency} of 5"),
        "monetary_score": Fact(scores.monetary, f"money {scores.monetary} of 5"),
        "frequency": Fact(models.frequency, models.frequency.replace("_", "-") + " buyer"),
        "spend": Fact(models.spend, f"{models.spend} spend"),
        "breadth": Fact(models.breadth, models.breadth.replace("_", " ")),
    }
