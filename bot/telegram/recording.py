"""Writes down what came of each attempt, many in one write, and tells the agents what they must know."""

import asyncio
import logging
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clocks import Clocks
from bot.storage.afterwards import CHANGES, was_refused, was_said
from bot.storage.delivery_notes import mark_blocked, reply_failed, reply_is_uncertain, reply_waits
from bot.storage.engine import Database, is_outage
from bot.storage.outgoing import Urgency
from bot.storage.sending import (
    add_deliveries,
    change_row,
    is_on_its_way,
    left_on_the_way,
    make_chat_wait,
    mark_sent,
    set_topic,
    unmark,
)
from bot.storage.tables.traffic import Outgoing, OutgoingKind, OutgoingState
from bot.telegram.attempt import Attempt
from bot.telegram.deskwatch import DeskWatch, is_for_desk
from bot.telegram.outcomes import Ambiguous, Failed, Moved, Outcome, Refused, Retry, Sent, Wait, is_setup
from bot.telegram.retrying import Pauses, pause_after

logger = logging.getLogger(__name__)

# Tries that surely did not arrive are repeated for as long as it takes, at most this far apart.
LONGEST_PAUSE = timedelta(minutes=1)
# A wait that an agent would notice.
WORTH_TELLING = timedelta(seconds=20)
# Without rights or topics nothing helps but an owner; look again this often.
SETUP_PAUSE = timedelta(seconds=30)

# A refusal for a reason that nobody foresaw is tried this often, then given up so that its line goes on.
TRIES = 5
# What is not kept by then counts as ambiguous at the next start, which is the truth.
DRAIN_SECONDS = 5.0
_FOR_AGENTS = frozenset({OutgoingKind.CREATE_TOPIC, OutgoingKind.RELAY, OutgoingKind.CARD, OutgoingKind.NOTE})

Reaction = Callable[[int, int, str], Coroutine[Any, Any, None]]


@dataclass(frozen=True, slots=True)
class Told:
    """What came of a run: the outcomes, and what was not said after a failure."""

    told: Sequence[tuple[Attempt, Outcome]]
    unsaid: Sequence[Attempt]
    done: asyncio.Future[None]


@dataclass(slots=True)
class Recorder:
    """Collects outcomes while a write is under way and keeps them together in the next."""

    database: Database
    clocks: Clocks
    react: Reaction
    wake: asyncio.Event
    longest_pause: timedelta = LONGEST_PAUSE
    watch: DeskWatch | None = None
    _waiting: list[Told] = field(default_factory=list)
    _task: asyncio.Task[None] | None = None
    _reactions: set[asyncio.Task[None]] = field(default_factory=set)

    async def record(self, told: Sequence[tuple[Attempt, Outcome]], unsaid: Sequence[Attempt] = ()) -> None:
        """Return when a run's outcomes are kept; an outage of the database is waited out."""
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(Told(told, unsaid, done))
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._write())
        await done

    async def drain(self) -> None:
        """Wait until everything handed over is kept; a database that stays away is not waited for."""
        if self._task is not None:
            await asyncio.wait([self._task], timeout=DRAIN_SECONDS)
        if self._reactions:
            await asyncio.wait(self._reactions, timeout=2)

    async def _write(self) -> None:
        pauses = Pauses()
        while self._waiting:
            batch, self._waiting = self._waiting, []
            try:
                async with self.database.writing() as session:
                    for run in batch:
                        await self._keep(session, run)
            except Exception as error:
                self._waiting = batch + self._waiting
                if not is_outage(error):
                    logger.exception("outcomes could not be kept")
                await pauses.wait()
                continue
            for run in batch:
                run.done.set_result(None)
                for attempt, outcome in run.told:
                    self._show(attempt.row, outcome)
            self.wake.set()

    async def _keep(self, session: AsyncSession, run: Told) -> None:
        for attempt, outcome in run.told:
            await keep(session, attempt, outcome, self.clocks, longest_pause=self.longest_pause)
            if self.watch is not None:
                await self.watch.note(session, attempt, outcome)
        rows = [row for attempt in run.unsaid for row in (attempt.row, *attempt.merged)]
        if rows:
            await unmark(session, [row.id or 0 for row in rows], rows[0].fence)

    def _show(self, row: Outgoing, outcome: Outcome) -> None:
        """Show a state on the agent's own message, best effort."""
        place = row.content.get("agent_message")
        emoji = {Sent: "👍", Ambiguous: "🤔", Failed: "👎"}.get(type(outcome))
        if place and emoji and row.kind in {OutgoingKind.REPLY, OutgoingKind.AMEND}:
            task = asyncio.create_task(self.react(place[0], place[1], emoji))
            self._reactions.add(task)
            task.add_done_callback(self._reactions.discard)


