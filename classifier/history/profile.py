"""What a customer's purchases and engagement say: figures, and a verdict on each axis that history can judge."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from classifier.assessment import Verdict
from classifier.history.advocacy import advocacy_figure, judge_advocacy
from classifier.history.caution import judge_caution
from classifier.history.confidence import verdict_from
from classifier.history.fact import Fact
from classifier.history.figures import figures_of
from classifier.history.lifecycle import judge_lifecycle
from classifier.history.motive import judge_motive, motive_figures, signs_of
from classifier.history.orders import Engagement, Order, ShopStatistics
from classifier.history.outlook import outlook_figures
from classifier.history.purchases import events_of, purchases_of
from classifier.history.rhythm import rhythm_of
from classifier.history.rules import DEFAULT_RULES, HistoryRules
from classifier.history.service import Service, service_figures
from classifier.history.statistics import shop_statistics
from classifier.history.value import judge_value
from classifier.taxonomy import UNKNOWN, Axis

__all__ = ["Fact", "Profile", "Service", "build_profile", "shop_statistics"]


@dataclass(frozen=True, slots=True)
class Profile:
    """Figures with their words, and verdicts with the figures that led to them."""

    figures: Mapping[str, Fact]
    verdicts: Mapping[Axis, Verdict]

    def value_of(self, figure: str) -> object:
        """Look up a figure's value; `None` where it is not known."""
        fact = self.figures.get(figure)
        return fact.value if fact else None

    def type_of(self, axis: Axis) -> str:
        """Say the shown type on an axis; `unknown` where nothing passed."""
        verdict = self.verdicts.get(axis)
        return verdict.type if verdict else UNKNOWN


def build_profile(
    orders: Iterable[Order],
    engagement: Iterable[Engagement],
    shop: ShopStatistics,
    now: datetime,
    *,
    rules: HistoryRules = DEFAULT_RULES,
    service: Service | None = None,
) -> Profile:
    """Judge one customer by acts alone; what happened after `now` is not known yet. `service`: where it was counted."""
    purchases = purchases_of(orders, shop.currency, now, shop.rates)
    events = events_of(engagement, now)
    rhythm = rhythm_of(purchases.gaps, shop, rules.lifecycle)
    signs = signs_of(purchases, events, shop, rules)
    judgements = {
        Axis.LIFECYCLE: judge_lifecycle(purchases, events, rhythm, shop, rules),
        Axis.VALUE: judge_value(purchases, shop, rules.value),
        Axis.ADVOCACY: judge_advocacy(purchases, events, shop, rules.advocacy),
        Axis.CAUTION: judge_caution(purchases, rules.caution),
        Axis.MOTIVE: judge_motive(signs, rules.motive),
    }
    figures = {
        **figures_of(purchases, rhythm, shop, rules),
        "advocacy": advocacy_figure(purchases, events, rules.advocacy),
        **motive_figures(signs),
        **service_figures(service, purchases, shop),
        **outlook_figures(purchases, shop),
    }
    return Profile(figures, {axis: verdict_from(axis, judgement) for axis, judgement in judgements.items()})
