"""Follow-ups in full: by event, by silence, again and again, what becomes of them when the customer writes, snoozes."""

import re

import pytest
from reminding_desk import AMSTERDAM, DAY, HOUR, MINUTE, command, line, lines, looks, order_of, passes, talk_of

from bot.storage.tables.conversations import FollowUpRow, FollowUpStatus, Status

SETTINGS = {"timezone": "Europe/Amsterdam"}

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_a_time_in_words_is_said_back_whole(shift):
    """Said as "at 9" when it is past nine means tomorrow, and the agent reads so."""
    anna, olga = shift.customer(), shift.agent()
    await shift.asks(anna)
    await command(shift, olga, anna, "/remind call Anna tomorrow at 9")
    told = await line(shift, anna, "🕘")
    (row,) = await shift.of(FollowUpRow, anna, source="agent")

    assert f"{row.due_at.astimezone(AMSTERDAM):%H:%M}" == "09:00"
    assert re.match(r"🕘 Set for \w+ \d+ \w+ 09:00: call Anna\.", told["text"])
    assert row.on_write == "keep"


async def test_when_dhl_says_delivered(shift):
    """It comes as soon as the order says so, with what it was for, and not before."""
    anna, olga = shift.customer(), shift.agent()
    await shift.asks(anna)
    order = await order_of(shift, anna, "7001", shipped_at=shift.harness.clock.now() - DAY)
    told = await command(shift, olga, anna, "/remind when DHL says delivered ask whether all is there")
    await passes(shift, HOUR)
    before = lines(shift, anna, "⏰ #7001")
    await order_of(
        shift,
        anna,
        "7001",
        placed_at=order.placed_at,
        shipped_at=order.shipped_at,
        delivered_at=shift.harness.clock.now(),
    )
    await looks(shift)
    came = await line(shift, anna, "⏰ #7001")
    await looks(shift)

    assert "when #7001 is delivered: ask whether all is there" in told["text"]
    assert before == []
    assert came["text"] == "⏰ #7001 is delivered: ask whether all is there"
    assert len(lines(shift, anna, "⏰ #7001")) == 1


async def test_without_news_it_asks(shift):
    """A carrier that never reports does not make us forget; the agent may go on waiting."""
    anna, olga = shift.customer(), shift.agent()
    await shift.asks(anna)
    await order_of(shift, anna, "7002")
    await command(shift, olga, anna, "/remind when shipped tell Anna")
    (row,) = await shift.of(FollowUpRow, anna, source="agent")
    await passes(shift, row.due_at - shift.harness.clock.now() + MINUTE)
    asked = await line(shift, anna, "⏰ No news yet that #7002 is shipped")
    await shift.press(olga, asked, "snooze", 1440)
    (row,) = await shift.of(FollowUpRow, anna, source="agent")

    assert asked["text"].endswith("tell Anna")
    assert (row.status, row.event) == (FollowUpStatus.PENDING, "shipped")


async def test_the_day_after_delivery_moves_with_the_delivery(shift):
    """Ten o'clock on the day after, by the newest that the shop says."""
    anna, olga = shift.customer(), shift.agent()
    await shift.asks(anna)
    now = shift.harness.clock.now()
    first = await order_of(shift, anna, "7003", promised_at=now + 2 * DAY)
    await command(shift, olga, anna, "/remind the day after delivery: check in")
    (row,) = await shift.of(FollowUpRow, anna, source="agent")
    planned = row.due_at.astimezone(AMSTERDAM)
    await order_of(shift, anna, "7003", placed_at=first.placed_at, promised_at=now + 4 * DAY)
    await looks(shift)
    (row,) = await shift.of(FollowUpRow, anna, source="agent")
    moved = row.due_at.astimezone(AMSTERDAM)

    assert f"{planned:%H:%M}" == f"{moved:%H:%M}" == "10:00"
    assert (moved.date() - planned.date()).days == 2


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("when delivered", "I know no such order"),
        ("when #9999 is delivered", "I know no such order"),
        ("soon", "'soon' does not begin with a time"),
        ("1.1.2020 10:00", "is over. Choose a later time"),
    ],
)
async def test_what_cannot_be_waited_for_is_refused(shift, words, answer):
    """Better a no than a reminder that never comes."""
    anna, olga = shift.customer(), shift.agent()
    await shift.asks(anna)
    shift.telegram.write_in_topic(olga, shift.thread(anna), f"/remind {words}")
    await shift.until(lambda: any(answer in one for one in shift.lines(anna)))

    assert await shift.of(FollowUpRow, anna, source="agent") == []


