"""Replies that name who answers: the name is that of whoever presses."""

import pytest

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_the_name_is_that_of_whoever_presses(shift):
    """The card shows where it will stand; the customer reads the name, and never a sign in its place."""
    anna, piet = shift.customer(), shift.agent("Piet")
    card = await shift.asks(anna, "Can I talk to a real person please?")
    await shift.press(piet, card, "say", "warm")
    await shift.let_go(anna)
    await shift.until(lambda: shift.received(anna))

    assert "(your name)" in card["text"]
    assert "Piet" in shift.received(anna)[0]
    assert "\ue002" not in card["text"] + shift.received(anna)[0]


async def test_text_to_copy_has_the_agents_own_name(shift):
    """Who edits starts from words that could go out as they stand."""
    anna, olga = shift.customer(), shift.agent("Olga")
    card = await shift.asks(anna, "Can I talk to a real person please?")
    await shift.press(olga, card, "edit")
    await shift.until(lambda: any("I'm Olga" in line or "Olga" in line for line in shift.lines(anna)))

    assert not any("\ue002" in line for line in shift.lines(anna))
