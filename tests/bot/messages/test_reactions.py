"""Reactions of both sides, and never one that could be taken for the bot's own."""

import pytest

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def answered(shift):
    anna, olga = shift.customer(), shift.agent()
    await shift.asks(anna, "Do you have it in green?")
    message = await shift.says(olga, anna, "We do")
    await shift.until(lambda: shift.fresh(message)["reactions"] == ["👍"])
    got = [one for one in shift.telegram.sent(anna.id) if one["from"]["is_bot"]][-1]
    return anna, olga, message, got


async def test_a_customers_reaction_stands_on_the_agents_message(shift):
    """And goes when it is taken back: then it is the sign of arrival again."""
    anna, _, message, got = await answered(shift)
    shift.telegram.relations.react(anna, anna.id, got["message_id"], "❤")
    await shift.until(lambda: shift.fresh(message)["reactions"] == ["❤"])
    shift.telegram.relations.react(anna, anna.id, got["message_id"])

    await shift.until(lambda: shift.fresh(message)["reactions"] == ["👍"])


@pytest.mark.parametrize("emoji", ["👍", "👎", "🤔"])
async def test_a_reaction_that_looks_like_the_bots_own_is_said_in_a_line(shift, emoji):
    """Nobody reads a customer's thumb as "delivered", or as "failed"."""
    anna, _, message, got = await answered(shift)
    shift.telegram.relations.react(anna, anna.id, got["message_id"], emoji)
    await shift.until(lambda: any(f"{emoji} Anna reacted to:" in line for line in shift.lines(anna)))

    assert shift.fresh(message)["reactions"] == ["👍"]
    assert any("We do" in line for line in shift.lines(anna) if "reacted" in line)


async def test_a_reaction_to_a_reply_from_a_card_stands_on_the_card(shift):
    """That is where the agents see the reply."""
    anna, olga = shift.customer(), shift.agent()
    card = await shift.asks(anna)
    await shift.press(olga, card, "say", "short")
    await shift.let_go(anna)
    await shift.until(lambda: shift.received(anna))
    got = [one for one in shift.telegram.sent(anna.id) if one["from"]["is_bot"]][-1]
    await shift.until(lambda: shift.shows(anna, "✅"))
    shift.telegram.relations.react(anna, anna.id, got["message_id"], "👍")

    await shift.until(lambda: shift.fresh(card)["reactions"] == ["👍"])


async def test_an_agents_reaction_stands_on_the_customers_message(shift):
    """One at most, and gone when it is taken back."""
    anna, olga, _, _ = await answered(shift)
    relay = next(one for one in shift.topic(anna) if one.get("text") == "💬 Do you have it in green?")
    first = shift.telegram.sent(anna.id)[0]
    shift.telegram.relations.react(olga, shift.staff, relay["message_id"], "👀", "🔥")
    await shift.until(lambda: shift.fresh(first)["reactions"] == ["🔥"])
    shift.telegram.relations.react(olga, shift.staff, relay["message_id"])

    await shift.until(lambda: shift.fresh(first)["reactions"] == [])


async def test_an_agents_reaction_to_a_card_stays_at_the_desk(shift):
    """What only agents see has nothing at the customer's to stand on."""
    anna, olga, _, _ = await answered(shift)
    shift.telegram.relations.react(olga, shift.staff, shift.card(anna)["message_id"], "🔥")
    await shift.says(olga, anna, "Anything else?")

    assert [one["reactions"] for one in shift.telegram.sent(anna.id)] == [[], [], []]
