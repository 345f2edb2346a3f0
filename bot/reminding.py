"""What the clock does for promises and for what waits: wakes the snoozed, hears of orders, reminds of our word."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clocks import Clocks
from bot.clockwork import Promises
from bot.desk.awaiting import DAY_AFTER, has_happened, on_day_after
from bot.desk.promised import find_promise
from bot.desk.remind import parts_of
from bot.followups import KEPT_FROM
from bot.shop.shopfile import Shop
from bot.storage import clocks
from bot.storage.alerts import tell_people
from bot.storage.conversations import change
from bot.storage.engine import Database
from bot.storage.followups import spoke_since, waiting_for_orders
from bot.storage.notes import queue_note
from bot.storage.orders import orders_numbered
from bot.storage.outgoing import Urgency, refresh_card
from bot.storage.privately import whom_to_tell
from bot.storage.promises import Said, Word, given_words, said_lately, snoozed_over
from bot.storage.tables.conversations import Conversation, FollowUpRow, FollowUpStatus, Status
from bot.storage.team import heads
from bot.storage.told import tell_once

# An older reminder of a promise helps nobody; the digest names it.
TOO_LATE: Final = timedelta(hours=12)
# After a restart words are looked through that were sent meanwhile; what is older was answered or forgotten.
LOOK_BACK: Final = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Reminding:
    """One round every few seconds; each part is a short write of its own."""

    database: Database
    clocks: Clocks
    shop: Shop
    zone: ZoneInfo
    leads: Sequence[int] = ()
    _looked_at: set[int] = field(default_factory=set)

    async def __call__(self) -> int:
        """Do what is due; returns how many lines were queued."""
        return await self.wake() + await self.hear() + await self.keep_word() + await self.find_promises()

    async def wake(self) -> int:
        """Open again what was snoozed until now, with one line."""
        now, machine_now = self.clocks.business(), self.clocks.machine()
        async with self.database.writing() as session:
            slept = await snoozed_over(session, now)
            for conversation in slept:
                until = conversation.snoozed_until or now
                await change(session, conversation, status=Status.OPEN, snoozed_until=None)
                await clocks.woken(session, conversation.id or 0, now, Promises.of(self.shop, self.zone))
                content = {"key": "woke", "times": {"due": until.isoformat()}, "buttons": _card(conversation)}
                await queue_note(session, conversation, content, machine_now, urgency=Urgency.REMINDER)
                await refresh_card(session, conversation.id or 0, conversation.turn, machine_now)
        return len(slept)

    async def hear(self) -> int:
        """Remind of what an order's facts now say; what hangs on its delivery date moves with the date."""
        now, heard = self.clocks.business(), 0
        async with self.database.writing() as session:
            rows = await waiting_for_orders(session)
            numbers = sorted({row.order_number for row in rows if row.order_number})
            orders = await orders_numbered(session, numbers) if numbers else {}
            for row in rows:
                stored = orders.get(row.order_number or "")
                if stored is None:
                    continue
                if row.event == DAY_AFTER:
                    self._move(row, stored.order.delivered_at or stored.order.promised_at, now)
                elif has_happened(row.event or "", stored.order):
                    heard += await self._happened(session, row, now)
        return heard

    def _move(self, row: FollowUpRow, known: datetime | None, now: datetime) -> None:
        if known is None:
            return
        moment = on_day_after(known, self.zone, self.shop.service.delivery_check)
        if moment.at > now and moment.at != row.due_at:
            row.due_at, row.wall_time, row.zone = moment.at, moment.wall_time, str(self.zone)

    async def _happened(self, session: AsyncSession, row: FollowUpRow, now: datetime) -> bool:
        conversation = await session.get_one(Conversation, row.conversation_id)
        row.status, row.fired_at = FollowUpStatus.FIRED, now
        content = {
            "key": f"reminder_{row.event}",
            "values": {"text": row.text, "number": (row.order_number or "").lstrip("#")},
            "buttons": [["done", f"done:{row.id}"], ["snooze_2h", f"snooze:{row.id}:120"], *_card(conversation)],
        }
        # Snoozed, it comes back as a plain reminder: what it waited for is there.
        row.event = None
        await queue_note(session, conversation, content, self.clocks.machine(), urgency=Urgency.REMINDER)
        await self._privately(session, conversation, row.agent_id, content)
        return True

    async def keep_word(self) -> int:
        """Remind of each promise before its time, at its time, and with the lead after it; each once."""
        now, service = self.clocks.business(), self.shop.service
        async with self.database.writing() as session:
            words = await given_words(session, now - TOO_LATE, now + service.remind_before)
            told = [await self._tell(session, word, now) for word in words]
        return sum(told)

    def _stage(self, word: Word, now: datetime) -> str:
        if now < word.due_at:
            return "before"
        return "after" if now >= word.due_at + self.shop.service.remind_after else "due"

    async def _tell(self, session: AsyncSession, word: Word, now: datetime) -> bool:
        stage, service = self._stage(word, now), self.shop.service
        if word.row is not None and await spoke_since(session, word.row, word.due_at - KEPT_FROM):
            return False
        if word.row is not None and stage == "due":  # it comes by itself, in the topic and in private
            return False
        if word.row is not None and stage == "before" and word.row.created_at > word.due_at - service.remind_before:
            return False  # promised a moment ago
        key = f"promise:{word.conversation.id}:{int(word.due_at.timestamp())}:{stage}"
        if not await tell_once(session, key, now):
            return False
        content = {
            "key": f"promise_{stage}",
            "values": {"text": word.text},
            "times": {"due": word.due_at.isoformat()},
            "buttons": _card(word.conversation),
        }
        people = await self._privately(session, word.conversation, word.agent_id, content)
        if stage != "before" or not people:
            machine_now = self.clocks.machine()
            await queue_note(session, word.conversation, content, machine_now, urgency=Urgency.REMINDER)
        if stage == "after":
            leads = [lead for lead in await heads(session, self.leads) if lead not in people]
            await self._to(session, leads, word.conversation, content)
        return True

    async def _privately(
        self, session: AsyncSession, conversation: Conversation, agent_id: int | None, content: dict[str, Any]
    ) -> list[int]:
        people = await whom_to_tell(session, agent_id)
        await self._to(session, people, conversation, content)
        return people

    async def _to(
        self, session: AsyncSession, people: Sequence[int], conversation: Conversation, content: dict[str, Any]
    ) -> None:
        private = {**content, "buttons": [], "link_topic_of": conversation.customer_id}
        await tell_people(session, people, machine_now=self.clocks.machine(), content=private)

    async def find_promises(self) -> int:
        """Look through what agents wrote themselves and propose a reminder of what they promised."""
        now = self.clocks.business()
        async with self.database.reading() as session:
            said = await said_lately(session, now - LOOK_BACK)
        new = [one for one in said if one.message_id not in self._looked_at]
        self._looked_at.difference_update(self._looked_at - {one.message_id for one in said})
        found = [(one, promise) for one in new if (promise := self._promise(one))]
        if found:
            async with self.database.writing() as session:
                for one, promise in found:
                    await self._propose(session, one, promise, now)
        self._looked_at.update(one.message_id for one in new)
        return len(found)

    def _promise(self, said: Said) -> tuple[datetime, str] | None:
        """Times are counted from when it was said."""
        promise = find_promise(said.text, said.at, self.zone, parts_of(self.shop))
        return (promise.moment.at, promise.sentence) if promise and promise.moment.at > self.clocks.business() else None

    async def _propose(self, session: AsyncSession, said: Said, promise: tuple[datetime, str], now: datetime) -> None:
        if not await tell_once(session, f"promise-found:{said.message_id}", now):
            return
        conversation, (at, sentence) = await session.get_one(Conversation, said.conversation_id), promise
        content = {
            "key": "promise_found",
            "values": {"text": sentence},
            "times": {"due": at.isoformat()},
            "buttons": [
                ["promise_set", f"promise_set:{said.message_id}:{int(at.timestamp()) // 60}"],
                ["promise_no", f"promise_no:{said.message_id}"],
            ],
        }
        await queue_note(session, conversation, content, self.clocks.machine())


def _card(conversation: Conversation) -> list[list[str]]:
    return [["open_card", f"open:{conversation.id}"]]
