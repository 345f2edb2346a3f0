"""What each event does to each clock: the table of the README, on either database."""

from datetime import timedelta

import pytest
from desk_cases import MINUTE, a_case, a_turn, action
from service_cases import both, migrated_url
from sqlalchemy import select
from sqlmodel import col
from storage_rows import NOW

from bot.clocks import Clocks
from bot.clockwork import Heard, Promises
from bot.desk.claim import reopen
from bot.desk.escalate import Climb, escalate
from bot.desk.note import add_note
from bot.desk.put_off import put_off
from bot.desk.replying import keep_reply
from bot.desk.resolve import resolve
from bot.desk.undo import send_again, undo_reply
from bot.desk.when import Moment
from bot.shop.shopfile import load_shop
from bot.storage import clocks
from bot.storage.conversations import change
from bot.storage.delivery_notes import reply_failed
from bot.storage.tables import Agent, Outgoing, ServiceClock
from bot.storage.tables.traffic import OutgoingKind, OutgoingState
from classifier.business_hours import BusinessHours

__all__ = ["migrated_url"]
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LATER = NOW + 10 * MINUTE
PROMISES = Promises.of(load_shop(None), action().zone)
RUNS, PAUSED, MET, DROPPED, NONE = "runs", "paused", "met", "dropped", "none"


def words(text="It is on its way."):
    return {"text": text, "kind": "text", "media": None, "chat_id": None, "telegram_id": None}


def heard(conversation, at, **more):
    values = {"begins": False, "asks": True, "group": "rest", "intent": "order_status", "flagged": False}
    return Heard(conversation.id, conversation.turn, at, at, **values | more)


async def wrote(session, conversation, at, **more):
    await clocks.customer_wrote(session, heard(conversation, at, **more), PROMISES)


async def replied(session, conversation, at=LATER, hold=5 * MINUTE, text="It is on its way."):
    olga = await session.scalar(select(Agent).where(col(Agent.telegram_id) == 9))
    await keep_reply(session, conversation, olga, action(at), message=words(text), hold=hold)
    rows = await session.scalars(select(Outgoing).where(col(Outgoing.kind) == OutgoingKind.REPLY))
    return max(rows.all(), key=lambda row: row.id)


async def all_clocks(session):
    found = await session.execute(
        select(ServiceClock).order_by(col(ServiceClock.id)).execution_options(populate_existing=True)
    )
    return list(found.scalars().all())


def state(clock):
    if clock.met_at:
        return MET
    return DROPPED if clock.dropped_at else PAUSED if clock.paused_at else RUNS


async def states(session, reply="first"):
    """Say how the newest clock of a reply and of the matter stand."""
    found = {clock.kind: state(clock) for clock in await all_clocks(session)}
    return found.get(reply, NONE), found.get("resolve", NONE)


async def nothing(session, conversation):
    """Only what every case here begins with: a question."""


async def another_message(session, conversation):
    await wrote(session, conversation, LATER)


async def thanks_in_the_same_turn(session, conversation):
    await wrote(session, conversation, LATER, asks=False)


async def a_reply(session, conversation):
    await replied(session, conversation)


async def a_reply_that_promises(session, conversation):
    await replied(session, conversation)
    await clocks.promised(session, conversation.id, LATER, PROMISES)


async def a_note(session, conversation):
    await add_note(session, action=action(LATER), conversation_id=conversation.id, text="ask Piet")


async def undone(session, conversation):
    row = await replied(session, conversation)
    await undo_reply(session, action=action(LATER), outgoing_id=row.id)


async def failed(session, conversation):
    row = await replied(session, conversation, hold=timedelta(0))
    await reply_failed(session, row, Clocks(lambda: LATER, lambda: LATER), "bot was blocked by the user")


async def failed_and_sent_again(session, conversation):
    row = await replied(session, conversation, hold=timedelta(0))
    await reply_failed(session, row, Clocks(lambda: LATER, lambda: LATER), "bot was blocked by the user")
    row.state = OutgoingState.FAILED
    await session.flush()
    conversation.waiting_since, conversation.version = NOW, conversation.version + 1  # as the next write reads it
    await send_again(session, action=action(LATER), outgoing_id=row.id)


async def snoozed(session, conversation):
    await put_off(session, action=action(LATER), conversation_id=conversation.id, moment=Moment(NOW + DAY))


async def resolved(session, conversation):
    await resolve(session, action=action(LATER), conversation_id=conversation.id, sure=True)