async def keep(
    session: AsyncSession,
    attempt: Attempt,
    outcome: Outcome,
    clocks: Clocks,
    *,
    longest_pause: timedelta = LONGEST_PAUSE,
) -> None:
    """Keep one outcome with everything that was placed on the way."""
    now = clocks.machine()
    row, ids = attempt.row, [one.id or 0 for one in (attempt.row, *attempt.merged)]
    await add_deliveries(session, [_delivery(attempt, index, now) for index in range(len(attempt.placed))])
    if attempt.topic is not None:
        topic = attempt.topic
        await set_topic(session, row.customer_id or 0, topic.chat_id, topic.thread_id, topic.title)
    if isinstance(outcome, Sent):
        await mark_sent(session, ids, now)
        await was_said(session, row, clocks, left_out=attempt.left_out)
    elif await is_on_its_way(session, row):  # otherwise another process took over, and what it found out counts
        await _settle(session, attempt, outcome, clocks, min(pause_after(row.attempts), longest_pause))


async def _settle(session: AsyncSession, attempt: Attempt, outcome: Outcome, clocks: Clocks, pause: timedelta) -> None:
    """Keep what came of a row that was not simply sent."""
    now, row = clocks.machine(), attempt.row
    match outcome:
        case Wait():
            until = now + timedelta(seconds=outcome.seconds)
            await make_chat_wait(session, row.chat_id, until)
            await _again(session, attempt, until, f"Telegram asks to wait {outcome.seconds} s")
            if row.kind == OutgoingKind.REPLY and until - now >= WORTH_TELLING:
                await reply_waits(session, row, clocks, until)
        case Retry():
            await _again(session, attempt, now + pause, outcome.cause)
        case Moved():
            await _again(session, attempt, now + pause, "the group has a new id")
        case Refused():
            await _again(session, attempt, now, "the token is refused")
        case Ambiguous():
            await _ambiguous(session, attempt, outcome, clocks, pause)
        case Failed():
            await _failed(session, attempt, outcome, clocks)


async def _ambiguous(
    session: AsyncSession, attempt: Attempt, outcome: Ambiguous, clocks: Clocks, pause: timedelta
) -> None:
    """Ask about a reply, say an automatic word once at most but to somebody in danger, and the rest again."""
    row = attempt.row
    if row.kind == OutgoingKind.REPLY:
        await _end(session, attempt, OutgoingState.AMBIGUOUS, outcome.cause)
        await reply_is_uncertain(session, row, clocks, outcome.cause)
    elif row.content.get("to") == "customer" and row.priority > Urgency.DANGER:
        await _end(session, attempt, OutgoingState.AMBIGUOUS, outcome.cause)
    elif outcome.ours and row.attempts >= TRIES:
        await _end(session, attempt, OutgoingState.FAILED, outcome.cause)
    else:
        await _again(session, attempt, clocks.machine() + pause, outcome.cause)


async def recover(session: AsyncSession, fence: int, clocks: Clocks) -> int:
    """After a crash: replies become uncertain and agents are asked; everything else is sent again."""
    rows = await left_on_the_way(session, fence)
    for row in rows:
        await keep(session, Attempt(row, parts_sent=0), Ambiguous("the program stopped while sending"), clocks)
    return len(rows)


async def _failed(session: AsyncSession, attempt: Attempt, outcome: Failed, clocks: Clocks) -> None:
    row = attempt.row
    if row.kind == OutgoingKind.REPLY:
        await _end(session, attempt, OutgoingState.FAILED, outcome.cause)
        if outcome.blocked:
            await mark_blocked(session, row.customer_id or 0, clocks.business())
        await reply_failed(session, row, clocks, outcome.cause)
        return
    if row.kind in CHANGES:
        await _end(session, attempt, OutgoingState.FAILED, outcome.cause)
        await was_refused(session, row, clocks, outcome.cause)
        return
    logger.warning("a %s to chat %s was refused: %s", row.kind, row.chat_id, outcome.cause)
    patient = row.kind in _FOR_AGENTS and (is_setup(outcome.cause) or outcome.blocked or row.attempts < TRIES)
    if patient and is_for_desk(row):
        await _again(session, attempt, clocks.machine() + SETUP_PAUSE, outcome.cause)
    else:
        await _end(session, attempt, OutgoingState.FAILED, outcome.cause)


async def _again(session: AsyncSession, attempt: Attempt, not_before: datetime, cause: str) -> None:
    for row in (attempt.row, *attempt.merged):
        sent = attempt.row.parts_sent + attempt.parts_sent if row is attempt.row and not attempt.merged else 0
        await change_row(
            session,
            row.id or 0,
            state=OutgoingState.QUEUED,
            not_before=not_before,
            attempts=row.attempts + 1,
            parts_sent=sent,
            error=cause[:500],
        )


async def _end(session: AsyncSession, attempt: Attempt, state: OutgoingState, cause: str) -> None:
    sent = attempt.row.parts_sent + attempt.parts_sent
    for row in (attempt.row, *attempt.merged):
        await change_row(session, row.id or 0, state=state, error=cause[:500], parts_sent=sent)


def _delivery(attempt: Attempt, index: int, now: datetime) -> dict[str, Any]:
    placed = attempt.placed[index]
    return {
        "outgoing_id": placed.outgoing_id or attempt.row.id,
        "message_id": placed.message_id,
        "side": placed.side,
        "chat_id": placed.chat_id,
        "thread_id": placed.thread_id,
        "telegram_id": placed.telegram_id,
        "at": now,
    }
