"""What became of the promises that are handed over."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.handover import Outcome, promises_of
from bot.storage.tables import FollowUpRow
from bot.storage.tables.conversations import FollowUpStatus

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
HOUR = timedelta(hours=1)


def a_promise(made=-2, due=1, status=FollowUpStatus.PENDING):
    """Made and due so many hours from now."""
    return FollowUpRow(
        conversation_id=1,
        source="playbook",
        text="say what the carrier said",
        due_at=NOW + due * HOUR,
        status=status,
        created_at=NOW + made * HOUR,
    )


def outcomes(row, *replies, undone=()):
    return [one.outcome for one in promises_of([row], [NOW + at * HOUR for at in replies], NOW, undone=undone)]


@pytest.mark.parametrize(
    ("row", "replies", "outcome"),
    [
        (a_promise(), [-2], Outcome.OPEN),
        (a_promise(due=0), [-2], Outcome.BROKEN),
        (a_promise(due=-1, status=FollowUpStatus.FIRED), [-2], Outcome.BROKEN),
        (a_promise(due=-0.5), [-2, -1], Outcome.KEPT),
        (a_promise(due=-1), [-2, -1], Outcome.KEPT),
        (a_promise(due=-1), [-2, -0.5], Outcome.BROKEN),
        (a_promise(due=-1, status=FollowUpStatus.CANCELLED), [-2, -0.5], Outcome.BROKEN),
        (a_promise(status=FollowUpStatus.DONE), [-2], Outcome.KEPT),
        (a_promise(status=FollowUpStatus.CANCELLED), [-2], Outcome.KEPT),
    ],
)
def test_a_promise_is_kept_by_the_next_word_in_time(row, replies, outcome):
    """Or by being ticked off; one that nobody kept in time stays broken, also after the word came."""
    assert outcomes(row, *replies) == [outcome]


def test_a_reply_that_was_taken_back_promised_nothing():
    """Undo undoes the promise."""
    assert outcomes(a_promise(), undone={NOW - 2 * HOUR}) == []
