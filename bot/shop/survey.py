"""Goes through all customers once and adds up what the shop wants to know of them together."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.shop.shopfile import Shop
from bot.statistics import look_over
from bot.storage.cautions import Decision, caution_decisions
from bot.storage.engine import Database
from bot.storage.people import History, all_histories, count_people
from classifier.assessment import FactEvidence
from classifier.history.cohorts import Cohorts
from classifier.history.orders import ShopStatistics
from classifier.history.personas import nearest
from classifier.history.profile import Profile, build_profile
from classifier.history.purchases import Purchases, purchases_of
from classifier.history.segments import Segments, caution_expires
from classifier.taxonomy import PLAIN_TYPES, UNKNOWN, Axis

# Told how many customers are done, of how many; what it raises ends the survey.
Advance = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Cautioned:
    """One customer with a caution: its figures, when it ends by itself, and who decided on it, if anybody did."""

    customer_id: int
    type: str
    facts: str
    expires: datetime | None
    decision: Decision | None


@dataclass(slots=True)
class Survey:
    """What all customers come to at one moment. It holds sums and the few cautioned, never the histories."""

    shop: Shop
    now: datetime
    cohorts: Cohorts
    segments: Segments = field(default_factory=Segments)
    cautioned: list[Cautioned] = field(default_factory=list)
    # Customers who want no profile: they are in no figure.
    left_out: int = 0

    def add(self, history: History, statistics: ShopStatistics, decision: Decision | None) -> None:
        """Judge one customer and count them in."""
        if history.customer.no_profile:
            self.left_out += 1
            return
        rules, personas = self.shop.history, self.shop.personas
        profile = build_profile(
            history.orders, history.engagement, statistics, self.now, rules=rules, service=history.service
        )
        purchases = purchases_of(history.orders, self.shop.currency, self.now, statistics.rates)
        near = nearest(profile, personas)
        self.segments.add(profile, purchases, personas.index(near.persona) if near else None)
        self.cohorts.add(purchases.orders)
        if profile.type_of(Axis.CAUTION) not in {UNKNOWN, *PLAIN_TYPES}:
            self.cautioned.append(self._cautioned(history, profile, purchases, decision))

    def _cautioned(
        self, history: History, profile: Profile, purchases: Purchases, decision: Decision | None
    ) -> Cautioned:
        verdict = profile.verdicts[Axis.CAUTION]
        facts = "; ".join(fact.value for fact in verdict.evidence if isinstance(fact, FactEvidence))
        expires = caution_expires(purchases, self.shop.history.caution)
        return Cautioned(history.customer.id or 0, verdict.type, facts, expires, decision)


async def take_survey(
    database: Database, shop: Shop, zone: ZoneInfo, now: datetime, advance: Advance | None = None
) -> Survey:
    """Read every history once, some hundreds at a time; `zone` says where months begin."""
    survey = Survey(shop, now, Cohorts(zone))
    statistics = await database.aside(lambda session: look_over(session, shop, zone, now))
    async with database.reading() as session:
        total = await count_people(session)
        decisions = await caution_decisions(session, now - timedelta(days=shop.history.caution.days))
        done = 0
        async for history in all_histories(session, now):
            survey.add(history, statistics, decisions.get(history.customer.id or 0))
            done += 1
            if advance is not None:
                advance(done, total)
    return survey
