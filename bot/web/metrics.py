"""`/metrics`: what was counted, and how much waits right now, in the words of Prometheus."""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.metrics_core import CounterMetricFamily
from prometheus_client.registry import Collector

from bot.metrics import Metrics
from bot.shop.live.events import Outcome
from bot.storage.backlog import backlog
from bot.storage.engine import Database, is_outage
from bot.storage.sending import group_backlogs, outgoing_backlog
from bot.storage.uses import count_uses
from bot.telegram.limits import GROUP

# What agents made of suggestions is counted over a table that grows for years, so not at every question.
COUNT_EVERY: Final = 60.0
# The doors answer in sentences; among figures a word is enough.
SHORT: Final = {str(outcome): outcome.name.lower() for outcome in Outcome}


@dataclass(slots=True)
class MetricsPage:
    """Answers a scrape; an outage of the database is a figure like the others."""

    metrics: Metrics
    database: Database
    clock: Callable[[], float] = time.monotonic
    _counted_at: float | None = field(default=None, init=False)

    async def answer(self, _request: web.Request) -> web.Response:
        """Look at what waits, then tell everything."""
        try:
            await self._look()
        except Exception as error:
            if not is_outage(error):
                raise
            self.metrics.away("metrics")
            self.metrics.database_up.set(0)
        body = generate_latest(self.metrics.registry)
        return web.Response(body=body, headers={"Content-Type": CONTENT_TYPE_LATEST})

    async def _look(self) -> None:
        metrics = self.metrics
        async with self.database.reading() as session:
            waiting, unsent = await backlog(session), await outgoing_backlog(session)
            groups = await group_backlogs(session)
        metrics.intake_backlog.set(waiting)
        metrics.outgoing_backlog.set(unsent)
        metrics.group_backlog.clear()
        for chat_id, count in groups.items():
            metrics.group_backlog.labels(str(chat_id)).set(minutes_of(count))
        if self._counted_at is None or self.clock() - self._counted_at >= COUNT_EVERY:
            uses = await self.database.aside(count_uses)
            metrics.suggestions.clear()
            for (playbook, outcome), count in uses.items():
                metrics.suggestions.labels(playbook, outcome).set(count)
            self._counted_at = self.clock()
        metrics.database_up.set(1)


@dataclass(frozen=True, slots=True, eq=False)  # a registry keeps collectors by identity
class ShopCounts(Collector):
    """Tells what came of the shop's webhooks from the counts that its doors keep anyway."""

    counts: Counter[tuple[str, str]]

    def collect(self) -> Iterator[CounterMetricFamily]:
        """Tell each door's answers."""
        family = CounterMetricFamily(
            "triage_shop_deliveries", "Requests of the shop, and what came of them.", labels=["door", "outcome"]
        )
        for (door, outcome), count in sorted(self.counts.items()):
            family.add_metric([door, SHORT.get(outcome, outcome.replace(" ", "_"))], count)
        yield family


def minutes_of(rows: int) -> float:
    """Tell how long a staff group's queue takes: what its full bucket allows goes at once, the rest as it refills."""
    return max(0.0, rows - GROUP.burst) / (GROUP.per_second * 60)
