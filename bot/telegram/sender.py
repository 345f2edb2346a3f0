"""Sends the outgoing rows: one sender for a bot, line by line, within Telegram's limits, and with the truth about it."""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import Any

from bot.clocks import Clocks
from bot.metrics import Metrics
from bot.storage.engine import Database, is_outage
from bot.storage.leases import Held
from bot.storage.sending import mark_sending, next_time, queued_in, ready, unmark_sending
from bot.storage.tables.traffic import Outgoing
from bot.telegram.attempt import Attempt
from bot.telegram.counting import count_outcome
from bot.telegram.limits import Budgets
from bot.telegram.outcomes import Outcome, Refused, Sent, outcome_of, outcome_of_outage
from bot.telegram.recording import Recorder, recover
from bot.telegram.retrying import Pauses
from bot.telegram.runs import rows_of, run_of
from bot.telegram.sending import Saying

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
    metrics: Metrics = field(default_factory=Metrics)
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
                self.metrics.away("sender")
                await pauses.wait()
        raise TokenRefusedError(
            "Telegram does not know this token any more: copy TRIAGE_BOT_TOKEN again from @BotFather"
        )

    async def stop(self) -> None:
        """Let what is under way end and be recorded; what was marked and never begun is not uncertain, only queued."""
        if self._running:
            await asyncio.wait(self._running.values(), timeout=10)
        await self.recorder.drain()
        if self.held is not None:
            async with self.database.writing() as session:
                await unmark_sending(session, self.held, busy_lines=list(self._running))

    async def _look(self) -> int:
        """Start what may go now; returns how many requests were begun."""
        free = SIDE_BY_SIDE - len(self._running)
        if free <= 0 or self.held is None:
            return 0
        held = self.held
        await self._recover(held)
        now = self.clocks.machine()
        async with self.database.reading() as session:
            heads = self._choose(
                await ready(session, now, busy_lines=list(self._running), full_chats=self.budgets.full_chats()), free
            )
            queued = await queued_in(session, [head.line for head in heads])
        runs = [run_of(head, queued, now, partial(self._may, head.chat_id)) for head in heads]
        if not runs:
            return 0
        async with self.database.writing() as session:
            ids = [row.id or 0 for run in runs for row in rows_of(run)]
            ours = await mark_sending(session, ids, held)
        return sum(self._start(run, ours, held.fence) for run in runs)

    def _may(self, chat_id: int) -> bool:
        """Take one more from a chat's budget, where there is one."""
        free = self.budgets.wait(chat_id) <= 0
        if free:
            self.budgets.spend(chat_id)
        return free

    def _choose(self, rows: list[Outgoing], free: int) -> list[Outgoing]:
        """Take what the budgets allow, best first."""
        chosen: list[Outgoing] = []
        for row in rows:
            if len(chosen) == free:
                break
            if self._may(row.chat_id):
                chosen.append(row)
        return chosen

    def _start(self, run: Sequence[Attempt], ours: Mapping[int, dict[str, Any]], fence: int) -> bool:
        """Begin a run with what is ours of it: rows may have been taken back since they were read."""
        for row in rows_of(run):
            row.content, row.fence = ours.get(row.id or 0, row.content), fence
        attempts = [left for attempt in run if (left := attempt.keep(ours))]
        if not attempts:
            return False
        line = attempts[0].row.line
        task = asyncio.create_task(self._send(attempts))
        self._running[line] = task
        task.add_done_callback(lambda _: self._ended(line))
        return True

    def _ended(self, line: str) -> None:
        self._running.pop(line, None)
        self.wake.set()

    async def _send(self, run: Sequence[Attempt]) -> None:
        """Say a run up to the first failure; the line stays busy until what came of it is recorded."""
        told: list[tuple[Attempt, Outcome]] = []
        for said, attempt in enumerate(run, 1):
            outcome = await self._say(attempt)
            told.append((attempt, outcome))
            if not isinstance(outcome, Sent):
                break
            if attempt.topic is not None and said < len(run):
                # Known before anything stands in it: a crash may leave an empty topic, never one with words.
                await self.recorder.record(told)
                told = []
        await self.recorder.record(told, run[said:])

    async def _say(self, attempt: Attempt) -> Outcome:
        outcome: Outcome = Sent()
        try:
            await self.saying(attempt)
        except Exception as error:  # noqa: BLE001 - every error is an outcome
            outcome = outcome_of(error)
            if is_outage(error):
                outcome = outcome_of_outage(placed=bool(attempt.placed))
            logger.info("%s %s: %s", attempt.row.kind, attempt.row.id, outcome)
        count_outcome(self.metrics, attempt, outcome, self.clocks.machine())
        for _ in range(attempt.sent - 1):  # one was spent when it was chosen
            self.budgets.spend(attempt.row.chat_id)
        self.refused = self.refused or isinstance(outcome, Refused)
        return outcome

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
