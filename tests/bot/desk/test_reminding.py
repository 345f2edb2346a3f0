"""Reminders: set from the card and by command, delivered on time, settled, and dropped when their reason is gone."""

import re
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.clocks import Clocks
from bot.followups import FollowUps
from bot.storage.tables.conversations import FollowUpRow, FollowUpStatus

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
SETTINGS = {"timezone": "Europe/Amsterdam"}
SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)

pytestmark = pytest.mark.asyncio(loop_scope="module")


def reminders(shift, customer):
    return [message for message in shift.topic(customer) if message.get("text", "").startswith("⏰ Reminder")]


async def pending(shift, customer):
    return await shift.of(FollowUpRow, customer, source="agent", status=FollowUpStatus.PENDING)


async def remind(shift, agent, customer, words):
    """Write the command and wait until it is answered on the message."""
    message = shift.telegram.write_in_topic(agent, shift.thread(customer), f"/remind {words}")
    await shift.until(lambda: shift.fresh(message)["reactions"] == ["👌"])


async def passes(shift, time):
    """Let time pass and look at once at what is due, instead of at the scheduler's next second."""
    shift.harness.clock.advance(time)
    await FollowUps(shift.app.database, Clocks(business=shift.harness.clock.now))()
    shift.app.parts.sender.wake.set()


async def fired(shift, customer):
    """Let an hour and a bit pass and wait for the reminder."""
    await passes(shift, HOUR + MINUTE)
    await shift.until(lambda: reminders(shift, customer))
    return reminders(shift, customer)[-1]


@pytest.mark.parametrize(("action", "words", "delay"), [("in", [15], 15 * MINUTE), ("in", [120], 2 * HOUR)])
async def test_a_reminder_from_the_card(shift, action, words, delay):
    """One tap on the card and one on the time; the card says when, and its own buttons come back."""
    anna, olga = shift.customer(), shift.agent()
    card = await shift.asks(anna)
    await shift.press(olga, card, "menu", "remind")
    told = await shift.press(olga, shift.fresh(card), action, *words)
    now = shift.harness.clock.now()
    await shift.until(lambda: shift.shows(anna, "⏰"))
    (row,) = await pending(shift, anna)
    shown = f"{row.due_at.astimezone(AMSTERDAM):%H:%M}"

    assert abs(row.due_at - (now + delay)) < MINUTE
    assert shown in told.text
    assert shown in next(line for line in shift.card(anna)["text"].splitlines() if "⏰" in line)
    assert shift.data(shift.card(anna), "say")


async def test_tomorrow_at_nine_is_the_shops_nine(shift):
    """The wall time is kept, so that a change of clocks or of zone moves the moment and not the hour."""
    anna, olga = shift.customer(), shift.agent()
    card = await shift.asks(anna)
    await shift.press(olga, card, "menu", "remind")
    today = shift.harness.clock.now().astimezone(AMSTERDAM).date()
    told = await shift.press(olga, shift.fresh(card), "morning")
    (row,) = await pending(shift, anna)
    expected = datetime.combine(today + timedelta(days=1), time(9), tzinfo=AMSTERDAM)

    assert row.due_at == expected
    assert (row.wall_time, row.zone) == (f"{expected:%Y-%m-%dT09:00}", "Europe/Amsterdam")
    assert told.text == f"Reminder set: {expected:%a} {expected.day} {expected:%b} 09:00"


async def test_own_time_tells_how_to_write_it(shift):
    """A button cannot ask for a text, so it says what to write."""
    anna, olga = shift.customer(), shift.agent()
    card = await shift.asks(anna)
    await shift.press(olga, card, "menu", "remind")
    told = await shift.press(olga, shift.fresh(card), "own")

    assert told.show_alert
    assert told.text.startswith("Write here: /remind 18:30 what for")
    assert await pending(shift, anna) == []


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("", "'nothing' does not begin with a time; write 15m, 2h, 18:30, tomorrow 9:00 or 24.11. 10:00"),
        ("soon", "'soon' does not begin with a time"),
        ("25:00 call", "'25:00' is no time of day; write one like 18:30"),
        ("31.2. 10:00", "'31.2.' is no date; write day and month like 24.11."),
        ("0m now", "is over. Choose a later time"),
        ("<b>soon</b>", "'<b>soon</b>' does not begin with a time"),
    ],
)
async def test_a_time_that_cannot_be_read_is_answered(shift, words, answer):
    """What was not understood and what would be right; nothing is set, nothing is sent."""
    anna, olga = shift.customer(), shift.agent()
    await shift.asks(anna)
    shift.telegram.write_in_topic(olga, shift.thread(anna), f"/remind {words}".strip())
    await shift.until(lambda: any(answer in line for line in shift.lines(anna)))

    assert await pending(shift, anna) == []
    assert await shift.replies(anna) == []


async def test_a_reminder_comes_once_with_what_it_is_for(shift):
    """In the topic, not before its time and not twice; nothing reaches the customer."""
    anna, olga = shift.customer(), shift.agent()
    await shift.asks(anna)
    await remind(shift, olga, anna, "1h call <DHL> & ask")
    await remind(shift, olga, anna, "58m earlier")
    await passes(shift, HOUR - MINUTE)
    await shift.until(lambda: reminders(shift, anna))
    before = [message["text"] for message in reminders(shift, anna)]
    await passes(shift, MINUTE + SECOND)
    await shift.until(lambda: len(reminders(shift, anna)) == 2)
    rows = await shift.of(FollowUpRow, anna, source="agent")

    assert before == ["⏰ Reminder: earlier"]
    assert reminders(shift, anna)[1]["text"] == "⏰ Reminder: call <DHL> & ask"
    assert [row.status for row in rows] == [FollowUpStatus.FIRED] * 2
    assert shift.received(anna) == []


