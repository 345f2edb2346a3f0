"""Promises to customers: proposed from agents' own words, reminded of in private, before, at and after their time."""

from datetime import timedelta

import pytest
from reminding_desk import AMSTERDAM, HOUR, MINUTE, clocks, command, line, lines, looks, passes, shop_of, talk_of
from sqlalchemy import update

from bot.digest import Digest
from bot.storage.tables.conversations import Conversation, FollowUpRow, FollowUpStatus
from bot.storage.tables.people import Agent
from bot.wording import load_wording

LEAD = 4_000_000_077
SETTINGS = {"timezone": "Europe/Amsterdam", "leads": (LEAD,)}

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def agent_with_chat(shift, name="Olga"):
    """An agent who wrote to the bot, so that it may write to them."""
    agent = shift.agent(name)
    shift.telegram.write(agent, "/start")
    await shift.until(lambda: shift.received(agent))
    return agent


def private(shift, agent, start):
    return [text for text in shift.received(agent) if text.startswith(start)]


async def promised(shift, agent, customer, words="I'll check and write to you in two hours."):
    """The agent writes a promise and takes the proposal up."""
    await shift.says(agent, customer, words)
    await looks(shift)
    note = await line(shift, customer, "🤝 That sounds like a promise")
    return note, await shift.press(agent, note, "promise_set")


async def test_a_promise_in_own_words_is_proposed_and_set_by_one_tap(shift):
    """The note quotes the sentence and the time; the card shows it from then on, a second tap does nothing."""
    anna, olga = shift.customer(), shift.agent()
    await shift.asks(anna)
    note, told = await promised(shift, olga, anna)
    again = await shift.press(olga, note, "promise_set")
    await looks(shift)
    talk, (row,) = await talk_of(shift, anna), await shift.of(FollowUpRow, anna, source="promise")

    assert "“I'll check and write to you in two hours”" in note["text"]
    assert told.text.startswith("Reminder set")
    assert again.text == "Settled already"
    assert talk.promised_at == row.due_at
    assert len(lines(shift, anna, "🤝 That sounds like a promise")) == 1


async def test_times_that_are_facts_are_not_proposed(shift):
    """What the carrier does, and what was, is nobody's promise; No leaves it."""
    anna, olga = shift.customer(), shift.agent()
    await shift.asks(anna)
    await shift.says(olga, anna, "DHL delivered it by noon yesterday.")
    await looks(shift)
    await shift.says(olga, anna, "I'll ask them tomorrow.")
    await looks(shift)
    note = await line(shift, anna, "🤝 That sounds like a promise")
    told = await shift.press(olga, note, "promise_no")

    assert len(lines(shift, anna, "🤝")) == 1
    assert told.text == "Left as it is"
    assert await shift.of(FollowUpRow, anna, source="promise") == []


async def test_a_promise_is_reminded_of_three_times_and_the_last_with_the_lead(shift):
    """Half an hour before in private, at its time here and in private, a quarter after with the lead; each once."""
    anna, olga = shift.customer(), await agent_with_chat(shift)
    await shift.asks(anna)
    await promised(shift, olga, anna)
    await passes(shift, HOUR + 31 * MINUTE)
    await looks(shift)
    await shift.until(lambda: private(shift, olga, "🤝 Promised by"))
    here = lines(shift, anna, "🤝 Promised by")
    await passes(shift, 30 * MINUTE)
    await shift.until(lambda: private(shift, olga, "⏰ Reminder"))
    await line(shift, anna, "⏰ Reminder")
    await passes(shift, 15 * MINUTE)
    await looks(shift)
    await shift.until(lambda: private(shift, olga, "🤝 Overdue"))
    await line(shift, anna, "🤝 Overdue")

    assert here == []
    assert len(private(shift, olga, "🤝 Promised by")) == len(private(shift, olga, "🤝 Overdue")) == 1
    assert shift.received(anna)[-1] == "I'll check and write to you in two hours."


async def test_a_word_in_time_keeps_the_promise(shift):
    """Who wrote to the customer shortly before is not reminded any more."""
    anna, olga = shift.customer(), await agent_with_chat(shift)
    await shift.asks(anna)
    await promised(shift, olga, anna)
    await passes(shift, HOUR + 40 * MINUTE)
    await shift.says(olga, anna, "It was found, and is on its way to you.")
    await passes(shift, HOUR)
    (row,) = await shift.of(FollowUpRow, anna, source="promise")

    assert row.status == FollowUpStatus.DONE
    assert lines(shift, anna, "⏰ Reminder") == []
    assert lines(shift, anna, "🤝 Overdue") == []


async def test_a_promise_that_is_ticked_off_is_not_called_late(shift):
    """Done means done, by a call as well: neither the agent nor the lead hears of it again."""
    anna, olga = shift.customer(), await agent_with_chat(shift)
    await shift.asks(anna)
    await promised(shift, olga, anna)
    await passes(shift, 2 * HOUR + MINUTE)
    reminder = await line(shift, anna, "⏰ Reminder")
    await shift.press(olga, reminder, "done")
    await passes(shift, 20 * MINUTE)
    talk = await talk_of(shift, anna)

    assert talk.promised_at is None
    assert lines(shift, anna, "🤝 Due now") == lines(shift, anna, "🤝 Overdue") == []


async def test_off_shift_the_ones_on_shift_are_told(shift):
    """A promise of somebody who went home is not reminded of in an empty flat."""
    anna, olga, piet = shift.customer(), await agent_with_chat(shift), await agent_with_chat(shift, "Piet")
    await shift.asks(anna)
    await command(shift, piet, anna, "/remind 1m nothing")
    await promised(shift, olga, anna)
    async with shift.app.database.writing() as session:
        now = shift.harness.clock.now()
        await session.execute(update(Agent).where(Agent.telegram_id == piet.id).values(on_since=now))
    await passes(shift, HOUR + 31 * MINUTE)
    await shift.until(lambda: private(shift, piet, "🤝 Promised by"))
    async with shift.app.database.writing() as session:
        await session.execute(update(Agent).values(on_since=None))

    assert private(shift, olga, "🤝 Promised by") == []


async def test_the_morning_brings_one_digest(shift):
    """What is due today, what is over and who waits, in private, once a day; nobody who has nothing is written to."""
    anna, olga, idle = shift.customer(), await agent_with_chat(shift), await agent_with_chat(shift, "Idle")
    await shift.asks(anna)
    await shift.says(olga, anna, "We look into it")
    await command(shift, olga, anna, "/remind in 25 hours: look at Anna's claim")
    clock = shift.harness.clock
    at_nine = clock.now().astimezone(AMSTERDAM).replace(hour=9, minute=1)
    (row,) = await shift.of(FollowUpRow, anna, source="agent")
    while at_nine <= clock.now() or at_nine.date() != row.due_at.astimezone(AMSTERDAM).date():
        at_nine += timedelta(days=1)
    async with shift.app.database.writing() as session:
        await session.execute(
            update(Conversation).where(Conversation.promised_at.is_not(None)).values(promised_at=None)
        )
    clock.advance(at_nine - clock.now())
    words = load_wording("en")
    digest = Digest(shift.app.database, clocks(shift), shop_of(shift), AMSTERDAM, words, (LEAD,))
    await digest()
    await digest()
    shift.app.parts.sender.wake.set()
    await shift.until(lambda: private(shift, olga, "☀️"))
    clock.advance(4 * HOUR)
    told_late = await digest()

    (text,) = private(shift, olga, "☀️")
    assert text.startswith("☀️ Good morning")
    assert "look at Anna's claim" in text
    assert private(shift, idle, "☀️") == []
    assert told_late == 0
