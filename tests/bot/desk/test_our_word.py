"""A time that we gave a customer, kept or broken, and what was offered once."""

from datetime import timedelta

import pytest

from bot.storage.tables.conversations import SuggestionRow

pytestmark = pytest.mark.asyncio(loop_scope="module")

# Asks for something that nobody has at hand, so that every reply names a time.
ASKS = "How long is the cable of the lamp?"


async def answered(shift, customer, agent):
    """The customer is told by when they hear from us."""
    card = await shift.asks(customer, ASKS)
    await shift.press(agent, card, "say", "short")
    await shift.let_go(customer)
    await shift.until(lambda: shift.received(customer))
    return await shift.conversation(customer)


async def test_a_reply_with_a_time_is_a_promise_until_our_next_word(shift):
    """The conversation holds by when and of what; what the agent writes next ends it."""
    anna, olga = shift.customer(), shift.agent()
    promised = await answered(shift, anna, olga)
    await shift.asks(anna, "And how heavy is it?")
    await shift.says(olga, anna, "Two metres, and it weighs 800 grams.")
    kept = await shift.conversation(anna)

    assert promised.promised_at is not None
    assert promised.promised
    assert (kept.promised_at, kept.promised) == (None, None)


async def test_a_broken_word_is_owned_first_and_moves_the_customer_ahead(shift):
    """Who had to ask again reads that we did not keep it, and stands in the second group of the queue."""
    anna, olga = shift.customer(), shift.agent()
    promised = await answered(shift, anna, olga)
    # Towards the evening the time that was promised is tomorrow's.
    shift.harness.clock.advance(promised.promised_at - shift.harness.clock.now() + timedelta(hours=1))
    card = await shift.asks(anna, "Hello? How long is the cable?")
    after = await shift.conversation(anna)

    assert "We promised" in card["text"] or "we promised" in card["text"]
    assert f"Do now what was promised: {promised.promised}" in card["text"]
    assert after.priority > promised.priority


async def test_a_reply_that_was_taken_back_promised_nothing(shift):
    """Undone, the conversation stands as before."""
    anna, olga = shift.customer(), shift.agent()
    card = await shift.asks(anna, ASKS)
    await shift.press(olga, card, "say", "short")
    await shift.until(lambda: any("undo" in data for data in buttons(shift.card(anna))))
    await shift.press(olga, shift.card(anna), "undo")
    after = await shift.conversation(anna)

    assert (after.promised_at, after.promised, after.spoken) == (None, None, None)


async def test_a_published_offer_is_made_once(shift):
    """Who goes on bargaining after the offer gets a courteous no instead of the offer again."""
    anna, olga = shift.customer(), shift.agent()
    first = await shift.asks(anna, "Can you give me a better price on the tent?")
    await shift.press(olga, first, "say", "warm")
    await shift.let_go(anna)
    await shift.until(lambda: shift.received(anna))
    spoken = (await shift.conversation(anna)).spoken
    await shift.asks(anna, "Come on, can you give me a better price?")
    (_, again) = [row.playbooks for row in await shift.of(SuggestionRow, anna)][-2:]

    assert "haggling" in spoken
    assert again["answering"] == ["haggling_again"]


def buttons(message):
    rows = (message.get("reply_markup") or {}).get("inline_keyboard", [])
    return [one["callback_data"] for row in rows for one in row]
