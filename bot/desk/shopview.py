"""The shop at a glance, for leads: the main shares in words, and three charts."""

import asyncio
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from babel.dates import format_date
from babel.numbers import format_decimal, format_percent

from bot.shop.charts import Chart, draw_charts, say_money
from bot.shop.shopfile import Shop
from bot.shop.survey import Survey, take_survey
from bot.storage.engine import Database
from bot.wording import Wording
from classifier.history.segments import Segment

# What a phone shows without scrolling; the chart has them all.
LISTED = 5


class StoppedError(Exception):
    """Nobody waits for the answer any more."""


@dataclass(frozen=True, slots=True)
class Glance:
    """What is said, and the charts that have something to show."""

    text: str
    charts: tuple[Chart, ...]


@dataclass(frozen=True, slots=True)
class ShopView:
    """Looks at the shop in a thread with a connection of its own, so that customers are answered meanwhile."""

    address: str
    shop: Shop
    zone: ZoneInfo
    words: Wording

    async def __call__(self, now: datetime) -> Glance:
        """Count and draw; some thousand customers take a second. Cancelled, the thread ends at the next customer."""
        stop = threading.Event()
        try:
            return await asyncio.to_thread(self._look, now, stop)
        finally:
            stop.set()

    def _look(self, now: datetime, stop: threading.Event) -> Glance:
        survey = asyncio.run(self._survey(now, stop))
        charts = draw_charts(survey, self.words) if survey.segments.scores else ()
        lines = [*summary_lines(survey, self.words), *(chart.words for chart in charts if chart.png is None)]
        return Glance("\n".join(lines), tuple(chart for chart in charts if chart.png is not None))

    async def _survey(self, now: datetime, stop: threading.Event) -> Survey:
        def go_on(_done: int, _total: int) -> None:
            if stop.is_set():
                raise StoppedError

        database = Database(self.address)
        try:
            return await take_survey(database, self.shop, self.zone, now, go_on)
        finally:
            await database.close()


def summary_lines(survey: Survey, words: Wording) -> Iterator[str]:
    """Say the main shares; a shop without orders has one sentence."""
    segments, personas = survey.segments, survey.shop.personas
    if not segments.scores:
        yield words("shop_empty")
        return
    yield words(
        "shop_head",
        shop=survey.shop.name,
        date=format_date(survey.now.astimezone(survey.cohorts.zone).date(), "medium", words.lang),
        customers=format_decimal(segments.whole.customers, locale=words.lang),
        revenue=say_money(segments.whole.revenue, survey.shop.currency, words),
    )
    if survey.left_out:
        yield words("shop_left_out", count=survey.left_out)
    yield words("shop_lifecycle")
    stages = sorted(segments.of("lifecycle"), key=lambda one: (one.revenue, one.customers), reverse=True)
    for one in stages[:LISTED]:
        yield words("shop_share", name=words.name("lifecycle", one.type), **_shares(one, words))
    near = [place for place in segments.personas if place is not None]
    if near:
        yield words("shop_personas")
        for place in sorted(near):
            name = personas[place].named(words.lang)
            yield _persona_line(segments.segment(name, segments.personas[place]), survey.shop.currency, words)


def _persona_line(one: Segment, currency: str, words: Wording) -> str:
    shares = _shares(one, words)
    if one.return_on_effort is None:
        return words("shop_share", name=one.type, **shares)
    effort = say_money(Decimal(one.return_on_effort), currency, words)
    return words("shop_effort", name=one.type, effort=effort, **shares)


def _shares(one: Segment, words: Wording) -> dict[str, str]:
    shares = {"customers": one.share, "revenue": one.revenue_share or 0.0}
    return {name: format_percent(share, locale=words.lang) for name, share in shares.items()}
