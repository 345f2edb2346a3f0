"""What is handed over with a conversation: the problem, the promises made, the facts, the tone, what was done."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.storage.cardview import CardView
from bot.storage.tables.conversations import FollowUpRow, FollowUpStatus


class Outcome(StrEnum):
    """What became of a promise so far."""

    OPEN = "open"
    KEPT = "kept"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Promise:
    """A word that the customer was promised by a time."""

    text: str
    due_at: datetime
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Told:
    """The last thing that the customer was told."""

    text: str
    by: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Handover:
    """Everything that a summary is written from; times in UTC."""

    view: CardView
    wrote: str  # the customer's own words in this turn
    waiting_since: datetime | None = None
    promises: tuple[Promise, ...] = ()
    told: Told | None = None
    refunds: int = 0  # orders of this customer that money went back for


def promises_of(
    rows: Sequence[FollowUpRow], replies: Sequence[datetime], now: datetime, *, undone: Collection[datetime] = ()
) -> Iterator[Promise]:
    """Judge the follow-ups that came with replies; a reply that was taken back promised nothing.

    `replies` are the times of our messages, oldest first.
    """
    for row in rows:
        if row.created_at not in undone or row.created_at in replies:
            yield Promise(row.text, row.due_at, _outcome(row, replies, now))


def _outcome(row: FollowUpRow, replies: Sequence[datetime], now: datetime) -> Outcome:
    """A promise of a word is kept by the next thing that the customer hears from us in time."""
    next_word = next((at for at in replies if row.created_at < at), None)
    if row.status == FollowUpStatus.DONE:
        return Outcome.KEPT
    if next_word is not None:
        return Outcome.KEPT if next_word <= row.due_at else Outcome.BROKEN
    if row.status == FollowUpStatus.CANCELLED:  # its reason went away in time
        return Outcome.KEPT
    return Outcome.OPEN if now < row.due_at else Outcome.BROKEN
