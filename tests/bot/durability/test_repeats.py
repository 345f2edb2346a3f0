"""Scenario 10: the same update again, and numbers that start anew."""

from bot.storage.tables import Conversation, FollowUpRow, Message
from bot.storage.tables.traffic import Outgoing

ANNEW = 5


def again(harness, update, times=3, **changes):
    """Have Telegram bring an update several times."""
    for _ in range(times):
        harness.telegram.push({**update, **changes})


def taken(harness):
    """Take the updates that Telegram holds out of its hands."""
    updates = harness.telegram.state.updates.take(100)
    harness.telegram.state.updates.clear()
    return updates


async def test_the_same_message_three_times(harness, stored):
    """One message, one relay, one card."""
    anna = harness.telegram.customer("Anna")
    harness.telegram.write(anna, "Where is my order?")
    [update] = taken(harness)
    again(harness, update)
    async with harness.bot():
        await stored.quiet(harness.telegram)
        again(harness, update)
        await stored.quiet(harness.telegram)

    assert await stored.count(Message) == await stored.count(Conversation) == len(harness.cards()) == 1
    assert harness.texts(harness.staff).count("💬 Where is my order?") == 1


async def test_the_same_message_under_another_number(harness, stored):
    """The message's own number in its chat tells that it is known."""
    anna = harness.telegram.customer("Anna")
    harness.telegram.write(anna, "Where is my order?")
    [update] = taken(harness)
    async with harness.bot():
        for number in (900, 901, ANNEW):
            again(harness, update, 1, update_id=number)
            await stored.quiet(harness.telegram)

    assert await stored.count(Message) == len(harness.cards()) == 1
    assert await stored.states() == {"done": 4}


async def test_the_same_press_and_the_same_command_three_times(harness, stored):
    """One reply to the customer, one follow-up."""
    anna, olga = harness.telegram.customer("Anna"), harness.telegram.agent("Olga")
    async with harness.bot():
        harness.telegram.write(anna, "Where is my order?")
        card = await harness.card()
        await stored.quiet(harness.telegram)
        harness.telegram.write_in_topic(olga, card["message_thread_id"], "/remind 2h ask the warehouse")
        harness.telegram.press(olga, card["message_id"], harness.staff, harness.button(card, "say"))
        for update in taken(harness):
            again(harness, update)
        await stored.quiet(harness.telegram)

    assert len(harness.texts(anna.id)) == 2
    assert await stored.count(Outgoing, Outgoing.kind == "reply") == 1
    assert await stored.count(FollowUpRow, FollowUpRow.source == "agent") == 1


async def test_numbers_start_anew(harness, stored):
    """After a quiet week Telegram counts from anywhere, lower too; nothing is taken for an old update or left behind."""
    anna = harness.telegram.customer("Anna")
    async with harness.bot():
        for number, first in enumerate((700, 5, 300, 4)):
            harness.telegram.state.updates.clear()
            harness.telegram.state.updates.number_from(first)
            harness.telegram.write(anna, f"message {number}")
            await stored.quiet(harness.telegram)
            # An empty poll is what tells that there is no batch left to confirm.
            await harness.telegram.until(lambda: harness.telegram.polls == 1)
            harness.telegram.state.updates.arrived.ring()

    assert [row.text for row in await stored.all(Message)] == [f"message {number}" for number in range(4)]
