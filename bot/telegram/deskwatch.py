"""Reads from what came of sending how the desks are, and has done what must be done about it."""

from dataclasses import dataclass, field
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from bot.desk.desks import Desks
from bot.storage.tables.traffic import Outgoing, OutgoingKind
from bot.telegram.attempt import Attempt
from bot.telegram.outcomes import Ambiguous, Failed, Moved, Outcome, Retry, Sent, Wait, is_setup

# A wait that agents would notice, in seconds.
LONG_WAIT: Final = 20
# So many tries at a topic are no hiccup of the network any more.
PATIENT_TRIES: Final = 5
# Telegram's words for a chat that will not have us back by itself.
_GONE: Final = (
    "bot was kicked",
    "bot is not a member",
    "bot was blocked",
    "user is deactivated",
    "group chat was deleted",
    "chat not found",
)
_IN_TOPICS: Final = frozenset({OutgoingKind.CREATE_TOPIC, OutgoingKind.RELAY, OutgoingKind.CARD})


@dataclass(frozen=True, slots=True)
class DeskWatch:
    """Called with every outcome, in the write that keeps it."""

    desks: Desks
    _well: set[int] = field(default_factory=set)

    async def note(self, session: AsyncSession, attempt: Attempt, outcome: Outcome) -> None:
        """Follow a move, leave a desk that refuses, say once that topics can't be made, and end the trouble."""
        row = attempt.row
        if isinstance(outcome, Moved):
            if (old := _moved_chat(row)) is not None:
                await self.desks.moved(session, old, outcome.chat_id)
        elif not is_for_desk(row):
            return
        elif isinstance(outcome, Sent):
            await self._answers(session, attempt)
        elif isinstance(outcome, Failed) and any(words in outcome.cause for words in _GONE):
            self._well.discard(row.chat_id)
            await self.desks.gone(session, row.chat_id, outcome.cause)
        elif cause := _why_no_topic(row, outcome):
            self._well.discard(row.chat_id)
            here = isinstance(outcome, Failed) and row.chat_id < 0
            await self.desks.makes_no_topics(session, row.chat_id, cause, here=here)

    async def _answers(self, session: AsyncSession, attempt: Attempt) -> None:
        """A topic was made: what was wrong with the desk is over; asked once for each trouble and each start."""
        chat_id = attempt.row.chat_id
        if attempt.topic is not None and chat_id not in self._well:
            self._well.add(chat_id)
            await self.desks.answers(session, chat_id)


def is_for_desk(row: Outgoing) -> bool:
    """Tell whether a row is to be said in a desk; a private desk is a chat like a customer's, so its sign says nothing."""
    if row.kind == OutgoingKind.NOTE:
        return row.chat_id < 0 or (row.customer_id is not None and row.content.get("to") != "customer")
    return row.kind in _IN_TOPICS


def _moved_chat(row: Outgoing) -> int | None:
    """Tell which group moved: the one that the row goes to, or the one that it copies from."""
    if row.chat_id < 0:
        return row.chat_id
    source = row.content.get("copy", [None])[0] if row.kind == OutgoingKind.REPLY else None
    return source if isinstance(source, int) and source < 0 else None


def _why_no_topic(row: Outgoing, outcome: Outcome) -> str | None:
    """Tell why a topic was not made, where that is worth telling people."""
    match outcome:
        case Failed() if row.kind == OutgoingKind.CREATE_TOPIC or is_setup(outcome.cause):
            return outcome.cause
        case Wait() if row.kind == OutgoingKind.CREATE_TOPIC and outcome.seconds >= LONG_WAIT:
            return f"Telegram asks to wait {outcome.seconds} s"
        case Retry() | Ambiguous() if row.kind == OutgoingKind.CREATE_TOPIC and row.attempts >= PATIENT_TRIES:
            return outcome.cause
    return None