async def test_a_reminder_without_words_says_what_it_is_about(shift):
    """Set by a button, it has no text of its own."""
    anna, olga = shift.customer(), shift.agent()
    await shift.asks(anna)
    await remind(shift, olga, anna, "1h")
    message = await fired(shift, anna)

    assert message["text"].endswith("come back to this customer")


async def test_a_late_reminder_says_so(shift):
    """After an outage the agent sees when it was due and how late it is."""
    anna, olga = shift.customer(), shift.agent()
    await shift.asks(anna)
    await remind(shift, olga, anna, "1h call")
    (row,) = await pending(shift, anna)
    await passes(shift, HOUR + 30 * MINUTE)
    await shift.until(lambda: reminders(shift, anna))
    text = reminders(shift, anna)[0]["text"]

    assert re.fullmatch(rf"⏰ Reminder of .*{row.due_at.astimezone(AMSTERDAM):%H:%M}, (29|30) min late: call", text)


async def test_done_settles_it(shift):
    """Ticked off once; a second tap says so."""
    anna, olga = shift.customer(), shift.agent()
    await shift.asks(anna)
    await remind(shift, olga, anna, "1h call")
    message = await fired(shift, anna)
    first, second = await shift.press(olga, message, "done"), await shift.press(olga, message, "done")
    (row,) = await shift.of(FollowUpRow, anna, source="agent")

    assert (first.text, second.text) == ("Done", "Settled already")
    assert row.status == FollowUpStatus.DONE


@pytest.mark.parametrize("minutes", [15, 120])
async def test_snooze_brings_it_back(shift, minutes):
    """Once more after the time chosen, and a second tap does not set it twice."""
    anna, olga = shift.customer(), shift.agent()
    await shift.asks(anna)
    await remind(shift, olga, anna, "1h call")
    message = await fired(shift, anna)
    told = await shift.press(olga, message, "snooze", minutes)
    again = await shift.press(olga, message, "snooze", minutes)
    await passes(shift, minutes * MINUTE + SECOND)
    await shift.until(lambda: len(reminders(shift, anna)) == 2)

    assert told.text.startswith("Reminder set: ")
    assert again.text == "Settled already"
    assert reminders(shift, anna)[1]["text"].endswith("call")


async def test_open_shows_the_card_below(shift):
    """Nobody scrolls up for it."""
    anna, olga = shift.customer(), shift.agent()
    await shift.asks(anna)
    await remind(shift, olga, anna, "1h call")
    message = await fired(shift, anna)
    await shift.press(olga, message, "open")
    await shift.until(lambda: shift.topic(anna)[-1]["message_id"] == shift.card(anna)["message_id"])

    assert shift.card(anna)["message_id"] > message["message_id"]
    assert shift.data(shift.card(anna), "say")


async def conditional(shift, customer, unless):
    """A follow-up with a condition, as a playbook sets it when its reply is sent."""
    conversation = await shift.conversation(customer)
    now = shift.harness.clock.now()
    async with shift.app.database.writing() as session:
        session.add(
            FollowUpRow(
                conversation_id=conversation.id,
                source="playbook",
                text="look again",
                due_at=now + HOUR,
                unless=unless,
                turn=conversation.turn,
                created_at=now,
            )
        )


@pytest.mark.parametrize(
    ("unless", "after", "dropped"),
    [
        ("answered", "nothing", False),
        ("answered", "customer wrote", False),
        ("answered", "customer answered", True),
        ("answered", "one more word", False),
        ("customer_wrote", "nothing", False),
        ("customer_wrote", "customer wrote", True),
        ("resolved", "customer answered", False),
        ("resolved", "resolved", True),
        ("answered", "resolved", True),
        (None, "resolved", False),
    ],
)
async def test_a_follow_up_is_dropped_when_its_reason_is_gone(shift, unless, after, dropped):
    """At once, so that the card does not announce it any more; otherwise it comes."""
    anna, olga = shift.customer(), shift.agent()
    await shift.asks(anna)
    await shift.says(olga, anna, "we look into it")
    await conditional(shift, anna, unless)
    if after.startswith("customer"):
        await shift.asks(anna, "any news?")
    if after == "customer answered":
        await shift.says(olga, anna, "not yet")
    if after == "one more word":
        await shift.says(olga, anna, "PS: by DHL")
    if after == "resolved":
        await shift.press(olga, shift.card(anna), "resolve")
    cancelled = await shift.of(FollowUpRow, anna, text="look again", status=FollowUpStatus.CANCELLED)
    await passes(shift, HOUR + MINUTE)
    await shift.eventually(lambda: no_longer_pending(shift, anna))

    assert bool(cancelled) == dropped
    assert bool(reminders_said(shift, anna, await settled(shift, anna))) == (not dropped)


async def no_longer_pending(shift, customer):
    rows = await shift.of(FollowUpRow, customer, text="look again")
    return all(row.status != FollowUpStatus.PENDING for row in rows)


async def settled(shift, customer):
    """Whether it fired, which the topic must then show."""
    rows = await shift.of(FollowUpRow, customer, text="look again", status=FollowUpStatus.FIRED)
    if rows:
        await shift.until(lambda: reminders(shift, customer))
    return rows


def reminders_said(shift, customer, rows):
    return [message for message in reminders(shift, customer) if rows and message["text"].endswith("look again")]