async def resolved_after_a_reply(session, conversation):
    await replied(session, conversation)
    await resolve(session, action=action(LATER), conversation_id=conversation.id)


async def reopened_by_button(session, conversation):
    await resolved_after_a_reply(session, conversation)
    await reopen(session, action=action(LATER), conversation_id=conversation.id)


async def escalated(session, conversation):
    await escalate(session, action=action(LATER), climb=Climb(conversation.id, 1, "lead"))


async def a_word_added_and_undone(session, conversation):
    await replied(session, conversation, hold=timedelta(0))
    row = await replied(session, conversation, LATER + MINUTE)
    await undo_reply(session, action=action(LATER), outgoing_id=row.id)


@pytest.mark.parametrize(
    ("event", "reply", "matter"),
    [
        (nothing, RUNS, RUNS),
        (another_message, RUNS, RUNS),
        (thanks_in_the_same_turn, RUNS, RUNS),
        (a_note, RUNS, RUNS),
        (escalated, RUNS, RUNS),
        (a_reply, MET, PAUSED),
        (a_reply_that_promises, MET, RUNS),
        (undone, RUNS, RUNS),
        (failed, RUNS, RUNS),
        (failed_and_sent_again, MET, PAUSED),
        (a_word_added_and_undone, MET, PAUSED),
        (snoozed, RUNS, PAUSED),
        (resolved, DROPPED, MET),
        (resolved_after_a_reply, MET, MET),
        (reopened_by_button, MET, RUNS),
    ],
    ids=lambda one: one.__name__ if callable(one) else None,
)
async def test_what_each_event_does_to_each_clock(database, event, reply, matter):
    """A question starts both clocks; this is how they stand after what happens then."""
    async with database.writing() as session:
        conversation = await a_case(session)
        await wrote(session, conversation, NOW, begins=True)
        await event(session, conversation)
        found = await states(session)

    assert found == (reply, matter)


@pytest.mark.parametrize(
    ("more", "reply", "matter"),
    [({}, RUNS, RUNS), ({"asks": False}, NONE, PAUSED)],
    ids=["a question", "mere thanks"],
)
async def test_what_the_customer_writes_after_a_reply(database, more, reply, matter):
    """A question has a clock of its own and takes the matter up again; thanks wait for nothing."""
    async with database.writing() as session:
        conversation = await a_case(session)
        await wrote(session, conversation, NOW, begins=True)
        await replied(session, conversation)
        await a_turn(session, conversation, NOW + HOUR)
        await wrote(session, conversation, NOW + HOUR, **more)
        found = await states(session, "next")

    assert found == (reply, matter)


async def test_a_question_after_thanks_starts_the_clock_at_the_question(database):
    """Whoever first thanks and then asks is promised an answer from when they asked."""
    async with database.writing() as session:
        conversation = await a_case(session)
        await wrote(session, conversation, NOW, begins=True)
        await replied(session, conversation)
        await a_turn(session, conversation, NOW + HOUR)
        await wrote(session, conversation, NOW + HOUR, asks=False)
        await wrote(session, conversation, NOW + 2 * HOUR)
        following = (await all_clocks(session))[-1]

    assert (following.kind, following.started_at) == ("next", NOW + 2 * HOUR)
    assert following.due_at == NOW + 3 * HOUR


@both
async def test_a_matter_that_waited_for_the_customer_gets_its_time_back(database):
    """Ten minutes of the day were gone when we replied; they do not pay for their own silence."""
    async with database.writing() as session:
        conversation = await a_case(session)
        await wrote(session, conversation, NOW, begins=True)
        await replied(session, conversation)
        await a_turn(session, conversation, NOW + 2 * DAY)
        await wrote(session, conversation, NOW + 2 * DAY)
        (matter,) = [clock for clock in await all_clocks(session) if clock.kind == "resolve"]

    assert matter.due_at == NOW + 3 * DAY - 10 * MINUTE


@both
async def test_a_promise_made_days_later_takes_the_matter_up_with_the_time_that_was_left(database):
    """It waited for the customer meanwhile, so nothing is broken by saying when we write again."""
    async with database.writing() as session:
        conversation = await a_case(session)
        await wrote(session, conversation, NOW, begins=True)
        await replied(session, conversation)
        await clocks.promised(session, conversation.id, NOW + 2 * DAY, PROMISES)
        (matter,) = [clock for clock in await all_clocks(session) if clock.kind == "resolve"]

    assert (state(matter), matter.due_at) == (RUNS, NOW + 3 * DAY - 10 * MINUTE)


