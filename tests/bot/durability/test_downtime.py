"""Scenarios 8 and 24: what came while the bot was down, and what fell due."""

from datetime import UTC, datetime, timedelta

import pytest
from stored import until

from bot.storage.tables import FollowUpRow, Message

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


def relayed(harness):
    """What was relayed, in the order in which it stands in the group."""
    texts = [text for text in harness.texts(harness.staff) if text.startswith("💬")]
    return [line.removeprefix("💬 ") for text in texts for line in text.split("\n")]


def reminders(harness):
    """The reminders that stand in the group."""
    return [text for text in harness.texts(harness.staff) if text.startswith("⏰ Reminder")]


async def test_twenty_updates_waited(harness, stored):
    """All that came while the bot was down is handled once after the start, each customer's oldest first."""
    people = [harness.telegram.customer(f"Anna {number}") for number in range(3)]
    for number in range(20):
        harness.telegram.write(people[number % 3], f"message {number}")
    async with harness.bot():
        await stored.quiet(harness.telegram)
    kept = [row.text for row in await stored.all(Message)]
    shown = relayed(harness)

    assert sorted(kept) == sorted(shown) == sorted(f"message {number}" for number in range(20))
    for first in range(3):
        own = [f"message {number}" for number in range(first, 20, 3)]
        assert [text for text in kept if text in own] == own
        assert [text for text in shown if text in own] == own
    assert len(harness.cards()) == 3


@pytest.mark.parametrize("processes", [1, 2])
async def test_thirty_reminders_fell_due(harness, stored, processes):
    """After six hours down each of thirty reminders comes once and says how late it is; with two processes, too."""
    people = [harness.telegram.customer(f"Anna {number}") for number in range(3)]
    olga = harness.telegram.agent("Olga")
    async with harness.bot():
        for person in people:
            harness.telegram.write(person, "is the blue tent in stock?")
        await harness.card(3)
        for number in range(30):
            thread = harness.cards()[number % 3]["message_thread_id"]
            harness.telegram.write_in_topic(olga, thread, f"/remind {10 + number}m call {number}")
        await stored.quiet(harness.telegram)
    harness.clock.advance(6 * HOUR)
    if processes == 2:
        async with harness.bot(), harness.bot():
            await _thirty(harness, stored)
    else:
        async with harness.bot():
            await _thirty(harness, stored)

    said = reminders(harness)
    assert sorted(text.rsplit(": ", 1)[1] for text in said) == sorted(f"call {number}" for number in range(30))
    assert all("late" in text for text in said)
    assert await stored.count(FollowUpRow, FollowUpRow.status == "fired") == 30


async def _thirty(harness, stored):
    await harness.telegram.until(lambda: len(reminders(harness)) >= 30, timeout=30)
    await stored.quiet(harness.telegram)


def go_to(harness, moment):
    """Move the clock to a moment."""
    harness.clock.advance(moment - harness.clock.now())


# The Saturday before Europe's clocks go forward, and the one before they go back, at noon UTC.
BEFORE_SUMMER = datetime(2027, 3, 27, 12, tzinfo=UTC)
BEFORE_WINTER = datetime(2027, 10, 30, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("start", "later", "due"),
    [
        (BEFORE_SUMMER, "Europe/Amsterdam", datetime(2027, 3, 28, 7, tzinfo=UTC)),
        (BEFORE_WINTER, "Europe/Amsterdam", datetime(2027, 10, 31, 8, tzinfo=UTC)),
        (BEFORE_SUMMER, "America/New_York", datetime(2027, 3, 28, 13, tzinfo=UTC)),
        (BEFORE_SUMMER, "Asia/Tokyo", datetime(2027, 3, 28, 0, tzinfo=UTC)),
    ],
    ids=["summer time begins", "summer time ends", "the shop moves west", "the shop moves east"],
)
async def test_nine_o_clock_stays_nine_o_clock(harness, stored, start, later, due):
    """A reminder for 9:00 tomorrow comes at 9:00 on the shop's clocks, whatever happens to them in the night."""
    anna, olga = harness.telegram.customer("Anna"), harness.telegram.agent("Olga")
    go_to(harness, start)
    async with harness.bot(timezone="Europe/Amsterdam"):
        harness.telegram.write(anna, "is the blue tent in stock?")
        card = await harness.card()
        harness.telegram.write_in_topic(olga, card["message_thread_id"], "/remind tomorrow 9:00 call")
        await until(lambda: stored.count(FollowUpRow))
        await stored.quiet(harness.telegram)
    async with harness.bot(timezone=later):
        go_to(harness, due - MINUTE)
        await stored.quiet(harness.telegram)
        [before] = await stored.all(FollowUpRow)
        early = reminders(harness)
        go_to(harness, due)
        await harness.telegram.until(lambda: reminders(harness), timeout=15)

    assert (before.due_at, before.zone) == (due, later)
    assert early == []
    assert reminders(harness) == ["⏰ Reminder: call"]
