"""Answers /report: counts and draws aside, then sends words and picture."""

import asyncio
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from aiogram.types import Message

from bot.desk.action import Actor
from bot.desk.reportview import ReportView
from bot.desk.roles import Power, may
from bot.desk.shopview import Glance
from bot.reportcharts import draw_report
from bot.reporting import SPANS, Reports
from bot.shop.charts import Chart
from bot.storage.effects import answer
from bot.telegram.desk import Desk
from bot.telegram.glances import Glances
from bot.telegram.reading import words_of
from bot.telegram.work import Work


@dataclass(frozen=True, slots=True)
class Reporter:
    """Reports to who may see it."""

    reports: Reports
    desk: Desk
    glances: Glances

    async def ask(self, message: Message, actor: Actor, work: Work) -> None:
        """Begin a report; the answer follows below the question."""
        work.about(message)
        action = self.desk.action(actor)
        _, *said = words_of(message).casefold().split()
        days = SPANS.get(said[0] if said else "week")
        async with self.reports.database.reading() as session:
            allowed = await may(session, action, Power.REPORTS)
        if not allowed:
            work.say(answer("report_leads_only"))
        elif days is None:
            work.say(answer("report_how"))
        elif self.glances.busy:
            work.say(answer("report_busy"))
        else:
            work.say(answer("report_counting", reaction="👀"))
            self.glances.begin(message, partial(self._look, action.now, days), self.desk.words("report_failed"))

    async def _look(self, now: datetime, days: int) -> Glance:
        words = self.desk.words
        report, before = await self.reports(now, days)
        text = "\n".join(ReportView(words, self.desk.shop.name)(report, before))
        picture = await asyncio.to_thread(draw_report, report, words)
        return Glance(text, (Chart("report", picture, ""),))
