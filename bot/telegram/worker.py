"""Works the stored updates off: claims the head of each line, has it handled, keeps everything in one write."""

import asyncio
import json
import logging
import uuid
from dataclasses import dataclass, field

from aiogram import Bot, Dispatcher

from bot.clocks import Clocks
from bot.metrics import Metrics, seconds_between
from bot.storage.effects import Conflict
from bot.storage.engine import Database, is_outage
from bot.storage.intake import Claimed, claim_following, claim_heads, fail, finish, forget_done, release
from bot.telegram.answering import tell
from bot.telegram.retrying import Pauses
from bot.telegram.work import Work
from bot.wording import Wording

logger = logging.getLogger(__name__)

# Lines worked on at the same time in one process; more only wait for the one that thinks.
SIDE_BY_SIDE = 16
# More are claimed when so many are left: claiming one at a time would cost a write for each.
CLAIM_AT = 8
# What one customer wrote in a burst is worked off together, so that its card is written once and not for each
# message; so many in a row at most, for the others wait meanwhile.
IN_A_ROW = 8
# How often to look without being woken, in seconds: for updates that another process stored or gave back.
LOOK_EVERY = 1.0
# A conflict means that somebody else got a write in between; a dozen in a row means something is wrong.
CONFLICTS = 12
# How often to throw old rows away, in looks.
PRUNE_EVERY = 3600


class LeaseLostError(Exception):
    """Another process took the update over, so nothing of ours is kept."""


@dataclass(slots=True)
class Worker:
    """Claims, handles, finishes; one for each process."""

    database: Database
    clocks: Clocks
    dispatcher: Dispatcher
    bot: Bot
    wording: Wording
    holder: str
    sender_wake: asyncio.Event
    handled: frozenset[str] = frozenset()
    line: str | None = None  # the only one worked on, before there is a group
    metrics: Metrics = field(default_factory=Metrics)
    wake: asyncio.Event = field(default_factory=asyncio.Event)
    lease: str = ""
    looks: int = 0
    _alone: bool = False  # what is in hand may have taken the process down before, so it has no company
    _stopping: bool = False
    _running: set[asyncio.Task[None]] = field(default_factory=set)
    _afterwards: set[asyncio.Task[None]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.lease = f"{self.holder}|{uuid.uuid4().hex[:6]}"

    async def run(self) -> None:
        """Work until cancelled; an outage of the database is waited out."""
        pauses = Pauses()
        while True:
            self.wake.clear()
            try:
                found = await self._look()
                pauses.reset()
            except Exception as error:
                if not is_outage(error):
                    raise
                logger.warning("the database is away: %s", type(error).__name__)
                self.metrics.away("worker")
                await pauses.wait()
                continue
            if not found:
                await self._wait()

    async def stop(self) -> None:
        """Let what is in hand end, then give the rest back."""
        self._stopping = True
        if self._running:
            await asyncio.wait(self._running, timeout=5)
        if self._afterwards:
            await asyncio.wait(self._afterwards, timeout=2)
        async with self.database.writing() as session:
            await release(session, self.lease)

    async def _wait(self) -> None:
        try:
            # Not wait_for: Python 3.11's swallows a cancellation that comes together with the event.
            async with asyncio.timeout(LOOK_EVERY):
                await self.wake.wait()
        except TimeoutError:
            self.looks += 1

    async def _look(self) -> int:
        if self._alone or len(self._running) > CLAIM_AT:
            return 0
        free = SIDE_BY_SIDE - len(self._running)
        async with self.database.writing() as session:
            claimed = await claim_heads(
                session, self.lease, self.clocks.machine(), free, alone=not self._running, line=self.line
            )
            if self.looks >= PRUNE_EVERY:
                await forget_done(session, self.clocks.machine())
                self.looks = 0
        self._alone = any(one.alone for one in claimed)
        for one in claimed:
            task = asyncio.create_task(self._handle(one))
            self._running.add(task)
            task.add_done_callback(self._ended)
        return len(claimed)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        self._alone = False
        self.wake.set()
        if not task.cancelled() and task.exception() is not None:
            logger.error("a worker ended: %r", task.exception())

    async def _handle(self, claimed: Claimed) -> None:
        """Work a line off, from its head on, as far as one may go before others have their turn."""
        for left in reversed(range(IN_A_ROW)):
            following = await self._handle_one(claimed, more=left > 0 and not claimed.alone)
            if following is None:
                return
            claimed = following

    async def _handle_one(self, claimed: Claimed, *, more: bool) -> Claimed | None:
        """See one update through, whatever happens; gives the next of its line where `more` is wanted."""
        pauses = Pauses()
        while True:
            try:
                work, following = await self._do(claimed, more=more)
            except LeaseLostError:
                logger.info("update %s went to another process", claimed.seq)
                return None
            except Exception as error:  # noqa: BLE001 - whatever a handler does, its update is not lost
                if is_outage(error):
                    logger.warning("the database is away: %s", type(error).__name__)
                    self.metrics.away("worker")
                    await pauses.wait()
                    continue
                await self._failed(claimed, error)
                return None
            self.sender_wake.set()
            self.metrics.worked.inc()
            self.metrics.update_seconds.observe(seconds_between(claimed.received_at, self.clocks.machine()))
            self._tell(work)
            return following

    async def _do(self, claimed: Claimed, *, more: bool) -> tuple[Work, Claimed | None]:
        """Read and compute with no transaction open, then keep everything in one; again where overtaken."""
        update = json.loads(claimed.payload)
        for _ in range(CONFLICTS):
            work = Work(received_at=claimed.received_at)
            if self.handled & update.keys():  # of other kinds there is nothing to do but to have stored them
                await self.dispatcher.feed_raw_update(self.bot, update, work=work)
            try:
                return work, await self._keep(claimed, work, more=more)
            except Conflict as conflict:
                logger.info("update %s again: %s", claimed.seq, conflict)
        raise Conflict(f"update {claimed.seq} was overtaken {CONFLICTS} times")

    async def _keep(self, claimed: Claimed, work: Work, *, more: bool) -> Claimed | None:
        now, more = self.clocks.machine(), more and not self._stopping
        async with self.database.writing() as session:
            if not await finish(session, claimed, now):
                raise LeaseLostError
            answers = [await effect(session) for effect in work.effects]
            following = await claim_following(session, claimed, now) if more else None
        work.answers.extend(answer for answer in answers if answer is not None)
        return following

    async def _failed(self, claimed: Claimed, error: Exception) -> None:
        logger.error("update %s failed", claimed.seq, exc_info=error)
        async with self.database.writing() as session:
            aside = await fail(session, claimed, f"{type(error).__name__}: {error}", self.clocks.machine())
        self.metrics.failed.labels("set_aside" if aside else "tried_again").inc()

    def _tell(self, work: Work) -> None:
        if work.answers or work.callback_id or work.menu or work.inline:
            task = asyncio.create_task(tell(self.bot, work, self.wording))
            self._afterwards.add(task)
            task.add_done_callback(self._afterwards.discard)
