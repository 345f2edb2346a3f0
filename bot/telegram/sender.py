"""Sends the outgoing rows: one sender for a bot, line by line, within Telegram's limits, and with the truth about it."""

import asyncio
import logging
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from bot.clocks import Clocks
from bot.storage.engine import Database, is_outage
from bot.storage.leases import Held
from bot.storage.sending import mark_sending, next_time, ready, text_relays_behind
from bot.storage.tables.traffic import Outgoing, OutgoingKind
from bot.telegram.limits import Budgets
from bot.telegram.outcomes import Outcome, Refused, Sent, outcome_of, outcome_of_outage
from bot.telegram.recording import Recorder, recover
from bot.telegram.retrying import Pauses
from bot.telegram.sending import Attempt, Saying

logger = logging.getLogger(__name__)

# At most this many requests under way (design.md); lines stay in order because each has one.
SIDE_BY_SIDE = 16
# How often to look without being woken, in seconds: for rows that another process queued.
LOOK_EVERY = 1.0


class TokenRefusedError(Exception):
    """Telegram does not know the token any more."""


@dataclass(slots=True)
class Sender:
    """Looks, marks, says, records; runs only while it holds the sender's lease."""

    database: Database
    clocks: Clocks
    saying: Saying
    recorder: Recorder
    budgets: Budgets
    wake: asyncio.Event
    lease: asyncio.Event  # set while we hold it
    held: Held | None = None
    refused: bool = False
    _running: dict[str, asyncio.Task[None]] = field(default_factory=dict)
    _recovered: int | None = None

    async def run(self) -> None:
        """Send until cancelled; an outage of the database is waited out."""
        pauses = Pauses()
        while not self.refused:
            await self.lease.wait()
            self.wake.clear()
            try:
                if not await self._look():
                    await self._wait()
                pauses.reset()
            except Exception as error:
                if not is_outage(error):
                    raise
                logger.warning("the database is away: %s", type(error).__name__)
                await pauses.wait()
        raise TokenRefusedError(
            "Telegram does not know this token any more: copy TRIAGE_BOT_TOKEN again from @BotFather"
        )

    async def stop(self) -> None:
        """Let what is under way end and be recorded."""
        if self._running:
            await asyncio.wait(self._running.values(), timeout=10)
        await self.recorder.drain()

    async def _look(self) -> int:
        """Start what may go now; returns how many requests were begun."""
        free = SIDE_BY_SIDE - len(self._running)
        if free <= 0 or self.held is None:
            return 0
        held = self.held
        await self._recover(held)
        async with self.database.reading() as session:
            rows = await ready(
                session, self.clocks.machine(), busy_lines=list(self._running), full_chats=self.budgets.full_chats()
            )
            chosen = self._choose(rows, free)
            texts = [row for row in chosen if row.kind == OutgoingKind.RELAY and "text" in row.content]
            behind = await text_relays_behind(session, texts)
        attempts = [Attempt(row, behind.get(row.id or 0, ())) for row in chosen]
        if not attempts:
            return 0
        async with self.database.writing() as session:
            ids = [row.id or 0 for attempt in attempts for row in (attempt.row, *attempt.merged)]
            ours = await mark_sending(session, ids, held)
        return sum(self._start(attempt, ours, held.fence) for attempt in attempts)

    def _choose(self, rows: list[Outgoing], free: int) -> list[Outgoing]:
        """Take what the budgets allow, best first."""
        chosen: list[Outgoing] = []
        for row in rows:
            if len(chosen) == free:
                break
            if self.budgets.wait(row.chat_id) <= 0:
                self.budgets.spend(row.chat_id)
                chosen.append(row)
        return chosen

    def _start(self, attempt: Attempt, ours: Mapping[int, dict[str, Any]], fence: int) -> bool:
        rows = [row for row in (attempt.row, *attempt.merged) if row.id in ours]
        if not rows:
            return False
        attempt.row, *attempt.merged = rows  # the head may have been taken back, and what it was merged with not
        for row in rows:
            row.content, row.fence = ours[row.id or 0], fence
        line = attempt.row.line
        task = asyncio.create_task(self._send(attempt))
        self._running[line] = task
        task.add_done_callback(lambda _: self._ended(line))
        return True

    def _ended(self, line: str) -> None:
        self._running.pop(line, None)
        self.wake.set()

    async def _send(self, attempt: Attempt) -> None:
        """Say it, and hand over what came of it; the line stays busy until that is recorded."""
        outcome: Outcome = Sent()
        try:
            await self.saying(attempt)
        except Exception as error:  # noqa: BLE001 - every error is an outcome
            outcome = outcome_of(error)
            if is_outage(error):
                outcome = outcome_of_outage(placed=bool(attempt.placed))
            logger.info("%s %s: %s", attempt.row.kind, attempt.row.id, outcome)
        self.refused = self.refused or isinstance(outcome, Refused)
        await self.recorder.record(attempt, outcome)

    async def _recover(self, held: Held) -> None:
        """Settle, once for each new fence, what an earlier sender left between sending and knowing."""
        if self._recovered == held.fence:
            return
        async with self.database.writing() as session:
            count = await recover(session, held.fence, self.clocks)
        if count:
            logger.info("%s rows were under way when the last sender stopped", count)
        self._recovered = held.fence

    async def _wait(self) -> None:
        seconds = LOOK_EVERY
        free = self.budgets.next_free()
        if free is not None:
            seconds = min(seconds, free)
        now = self.clocks.machine()
        async with self.database.reading() as session:
            at = await next_time(session, now)
        if at is not None:
            seconds = min(seconds, max((at - now) / timedelta(seconds=1), 0.01))
        with suppress(TimeoutError):
            # Not wait_for: Python 3.11's swallows a cancellation that comes together with the event.
            async with asyncio.timeout(max(seconds, 0.01)):
                await self.wake.wait()
