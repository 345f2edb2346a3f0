"""Unsend: a reply is deleted at the customer's, truthfully, and the wait comes back where nothing else was said."""

from datetime import timedelta

import pytest

from bot.storage.tables.conversations import Message

pytestmark = pytest.mark.asyncio(loop_scope="module")


def offers(shift, customer):
    return any(":unsend:" in str(card) for card in shift.cards(customer))


async def answered(shift, words="It comes on Friday"):
    anna, olga = shift.customer(), shift.agent()
    await shift.asks(anna)
    before = await shift.conversation(anna)
    message = await shift.says(olga, anna, words)
    await shift.until(lambda: offers(shift, anna))
    return anna, olga, message, before


def note(shift, customer, words):
    return any(words in line for line in shift.lines(customer))


async def test_a_press_below_the_card_takes_the_reply_back(shift):
    """Gone at the customer's, kept with the time, said that it may have been read; the customer waits again."""
    anna, olga, _, before = await answered(shift)
    told = await shift.press(olga, shift.card(anna), "unsend")
    await shift.until(lambda: shift.received(anna) == [])
    await shift.until(lambda: note(shift, anna, "may have read it"))
    after = await shift.conversation(anna)
    stored = (await shift.of(Message, anna))[-1]

    assert told.text == "Being deleted in the customer's chat"
    assert (stored.text, stored.direction) == ("It comes on Friday", "undone")
    assert stored.unsent_at is not None
    assert (after.waiting_since, after.unanswered) == (before.waiting_since, before.unanswered)


async def test_unsend_as_an_answer_to_ones_own_message(shift):
    """The last and any other: that one alone goes."""
    anna, olga, first, _ = await answered(shift)
    await shift.says(olga, anna, "And the lamp on Monday")
    shift.telegram.write_in_topic(olga, shift.thread(anna), "/unsend", reply_to=first["message_id"])
    await shift.until(lambda: shift.received(anna) == ["And the lamp on Monday"])
    await shift.until(lambda: note(shift, anna, "may have read it"))

    assert (await shift.conversation(anna)).waiting_since is None


async def test_unsend_alone_takes_the_last_reply(shift):
    """Nobody has to search for it."""
    anna, olga, _, _ = await answered(shift)
    await shift.says(olga, anna, "And the lamp on Monday")
    shift.telegram.write_in_topic(olga, shift.thread(anna), "/unsend")

    await shift.until(lambda: shift.received(anna) == ["It comes on Friday"])


async def test_after_everything_is_taken_back_the_customer_waits(shift):
    """In whatever order."""
    anna, olga, first, before = await answered(shift)
    await shift.says(olga, anna, "And the lamp on Monday")
    shift.telegram.write_in_topic(olga, shift.thread(anna), "/unsend", reply_to=first["message_id"])
    await shift.until(lambda: len(shift.received(anna)) == 1)
    shift.telegram.write_in_topic(olga, shift.thread(anna), "/unsend")
    await shift.until(lambda: shift.received(anna) == [])

    assert await shift.eventually(lambda: _waits(shift, anna)) == before.waiting_since


async def _waits(shift, customer):
    return (await shift.conversation(customer)).waiting_since


async def test_repeated_presses_are_harmless(shift):
    """Double taps, a colleague's tap: one deletion, one line."""
    anna, olga, _, _ = await answered(shift)
    card, data = shift.card(anna), shift.data(shift.card(anna), "unsend")
    await shift.push(olga, card, data)
    await shift.until(lambda: note(shift, anna, "may have read it"))
    again = await shift.push(olga, card, data)

    assert again.text == "That reply is taken back already"
    assert len([line for line in shift.lines(anna) if "may have read it" in line]) == 1


async def test_after_48_hours_it_is_too_late_and_that_is_said(shift):
    """Telegram lets a bot delete no longer: the agent reads that the customer keeps it."""
    anna, olga, _, _ = await answered(shift)
    shift.harness.clock.advance(timedelta(hours=49))
    await shift.press(olga, shift.card(anna), "unsend")
    await shift.until(lambda: note(shift, anna, "Too late to take it back"))
    stored = (await shift.of(Message, anna))[-1]

    assert shift.received(anna) == ["It comes on Friday"]
    assert (stored.unsent_at, stored.direction) == (None, "outgoing")


async def test_a_long_reply_goes_with_all_its_parts(shift):
    """Not only the first message of it."""
    anna, olga, _, _ = await answered(shift, "word " * 1500 + "end")
    await shift.until(lambda: len(shift.received(anna)) == 2)
    await shift.until(lambda: offers(shift, anna))
    await shift.press(olga, shift.card(anna), "unsend")

    await shift.until(lambda: shift.received(anna) == [])


async def test_a_reply_that_is_still_held_is_simply_undone(shift):
    """`/unsend` is quick enough for it, too."""
    anna, olga = shift.customer(), shift.agent()
    card = await shift.asks(anna)
    await shift.press(olga, card, "say", "short")
    await shift.until(lambda: any(":undo:" in str(one) for one in shift.cards(anna)))
    shift.telegram.write_in_topic(olga, shift.thread(anna), "/unsend")
    await shift.until(lambda: note(shift, anna, "Taken back: the customer has not seen it"))
    await shift.let_go(anna)

    assert [row.state for row in await shift.replies(anna)] == ["cancelled"]


async def test_unsend_with_nothing_to_take_back(shift):
    """It says so."""
    anna, olga = shift.customer(), shift.agent()
    await shift.asks(anna)
    shift.telegram.write_in_topic(olga, shift.thread(anna), "/unsend")

    await shift.until(lambda: note(shift, anna, "There is no reply of ours"))


async def test_an_edit_of_what_was_taken_back_changes_nothing(shift):
    """Scenario 21: a sent reply can be taken back, and stays back."""
    anna, olga, message, _ = await answered(shift)
    await shift.press(olga, shift.card(anna), "unsend")
    await shift.until(lambda: shift.received(anna) == [])
    await shift.until(lambda: note(shift, anna, "may have read it"))
    shift.telegram.edit(olga, message["message_id"], "It comes on Sunday", chat_id=shift.staff)
    await shift.until(lambda: note(shift, anna, "This reply was taken back"))

    assert shift.received(anna) == []
