"""A desk that lists no agents: who works in its group hands words in, and who has left it is a customer again."""

import time

import pytest

pytestmark = pytest.mark.asyncio(loop_scope="module")

ASKS = "Hello, where is my parcel? It should have been here on Monday."


def private(shift, agent):
    return [one["text"] for one in shift.telegram.sent(agent.id) if one["from"]["is_bot"]]


async def works(shift, name):
    """Somebody of the group who has answered a customer once."""
    anna, agent = shift.customer(), shift.agent(name, started=True, last_name=f"Of{name}")
    shift.surnames[agent.id] = agent.last_name
    await shift.asks(anna)
    await shift.says(agent, anna, "It comes today.")
    known = shift.app.dispatcher["circle"]
    await shift.eventually(lambda: known.knows(agent.id))
    return agent


async def test_who_works_in_the_group_hands_words_in(shift):
    """And gets the card in private; a customer who does the same gets a topic."""
    pia = await works(shift, "Pia")
    shift.telegram.write(pia, ASKS)
    await shift.until(lambda: any("Nothing was sent to anybody" in text for text in private(shift, pia)))

    assert shift.thread(pia) is None


async def test_who_has_left_the_group_is_a_customer_again(shift):
    """No card with somebody's orders any more, and what they write for themselves is not swallowed."""
    rob = await works(shift, "Rob")
    shift.telegram.join(rob, status="left")
    shift.app.dispatcher["circle"].machine = lambda: time.monotonic() + 3600
    card = await shift.asks(rob, f"order 1042\n{ASKS}")

    assert "Nothing was sent" not in card["text"]
    assert private(shift, rob) == []
