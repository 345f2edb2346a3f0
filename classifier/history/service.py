"""How much of the desk's time a customer takes, and what comes back for it (source 004).

For segments and personas. It never decides who is answered first: `priority.py` refuses it.
"""

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from classifier.history.fact import Fact
from classifier.history.orders import ShopStatistics
from classifier.history.purchases import Purchases
from classifier.history.words import NO_ORDERS, count, money

# Minutes of work, so that a letter and a case passed up can be added: reading and answering a message;
# opening a case, looking its order up and closing it; a second person taking it over.
MESSAGE_MINUTES: Final = 2
CONVERSATION_MINUTES: Final = 5
ESCALATION_MINUTES: Final = 20
# Without the shop's own: from one short question a year, each level half as long again, to two and a half hours.
DEFAULT_CUTS: Final = (7, 10, 15, 22, 33, 50, 75, 110, 165)
TENTHS: Final = 10
# Fewer who wrote say little about what is usual.
FEWEST: Final = 10


@dataclass(frozen=True, slots=True)
class Service:
    """What a customer asked of the desk in the last twelve months; `messages` are theirs."""

    messages: int = 0
    conversations: int = 0
    escalations: int = 0

    @property
    def minutes(self) -> int:
        """The work in it, by rule of thumb."""
        return (
            MESSAGE_MINUTES * self.messages
            + CONVERSATION_MINUTES * self.conversations
            + ESCALATION_MINUTES * self.escalations
        )


def service_cuts(services: Iterable[Service]) -> tuple[float, ...]:
    """Find the nine borders between the tenths of customers who wrote at all; empty while too few did."""
    taken = sorted(float(each.minutes) for each in services if each.minutes > 0)
    if len(taken) < FEWEST:
        return ()
    return tuple(taken[len(taken) * part // TENTHS] for part in range(1, TENTHS))


def service_level(service: Service, shop: ShopStatistics) -> int:
    """Say 1 for the least effort to 10 for the most; who never wrote takes 1."""
    if service.minutes == 0:
        return 1
    return 1 + bisect_left(list(shop.service_cuts or DEFAULT_CUTS), service.minutes)


def service_figures(service: Service | None, purchases: Purchases, shop: ShopStatistics) -> Mapping[str, Fact]:
    """Give the level and what was earned for each step of it; `None` as service: nobody counted."""
    if service is None:
        return dict.fromkeys(("service_level", "return_on_effort"), Fact(None, "service not counted"))
    level = service_level(service, shop)
    told = (
        count(service.messages, "message"),
        count(service.conversations, "conversation"),
        count(service.escalations, "escalation"),
    )
    usual = "" if shop.service_cuts else ", by the usual of other shops"
    level_fact = Fact(level, f"service level {level} of 10: {', '.join(told)} in 12 months{usual}")
    return {"service_level": level_fact, "return_on_effort": _return(level, purchases, shop)}


def _return(level: int, purchases: Purchases, shop: ShopStatistics) -> Fact:
    if not purchases.orders:
        return Fact(None, NO_ORDERS)
    margin = purchases.margin_12m
    revenue = sum(purchases.kept_last_year, Decimal(0))
    earned, what = (revenue, "revenue, costs not known,") if margin is None else (margin, "margin")
    each = earned / level
    words = f"{money(each, shop.currency)} a level: {money(earned, shop.currency)} {what} in 12 months at level {level}"
    return Fact(each, words)
