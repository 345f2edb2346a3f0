"""What the clock does beside reminders: measures the shop anew, counts wordings, watches fairness, drops what is old."""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clocks import Clocks
from bot.collecting import not_collecting
from bot.measures import Measures
from bot.metrics import Metrics
from bot.profiles import Past, Profiler
from bot.shop.shopfile import Shop
from bot.statistics import MEASURE_EVERY, measure_shop
from bot.storage.acts import acts_of
from bot.storage.alerts import tell_leads
from bot.storage.audit import record
from bot.storage.engine import Database
from bot.storage.orders import engagement_of
from bot.storage.profiles import Kept, forget_profiles, keep_profiles, objectors_among, stale_customers
from bot.storage.retention import Ages, drop_old
from bot.storage.service import services_of
from bot.storage.shop_figures import save_figures, was_fair
from bot.storage.uses import load_records
from bot.storage.waits import Wait, waits_since
from classifier.business_hours import BusinessHours
from classifier.fairness import waits_are_fair

logger = logging.getLogger(__name__)

WATCH_EVERY: Final = timedelta(hours=1)
# A wording that is always edited should give way to the next within the shift.
COUNT_EVERY: Final = timedelta(minutes=10)
# A week has every day and every shift in it.
WATCHED: Final = timedelta(days=7)
# So many turns tell a 90th percentile of a fifth as well as more would.
MOST_TURNS: Final = 5_000
# So many profiles a round: a tenth of a second, most of it beside the loop, after which messages have their turn.
AT_ONCE: Final = 200
# Between rounds, in seconds: as long as a round takes.
PAUSE: Final = 0.1


@dataclass(slots=True)
class Keeping:
    """One round every so often; what fails is tried again by the next."""

    database: Database
    clocks: Clocks
    shop: Shop
    zone: ZoneInfo
    measures: Measures
    hours: BusinessHours
    leads: Sequence[int] = ()
    metrics: Metrics = field(default_factory=Metrics)
    _watched_at: datetime | None = field(default=None, init=False)
    _counted_at: datetime | None = field(default=None, init=False)

    async def __call__(self) -> None:
        """Do what is due."""
        now = self.clocks.business()
        if now - self.measures.measured_at >= MEASURE_EVERY:
            self.measures.statistics = await measure_shop(self.database, self.shop, self.zone, now)
            self.measures.measured_at = now
        if self._counted_at is None or now - self._counted_at >= COUNT_EVERY:
            await self.count()
            self._counted_at = now
        if self._watched_at is None or now - self._watched_at >= WATCH_EVERY:
            await self.watch(now)
            await self.retain(now)
            self._watched_at = now
        # After a large import this takes minutes, in which messages come first.
        while await self.refresh(now):  # noqa: ASYNC110 - a pause, not a wait for something
            await asyncio.sleep(PAUSE)

    async def retain(self, now: datetime) -> None:
        """Drop what is older than the shop wants to keep it, in batches between which messages have their turn."""
        kept = self.shop.retention
        ages = Ages(kept.messages, kept.suggestions, kept.audit, kept.shop_events)
        dropped = AT_ONCE
        while dropped:
            async with self.database.writing() as session:
                dropped = await drop_old(session, ages, now, AT_ONCE)
            if dropped:
                logger.info("dropped %s rows that were old enough", dropped)
                await asyncio.sleep(PAUSE)

    async def count(self) -> None:
        """Read what became of wordings, also of those that other processes sent."""
        async with self.database.reading() as session:
            self.measures.records = await load_records(session)

    async def watch(self, now: datetime) -> None:
        """See whether the least valued wait too long; then value stops counting, and the leads are told once."""
        waits = await self.database.aside(lambda session: waits_since(session, now - WATCHED, most=MOST_TURNS))
        fair = waits_are_fair(
            [(wait.percentile, self._waited(wait, now)) for wait in waits if wait.percentile is not None]
        )
        self.measures.fair = fair
        async with self.database.writing() as session:
            if fair is await was_fair(session):
                return  # told already, by this process or another
            await save_figures(session, "fairness", now, {"fair": fair})
            logger.warning("value %s in priority", "counts again" if fair else "no longer counts")
            record(session, "value_counts_again" if fair else "value_stopped_counting", now)
            key = "fair_again" if fair else "unfair"
            await tell_leads(session, self.leads, machine_now=self.clocks.machine(), key=key)

    async def refresh(self, now: datetime) -> int:
        """Work out what an import or a webhook made stale; returns how many."""
        with not_collecting():
            return await self._refresh(now)

    async def _refresh(self, now: datetime) -> int:
        async with self.database.reading() as session:
            ids = await stale_customers(session, AT_ONCE)
        if not ids:
            return 0
        profiler = Profiler(self.measures.statistics, self.shop.history, self.zone)

        def work_out(pasts: Mapping[int, Past]) -> list[Kept]:
            return [kept for id_, past in pasts.items() if (kept := profiler.keep(id_, past, now))]

        found = await self.database.study(lambda session: _pasts_of(session, ids, now), work_out)
        worked_out = {kept.customer_id for kept in found}
        async with self.database.writing() as session:
            await keep_profiles(session, found)
            await forget_profiles(session, [id_ for id_ in ids if id_ not in worked_out])
        self.metrics.profiles.inc(len(found))
        return len(found)

    def _waited(self, wait: Wait, now: datetime) -> timedelta:
        return self.hours.between(wait.asked_at, wait.answered_at or now)


async def _pasts_of(session: AsyncSession, ids: Sequence[int], now: datetime) -> Mapping[int, Past]:
    """Load what there is of these customers; who objects and who did nothing is left out."""
    orders, events = await acts_of(session, ids), await engagement_of(session, ids)
    services, silent = await services_of(session, ids, now), await objectors_among(session, ids)
    return {
        id_: Past(orders.get(id_, []), events.get(id_, []), services[id_])
        for id_ in ids
        if id_ not in silent and (orders.get(id_) or events.get(id_))
    }
