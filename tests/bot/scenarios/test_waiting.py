"""Scenarios 12 and 13: Telegram asks to wait, for long or again and again; nothing is lost, nobody else waits."""

from datetime import timedelta

import pytest
from harness import make_harness
from shift import Shift, on_shift
from sqlalchemy import update
from sqlmodel import col

from bot.clocks import machine_now
from bot.sandbox import Fault
from bot.sandbox.faults import retry_after, status
from bot.storage.outgoing import Draft, Urgency, add_one, staff_line
from bot.storage.tables.traffic import ChatWait, Outgoing, OutgoingKind, OutgoingState

SECONDS = 2282


def calls_to(shift, chat_id):
    """Every message that was tried in this chat, arrived or not."""
    calls = [call for call in shift.telegram.transcript if call.method == "sendMessage"]
    return [call for call in calls if int(call.params["chat_id"]) == chat_id]


def told_to_wait(shift, customer):
    return [line for line in shift.lines(customer) if "Telegram asks to wait" in line]


async def shorten_the_wait(shift, chat_id):
    """As if the wait were over: what makes it last is in the database."""
    async with shift.app.database.writing() as session:
        await session.execute(
            update(ChatWait).where(col(ChatWait.chat_id) == chat_id).values(until=machine_now() - timedelta(seconds=1))
        )
        await session.execute(
            update(Outgoing)
            .where(col(Outgoing.chat_id) == chat_id, col(Outgoing.state) == OutgoingState.QUEUED)
            .values(not_before=machine_now())
        )
    shift.app.parts.sender.wake.set()


async def test_a_long_wait_holds_one_chat_and_survives_a_restart(classifier, sqlite_url):
    """That chat waits, others go on, the agent knows until when, and the message arrives once."""
    async with make_harness(sqlite_url, classifier) as harness:
        shift = Shift(harness)
        anna, boris, olga = shift.customer("Anna"), shift.customer("Boris"), shift.agent("Olga")
        async with harness.bot() as shift.app:
            await shift.asks(anna)
            await shift.asks(boris)
            shift.telegram.faults.add(Fault(kind=retry_after(SECONDS), method="sendMessage", chat_id=anna.id))
            message = shift.telegram.write_in_topic(olga, shift.thread(anna), "it comes tomorrow")
            await shift.until(lambda: told_to_wait(shift, anna))
            until = harness.clock.now() + timedelta(seconds=SECONDS)
            shift.telegram.write_in_topic(olga, shift.thread(anna), "and the other one too")
            await shift.says(olga, boris, "yours is here")
            (notice,) = told_to_wait(shift, anna)
            assert any(f"{until - timedelta(seconds=late):%H:%M}" in notice for late in (0, 60))

        async with harness.bot() as shift.app:
            await shift.says(olga, boris, "and it is green")
            (wait,) = await shift.rows(ChatWait)
            during = shift.received(anna), len(calls_to(shift, anna.id)), shift.fresh(message)["reactions"]
            await shorten_the_wait(shift, anna.id)
            await shift.until(lambda: len(shift.received(anna)) == 2)
            await shift.until(lambda: shift.fresh(message)["reactions"] == ["👍"])

            assert wait.chat_id == anna.id
            assert timedelta(seconds=SECONDS - 60) < wait.until - machine_now() or during[1] == 1
            assert during == ([], 1, ["👀"])
            assert shift.received(anna) == ["it comes tomorrow", "and the other one too"]
            assert len(calls_to(shift, anna.id)) == 3
            assert len(told_to_wait(shift, anna)) == 1


@pytest.fixture
async def impatient(classifier, tmp_path):
    """A running bot whose pauses between tries stay short."""
    async with on_shift(classifier, tmp_path) as shift:
        shift.app.parts.sender.recorder.longest_pause = timedelta(milliseconds=1)
        yield shift


async def test_a_reply_survives_fifty_failures_in_a_row(impatient):
    """It is tried until it is there, and arrives once; the agent sees it under way all the time."""
    anna, olga = impatient.customer(), impatient.agent()
    await impatient.asks(anna)
    failing = Fault(kind=status(500, "Internal Server Error"), method="sendMessage", chat_id=anna.id, times=50)
    impatient.telegram.faults.add(failing)
    message = await impatient.says(olga, anna, "it comes tomorrow")
    await impatient.until(lambda: impatient.fresh(message)["reactions"] == ["👍"])
    (row,) = await impatient.replies(anna)

    assert impatient.received(anna) == ["it comes tomorrow"]
    assert len(calls_to(impatient, anna.id)) == 51
    assert (row.state, row.attempts) == (OutgoingState.SENT, 50)
    assert impatient.reactions(message["message_id"]) == ["👀", "👍"]


async def test_a_relay_survives_fifty_waits_in_a_row(impatient):
    """A customer's words wait as long as the group must, and stand there once, before their card."""
    anna = impatient.customer()
    impatient.telegram.faults.add(Fault(kind=retry_after(1), method="sendMessage", chat_id=impatient.staff, times=50))
    impatient.telegram.write(anna, "do you have the tent in green?")
    for _ in range(50):
        await impatient.eventually(lambda: waits(impatient))
        await shorten_the_wait(impatient, impatient.staff)
    await impatient.until(lambda: impatient.cards(anna))

    assert [line for line in impatient.lines(anna) if line.startswith("💬")] == ["💬 do you have the tent in green?"]
    assert impatient.lines(anna)[1].startswith("💬")


async def waits(shift):
    """Whether Telegram's wait is noted and not over, or nothing waits any more."""
    now = machine_now()
    return any(wait.until > now for wait in await shift.rows(ChatWait)) or not len(shift.telegram.faults)


async def test_a_row_that_cannot_be_said_does_not_hold_its_line_for_ever(impatient):
    """A fault of our own is tried a few times, then given up: the customer's next words pass it."""
    anna = impatient.customer()
    await impatient.asks(anna)
    conversation = await impatient.conversation(anna)
    broken = Draft(
        kind=OutgoingKind.NOTE,
        line=staff_line(conversation.customer_id),
        chat_id=impatient.staff,
        priority=Urgency.CARD,
        not_before=machine_now(),
        content={"key": "nobody_wrote_this"},
        customer_id=conversation.customer_id,
        conversation_id=conversation.id,
    )
    async with impatient.app.database.writing() as session:
        number = await add_one(session, broken, machine_now())
    impatient.telegram.write(anna, "are you there?")
    await impatient.until(lambda: "💬 are you there?" in impatient.lines(anna))
    (row,) = await impatient.rows(Outgoing, id=number)

    assert (row.state, row.error) == (OutgoingState.FAILED, "KeyError")
