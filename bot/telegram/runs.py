"""What a line may say in one go: the head of the queue and what stands ready right behind it.

Each look, each mark and each record costs a write, which is more than Telegram's answer
takes; a customer's topic, words and card travel together.
"""

from collections.abc import Callable, Sequence
from datetime import datetime

from bot.storage.tables.traffic import Outgoing, OutgoingKind
from bot.telegram.attempt import Attempt

# After a crash a run is said again from its beginning, so it stays short.
LONGEST = 4
# A merged relay is one message of Telegram's, so a handful of messages at most.
MERGE = 20
# What answers a message or was passed on stands alone, since the whole of a Telegram message does.
SINGLE = frozenset({"reply", "forwarded"})
# A reply to a customer goes alone: whether it arrived must be known before anything else is said.
_TOGETHER = frozenset({OutgoingKind.CREATE_TOPIC, OutgoingKind.RELAY, OutgoingKind.CARD, OutgoingKind.EDIT})


def run_of(head: Outgoing, queued: Sequence[Outgoing], now: datetime, may: Callable[[], bool]) -> list[Attempt]:
    """Build the attempts of a line, in order; the head is paid for, `may` takes one more from the chat's budget."""
    run = [Attempt(head)]
    if head.kind not in _TOGETHER:
        return run
    for row in queued:
        if row.line != head.line or (row.id or 0) <= (head.id or 0):
            continue
        if _joins(run[-1], row, now):
            run[-1].merged = [*run[-1].merged, row]
        elif len(run) < LONGEST and _follows(run, row, now) and may():
            run.append(Attempt(row))
        else:
            break
    return run


def rows_of(run: Sequence[Attempt]) -> list[Outgoing]:
    """List every row of a run."""
    return [row for attempt in run for row in (attempt.row, *attempt.merged)]


def _joins(last: Attempt, row: Outgoing, now: datetime) -> bool:
    """Tell whether a relay of text can be one message with the relay of text before it."""
    plain = all(is_text_relay(one) and not SINGLE & one.content.keys() for one in (last.row, row))
    return plain and row.not_before <= now and len(last.merged) < MERGE - 1


def _follows(run: Sequence[Attempt], row: Outgoing, now: datetime) -> bool:
    """Tell whether a row may go in the same run; an edit of a card that is in it finds nothing to edit yet."""
    own = {one.id for one in rows_of(run)}
    return row.kind in _TOGETHER and row.not_before <= now and row.depends_on not in own


def is_text_relay(row: Outgoing) -> bool:
    """Tell whether a row passes on text."""
    return row.kind == OutgoingKind.RELAY and "text" in row.content
