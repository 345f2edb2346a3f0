"""Counts what came of sending, for the figures of `/metrics`."""

from datetime import datetime
from typing import Final

from bot.metrics import Metrics, seconds_between
from bot.storage.tables.traffic import OutgoingKind
from bot.telegram.attempt import Attempt
from bot.telegram.outcomes import Ambiguous, Failed, Moved, Outcome, Refused, Retry, Sent, Wait

# A group that moved to another number, and a chat that must be left alone, have the same row said again.
NAMES: Final[dict[type[Outcome], str]] = {
    Sent: "sent",
    Retry: "retried",
    Wait: "retried",
    Moved: "retried",
    Ambiguous: "ambiguous",
    Failed: "failed",
    Refused: "failed",
}


def count_outcome(metrics: Metrics, attempt: Attempt, outcome: Outcome, now: datetime) -> None:
    """Count each row that was said, how long a card took, and what Telegram asked us to wait."""
    for row in (attempt.row, *attempt.merged):
        metrics.sends.labels(row.kind, NAMES[type(outcome)]).inc()
    if isinstance(outcome, Wait):
        metrics.waited(outcome.seconds)
    received = attempt.row.content.get("received_at")
    if received and isinstance(outcome, Sent) and attempt.row.kind == OutgoingKind.CARD:
        metrics.card_seconds.observe(seconds_between(datetime.fromisoformat(received), now))
