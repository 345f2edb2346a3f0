"""Follow-ups as rows: claimed once by whoever looks first, dropped when their reason is gone."""

import asyncio
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select
from sqlmodel import col
from storage_rows import NOW, a_conversation

from bot.clocks import Clocks
from bot.desk.when import at_wall_time
from bot.followups import LATE, FollowUps
from bot.storage.followups import BATCH, add_follow_up, cancel_unless, claim_due, count_pending, pending_for
from bot.storage.tables import Audit, FollowUpRow, Outgoing
from bot.storage.tables.conversations import Status

MINUTE = timedelta(minutes=1)


async def remind(session, conversation, due=NOW, **more):
    """Store a follow-up of this conversation."""
    values = {"source": "agent", "text": "call", "turn": 1, "created_at": NOW, **more}
    return await add_follow_up(session, FollowUpRow(conversation_id=conversation.id, due_at=due, **values))


def follow_ups(database, at=NOW):
    """The part that fires, at a time."""
    return FollowUps(database, Clocks(business=lambda: at, machine=lambda: NOW))


async def statuses(database):
    """The status of each follow-up, oldest first."""
    async with database.reading() as session:
        return list(await session.scalars(select(col(FollowUpRow.status)).order_by(col(FollowUpRow.id))))


async def notes(database):
    """What was queued to be said."""
    async with database.reading() as session:
        return [row.content for row in await session.scalars(select(Outgoing).order_by(col(Outgoing.id)))]


async def test_what_is_due_is_claimed_oldest_first(database):
    """Not a moment before; the longest overdue goes first."""
    async with database.writing() as session:
        conversation = await a_conversation(session)
        soon, overdue, now = [await remind(session, conversation, NOW + one * MINUTE) for one in (1, -5, 0)]
        due = await claim_due(session, NOW)
        still = await pending_for(session, conversation.id)

    assert [row.id for row in due] == [overdue, now]
    assert [row.id for row in still] == [overdue, now, soon]


async def test_each_fires_once_with_several_processes(database, other):
    """Two processes that tick at the same moment share the work and repeat nothing, over several batches."""
    count = BATCH * 2 + 30
    async with database.writing() as session:
        conversation = await a_conversation(session)
        for number in range(count):
            await remind(session, conversation, text=f"call {number}")
    fired = await asyncio.gather(*(follow_ups(where)() for where in (database, other, database, other)))

    assert sum(fired) == count
    assert sorted(note["values"]["text"] for note in await notes(database)) == sorted(f"call {n}" for n in range(count))
    assert set(await statuses(database)) == {"fired"}


@pytest.mark.parametrize(
    ("behind", "key"), [(LATE - MINUTE, "reminder"), (LATE, "reminder_late"), (6 * 60 * MINUTE, "reminder_late")]
)
async def test_a_late_one_says_so(database, behind, key):
    """Up to a few minutes nobody notices; what an outage held up names its time."""
    async with database.writing() as session:
        await remind(session, await a_conversation(session), NOW - behind)
    await follow_ups(database)()
    [note] = await notes(database)

    assert (note["key"], note["times"]) == (key, {"due": (NOW - behind).isoformat()})
    assert note["values"]["late_minutes"] == behind // MINUTE


@pytest.mark.parametrize(
    ("unless", "conversation", "fires"),
    [
        (None, {"status": Status.RESOLVED}, True),
        ("resolved", {"status": Status.OPEN}, True),
        ("resolved", {"status": Status.RESOLVED}, False),
        ("customer_wrote", {"turn": 1}, True),
        ("customer_wrote", {"turn": 2}, False),
        ("answered", {"turn": 1, "waiting_since": None}, True),
        ("answered", {"turn": 2, "waiting_since": NOW}, True),
        ("answered", {"turn": 2, "waiting_since": None}, False),
        ("answered", {"status": Status.RESOLVED}, False),
    ],
)
async def test_the_reason_is_looked_at_again(database, unless, conversation, fires):
    """A follow-up whose reason is gone says nothing; the record says why."""
    async with database.writing() as session:
        made = await a_conversation(session)
        for name, value in conversation.items():
            setattr(made, name, value)
        await remind(session, made, unless=unless)
    count = await follow_ups(database)()
    async with database.reading() as session:
        whys = list(await session.scalars(select(col(Audit.why))))

    assert (count, await statuses(database)) == ((1, ["fired"]) if fires else (0, ["cancelled"]))
    assert bool(whys) is not fires


async def test_cancelling_by_condition(database):
    """Only what waited for exactly this is dropped."""
    async with database.writing() as session:
        conversation, another = await a_conversation(session), await a_conversation(session)
        for unless in (None, "answered", "resolved", "customer_wrote"):
            await remind(session, conversation, unless=unless)
        await remind(session, another, unless="answered")
        dropped = await cancel_unless(session, conversation.id, ["answered", "resolved"])
        left = await count_pending(session)

    assert (len(dropped), left) == (2, 3)
    assert await statuses(database) == ["pending", "cancelled", "cancelled", "pending", "pending"]


@pytest.mark.parametrize(
    ("local", "before", "after", "hours"),
    [
        ("2026-03-03T09:00", "UTC", "Europe/Amsterdam", -1),
        ("2026-07-03T09:00", "UTC", "Europe/Amsterdam", -2),
        ("2026-03-03T09:00", "Europe/Amsterdam", "America/New_York", 6),
        ("2026-03-03T09:00", "Europe/Amsterdam", "Europe/Amsterdam", 0),
    ],
)
async def test_a_shop_that_moves_keeps_its_wall_times(database, local, before, after, hours):
    """Nine o'clock stays nine o'clock; what was set as a delay stays the moment that it was."""
    moment = at_wall_time(datetime.fromisoformat(local), ZoneInfo(before))
    async with database.writing() as session:
        conversation = await a_conversation(session)
        await remind(session, conversation, moment.at, wall_time=moment.wall_time, zone=before)
        await remind(session, conversation, moment.at)
    moved = await follow_ups(database).move_to(ZoneInfo(after))
    again = await follow_ups(database).move_to(ZoneInfo(after))
    async with database.reading() as session:
        named, delayed = list(await session.scalars(select(FollowUpRow).order_by(col(FollowUpRow.id))))

    assert (moved, again) == (int(before != after), 0)
    assert named.due_at.astimezone(ZoneInfo(after)).isoformat(timespec="minutes")[:16] == local
    assert named.due_at - moment.at == timedelta(hours=hours)
    assert delayed.due_at == moment.at
