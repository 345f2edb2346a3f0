"""Calls ALARM_URL about danger that nobody took: what, since when and where; no names, no words."""

import asyncio
import logging
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

import aiohttp
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.service.serving import Moment, Serving
from bot.storage.alerts import tell_leads
from bot.storage.audit import record
from bot.storage.pages import owners_of
from bot.storage.tables.conversations import Conversation
from bot.storage.tables.people import Customer
from bot.storage.tables.service import PAGE_OPEN, Page

logger = logging.getLogger(__name__)

# Tried at once and after these pauses; somebody who can be woken is awake by then, or the address is wrong.
PAUSES: Final = (timedelta(seconds=5), timedelta(seconds=30), timedelta(minutes=2), timedelta(minutes=10))
# An alarm service answers in a moment; the next try is soon enough for one that hangs, in seconds.
PATIENCE: Final = 10
AT_ONCE: Final = 20


@dataclass(frozen=True, slots=True)
class Call:
    """One call to be made, and the page that it is about."""

    page_id: int
    tries: int
    body: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Alarm:
    """Claims what is to be called in one short write, calls without one, and keeps what came of it in another."""

    serving: Serving
    url: str

    async def __call__(self) -> int:
        """Make every call that is due; nothing else waits for the answers."""
        moment = self.serving.moment()
        async with self.serving.database.writing() as session:
            calls = await self._due(session, moment)
        if not calls:
            return 0
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=PATIENCE)) as web:
            outcomes = await asyncio.gather(*(self._call(web, call) for call in calls))
        async with self.serving.database.writing() as session:
            for call, outcome in zip(calls, outcomes, strict=True):
                await self._keep(session, call, outcome, moment)
        return len(calls)

    async def _due(self, session: AsyncSession, moment: Moment) -> list[Call]:
        found = await session.scalars(
            select(Page)
            .where(
                PAGE_OPEN,
                col(Page.owner_told_at).is_not(None),
                col(Page.alarm_at).is_(None),
                col(Page.alarm_not_before).is_(None) | (col(Page.alarm_not_before) <= moment.machine),
            )
            .order_by(col(Page.raised_at))
            .limit(AT_ONCE)
            .with_for_update(skip_locked=True)
        )
        return [await self._claim(session, page, moment) for page in found.all()]

    async def _claim(self, session: AsyncSession, page: Page, moment: Moment) -> Call:
        """Take a call so that no other process makes it meanwhile; one that is never kept is made again."""
        page.alarm_tries += 1
        page.alarm_not_before = moment.machine + timedelta(seconds=2 * PATIENCE)
        conversation = await session.get_one(Conversation, page.conversation_id)
        customer = await session.get_one(Customer, conversation.customer_id)
        body = {
            "kind": page.flag,
            "since": page.raised_at.isoformat(),
            "minutes": int((moment.now - page.raised_at).total_seconds() // 60),
            "link": topic_link(customer),
        }
        return Call(page.id or 0, page.alarm_tries, body)

    async def _call(self, web: aiohttp.ClientSession, call: Call) -> str:
        """Tell what came of it in a word: the address may hold a secret, so it is named nowhere."""
        try:
            async with web.post(self.url, json=call.body, allow_redirects=False) as response:
                return "answered" if response.status < 300 else f"status {response.status}"
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            return type(error).__name__

    async def _keep(self, session: AsyncSession, call: Call, outcome: str, moment: Moment) -> None:
        page = await session.get(Page, call.page_id)
        if page is None:  # the person was erased meanwhile
            return
        done = outcome == "answered"
        given_up = not done and call.tries > len(PAUSES)
        self.serving.metrics.alarms.labels("answered" if done else "failed").inc()
        record(
            session,
            "alarm_called",
            moment.now,
            conversation_id=page.conversation_id,
            outcome=outcome,
            tries=call.tries,
        )
        if done or given_up:
            page.alarm_at = moment.now
        else:
            page.alarm_not_before = self.serving.clocks.machine() + PAUSES[call.tries - 1]
        if given_up:
            logger.error("ALARM_URL did not answer %s times: %s", call.tries, outcome)
            owners = await owners_of(session, self.serving.owners)
            await tell_leads(session, owners, machine_now=moment.machine, key="alarm_failed", values={"why": outcome})


def topic_link(customer: Customer) -> str | None:
    """Point to the customer's topic: Telegram's links to private groups leave out the -100."""
    if customer.topic_id is None or customer.staff_chat is None:
        return None
    return f"https://t.me/c/{str(customer.staff_chat).removeprefix('-100')}/{customer.topic_id}"