async def test_what_was_broken_already_stays_broken_when_it_turns_urgent(database):
    """The time at which a promise was broken is not the time at which it became shorter."""
    async with database.writing() as session:
        conversation = await a_case(session)
        await wrote(session, conversation, NOW, begins=True)
        clock = await session.scalar(select(ServiceClock).where(col(ServiceClock.kind) == "first"))
        clock.breached_at = LATER
        await session.flush()
        await wrote(session, conversation, NOW + HOUR, group="page", flagged=True)
        reply = next(clock for clock in await all_clocks(session) if clock.kind == "first")

    assert (reply.breached_at, reply.promised) == (LATER, 5 * 60)


@both
async def test_danger_in_a_later_message_brings_the_promise_forward(database):
    """From when they first wrote, at any hour; nothing automatic is said any more, and nothing is promised later."""
    async with database.writing() as session:
        conversation = await a_case(session)
        await wrote(session, conversation, NOW, begins=True)
        await wrote(session, conversation, NOW + MINUTE, group="page", flagged=True)
        await wrote(session, conversation, NOW + 2 * MINUTE)
        reply = next(clock for clock in await all_clocks(session) if clock.kind == "first")

    assert (reply.due_at, reply.any_hour, reply.say_at) == (NOW + 5 * MINUTE, True, None)


async def test_a_reply_is_promised_in_open_hours_and_a_day_is_a_day(database):
    """Half an hour before closing has half an hour left; what takes days is not counted in open hours."""
    late = NOW.replace(hour=20, minute=45)
    async with database.writing() as session:
        conversation = await a_case(session)
        await wrote(session, conversation, late, begins=True)
        reply, matter = await all_clocks(session)

    assert reply.due_at == late.replace(hour=9, minute=15) + DAY
    assert matter.due_at == late + DAY


async def test_holidays_stand_still(database):
    """A promise of half an hour on a holiday ends on the next working day."""
    closed = BusinessHours(action().zone, holidays=frozenset({NOW.date()}))
    promises = Promises(closed, *(30 * MINUTE, HOUR, 5 * MINUTE, 15 * MINUTE, DAY, 3 * DAY, MINUTE))
    async with database.writing() as session:
        conversation = await a_case(session)
        await clocks.customer_wrote(session, heard(conversation, NOW, begins=True), promises)
        reply = (await all_clocks(session))[0]

    assert reply.due_at == NOW.replace(hour=9, minute=30) + DAY
    assert reply.say_at == NOW  # off hours at once


@both
async def test_a_customer_who_comes_back_after_resolution_has_the_whole_time_again(database):
    """What was resolved and was not is a new matter with a clock of its own."""
    async with database.writing() as session:
        conversation = await a_case(session)
        await wrote(session, conversation, NOW, begins=True)
        await resolved_after_a_reply(session, conversation)
        await a_turn(session, conversation, NOW + HOUR)
        await wrote(session, conversation, NOW + HOUR)
        found = await all_clocks(session)

    assert [(one.kind, state(one)) for one in found] == [
        ("first", MET),
        ("resolve", MET),
        ("next", RUNS),
        ("resolve", RUNS),
    ]
    assert found[-1].due_at == NOW + HOUR + DAY


@both
async def test_what_was_taken_back_runs_again_on_either_database(database):
    """As if nothing had been said, and the next look tells what is due by then."""
    async with database.writing() as session:
        conversation = await a_case(session)
        await wrote(session, conversation, NOW, begins=True)
        await undone(session, conversation)
        found = await states(session)
        reply = (await all_clocks(session))[0]

    assert found == (RUNS, RUNS)
    assert reply.check_at == NOW


async def test_a_clock_of_which_nobody_told_is_put_right(database):
    """What ends a wait on a way of its own is noticed before anybody is warned of it."""
    from bot.service.ladders import look_at_clocks
    from bot.service.serving import Moment as Look
    from bot.service.serving import Serving

    shop = load_shop(None)
    serving = Serving(database, Clocks(), shop, action().zone, PROMISES, heads=(77,))
    async with database.writing() as session:
        conversation = await a_case(session)
        await wrote(session, conversation, NOW, begins=True)
        await change(session, conversation, waiting_since=None)
        said = await look_at_clocks(session, serving, Look(NOW + 25 * MINUTE, NOW))
        found = await states(session)

    assert (said, found) == (0, (MET, RUNS))