async def test_silence_is_over_when_they_write(shift):
    """What waited for their silence is dropped at their first word; where they say nothing, it comes."""
    anna, boris, olga = shift.customer(), shift.customer("Boris"), shift.agent()
    for customer in (anna, boris):
        await shift.asks(customer)
        await shift.says(olga, customer, "Which colour was it?")
        await command(shift, olga, customer, "/remind if no answer in 2 hours: call them")
    await shift.asks(anna, "The green one")
    await passes(shift, 2 * HOUR + MINUTE)
    await line(shift, boris, "⏰ Reminder")
    (row,) = await shift.of(FollowUpRow, anna, source="agent")

    assert row.status == FollowUpStatus.CANCELLED
    assert lines(shift, anna, "⏰ Reminder") == []


async def test_an_agent_may_be_asked_when_the_customer_writes(shift):
    """One tap below the confirmation; then each turn of the customer asks once whether it is still needed."""
    anna, olga = shift.customer(), shift.agent()
    await shift.asks(anna)
    await shift.says(olga, anna, "We look into it")
    told = await command(shift, olga, anna, "/remind tomorrow at 9 ask the warehouse")
    told = await line(shift, anna, "🕘")
    await shift.press(olga, told, "on_write", "ask")
    await shift.asks(anna, "Any news?")
    asked = await line(shift, anna, "⏰ A reminder waits")
    shift.telegram.write(anna, "Hello?")
    await shift.until(lambda: shift.shows(anna, "2 messages"))
    await shift.press(olga, asked, "drop")
    (row,) = await shift.of(FollowUpRow, anna, source="agent")

    assert len(lines(shift, anna, "⏰ A reminder waits")) == 1
    assert row.status == FollowUpStatus.CANCELLED


async def test_what_recurs_comes_once_each_time_until_it_is_done(shift):
    """Also where several times were missed: then it comes once, and goes on from now."""
    anna, olga = shift.customer(), shift.agent()
    await shift.asks(anna)
    await command(shift, olga, anna, "/remind every day at 9 look at the claim")
    (row,) = await shift.of(FollowUpRow, anna, source="agent")
    await passes(shift, row.due_at - shift.harness.clock.now() + MINUTE)
    await looks(shift)
    first = await line(shift, anna, "⏰ Reminder")
    count = len(lines(shift, anna, "⏰ Reminder"))
    await passes(shift, 3 * DAY)
    await shift.until(lambda: len(lines(shift, anna, "⏰ Reminder")) == 2)
    (row,) = await shift.of(FollowUpRow, anna, source="agent")
    await shift.press(olga, first, "done")
    await passes(shift, 2 * DAY)
    (done,) = await shift.of(FollowUpRow, anna, source="agent")

    assert count == 1
    assert row.due_at > shift.harness.clock.now() - 2 * DAY
    assert f"{row.due_at.astimezone(AMSTERDAM):%H:%M}" == "09:00"
    assert done.status == FollowUpStatus.DONE
    assert len(lines(shift, anna, "⏰ Reminder")) == 2


async def test_a_snooze_ends_on_time_with_one_line(shift):
    """Put aside by command, open again at its time, not before."""
    anna, olga = shift.customer(), shift.agent()
    await shift.asks(anna)
    await shift.says(olga, anna, "Thank you for the photo")
    message = shift.telegram.write_in_topic(olga, shift.thread(anna), "/snooze until in two hours")
    await shift.until(lambda: shift.fresh(message)["reactions"] == ["😴"])
    asleep = (await talk_of(shift, anna)).status
    await passes(shift, HOUR)
    still = (await talk_of(shift, anna)).status
    await passes(shift, HOUR + MINUTE)
    await line(shift, anna, "🔔 Awake again")
    await looks(shift)

    assert (asleep, still, (await talk_of(shift, anna)).status) == (Status.SNOOZED, Status.SNOOZED, Status.OPEN)
    assert len(lines(shift, anna, "🔔 Awake again")) == 1


async def test_a_snooze_from_the_card_is_lifted_by_a_question(shift):
    """Behind the dots; the next question of the customer brings it back at once."""
    anna, olga = shift.customer(), shift.agent()
    await shift.asks(anna)
    await shift.says(olga, anna, "Thank you for the photo")
    card = shift.card(anna)
    await shift.press(olga, card, "menu", "more")
    await shift.press(olga, shift.fresh(card), "menu", "nap")
    told = await shift.press(olga, shift.fresh(card), "nap", "tomorrow")
    asleep = (await talk_of(shift, anna)).status
    await shift.asks(anna, "When will the refund come?")
    talk = await talk_of(shift, anna)

    assert told.text.startswith("Snoozed until")
    assert (asleep, talk.status, talk.snoozed_until) == (Status.SNOOZED, Status.OPEN, None)
