"""What kind of worth a customer has for the shop (taxonomy, axis 4); it never decides whether they are helped."""

from decimal import Decimal

from classifier.assessment import FactEvidence
from classifier.history.confidence import Judgement, clarity, confidence
from classifier.history.orders import ShopStatistics
from classifier.history.purchases import YEAR, Purchases, is_discounted
from classifier.history.rules import ValueRules
from classifier.history.statistics import FEWEST, quantile
from classifier.history.words import count, days, money, percent

# Most customers are the middle; a guess for somebody without orders, never shown.
UNSEEN = 0.4
# The same place among all customers as `revenue_p95`, by profit.
TOP_BY_MARGIN = 0.95


def judge_value(purchases: Purchases, shop: ShopStatistics, rules: ValueRules) -> Judgement:
    """Ask for the rarest first: very active, then long and profitable, then premium, then price-focused."""
    if not purchases.priced:
        return Judgement("standard", UNSEEN)
    money_facts = _Money(purchases, shop)
    return (
        _super(money_facts, rules)
        or _gold(money_facts, rules)
        or _status(money_facts, rules)
        or _petty(money_facts, rules)
        or Judgement("standard", money_facts.sure, None, (money_facts.spent,))
    )


class _Money:
    """The sums that the four questions share, worked out once."""

    def __init__(self, purchases: Purchases, shop: ShopStatistics) -> None:
        orders = purchases.priced
        self.purchases = purchases
        self.shop = shop
        self.orders = len(orders)
        self.tenure = purchases.tenure
        self.revenue = purchases.revenue
        self.average = purchases.average
        self.year = len(purchases.last_year)
        all_priced = len(orders) == len(purchases.orders)
        self.discounts = (purchases.reduced if all_priced else sum(map(is_discounted, orders))) / len(orders)
        ratio = float(self.revenue / shop.revenue_p95) if shop.revenue_p95 else 1.0
        self.sure = _sure(len(orders), ratio)
        self.spent = FactEvidence("revenue", f"{money(self.revenue, shop.currency)} in {count(len(orders), 'order')}")

    def piece(self) -> Decimal | None:
        """What a single piece costs on average."""
        pieces = [
            (item.price * item.quantity, item.quantity) for order in self.purchases.priced for item in order.items
        ]
        amount = sum(quantity for _, quantity in pieces)
        return sum((price for price, _ in pieces), Decimal(0)) / amount if amount else None

    @property
    def is_top(self) -> bool:
        """Among the 5 in 100 who left most with the shop."""
        return self.revenue >= self.shop.revenue_p95


def _super(figures: _Money, rules: ValueRules) -> Judgement | None:
    usual = YEAR.days / figures.shop.usual_interval_days
    least = max(float(rules.super_orders), rules.super_pace * usual)
    large = figures.average >= figures.shop.average_order * Decimal(str(rules.super_size))
    if not figures.is_top or figures.year < least or not large:
        return None
    pace = FactEvidence("orders_12m", f"{count(figures.year, 'order')} in 12 months, usual {usual:.0f}")
    return Judgement("super", figures.sure, "gold", (figures.spent, pace))


def _gold(figures: _Money, rules: ValueRules) -> Judgement | None:
    if figures.tenure < rules.gold_days or figures.discounts > rules.gold_discounts:
        return None
    tenure = FactEvidence("tenure", f"over {days(figures.tenure)}")
    margin, margins = figures.purchases.margin_12m, figures.shop.margins
    if margin is None or len(margins) < FEWEST:
        return Judgement("gold", figures.sure, "super", (figures.spent, tenure)) if figures.is_top else None
    border = quantile(margins, TOP_BY_MARGIN)
    if margin < border or margin <= 0:  # nobody is gold by losses, however many make larger ones
        return None
    words = f"{money(margin, figures.shop.currency)} margin in 12 months, one in twenty brings {border:,.0f}"
    sure = _sure(figures.orders, float(margin / border) if border > 0 else 1.0)
    return Judgement("gold", sure, "super", (figures.spent, FactEvidence("margin_12m", words), tenure))


def _sure(orders: int, ratio: float) -> float:
    """Sums are facts and the border a definition, so standing on it takes half of the sureness at most."""
    return confidence(orders, 0.5 + clarity(ratio, (1.0,)) / 2)


def _status(figures: _Money, rules: ValueRules) -> Judgement | None:
    """Tell dear things from full baskets: the single piece costs as much as a usual order."""
    if figures.orders < rules.status_orders or figures.average < figures.shop.order_p90:
        return None
    piece = figures.piece()
    if piece is None or piece < figures.shop.average_order:
        return None
    words = f"{money(figures.average, figures.shop.currency)} an order, one in ten orders reaches {figures.shop.order_p90:,.0f}"
    sure = confidence(figures.orders, clarity(float(figures.average / figures.shop.order_p90), (1.0,)))
    return Judgement("status", sure, "standard", (FactEvidence("average_order", words),))


def _petty(figures: _Money, rules: ValueRules) -> Judgement | None:
    small = figures.average <= figures.shop.average_order * Decimal(str(rules.petty_size))
    if figures.orders < rules.petty_orders or figures.discounts < rules.petty_discounts or not small:
        return None
    words = f"{percent(figures.discounts)} of {count(figures.orders, 'order')} at a reduced price"
    return Judgement("petty", confidence(figures.orders, 0.75), "standard", (FactEvidence("discount_share", words),))
