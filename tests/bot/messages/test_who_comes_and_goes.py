"""Scenarios 23 and 28: customers who block the bot and come back, and two agents in the same moment."""

import asyncio
from datetime import timedelta

import pytest

from bot.storage.tables.conversations import FollowUpRow
from bot.storage.tables.people import Agent, Customer, Identity

pytestmark = pytest.mark.asyncio(loop_scope="module")


def lines(shift, customer, words):
    return [line for line in shift.lines(customer) if words in line]


async def test_a_customer_who_blocks_the_bot_and_comes_back(shift):
    """Scenario 23: the agents are told once, reminders wait, and go on when the customer is back."""
    anna, olga = shift.customer(), shift.agent()
    await shift.asks(anna)
    shift.telegram.write_in_topic(olga, shift.thread(anna), "/remind 15m call her")
    await shift.eventually(lambda: _reminders(shift, anna))
    shift.telegram.relations.block(anna)
    await shift.until(lambda: lines(shift, anna, "has blocked the bot"))
    shift.harness.clock.advance(timedelta(minutes=30))
    for _ in range(2):  # reminders of somebody else do come meanwhile
        kai = shift.customer("Kai")
        await shift.asks(kai)
        shift.telegram.write_in_topic(olga, shift.thread(kai), "/remind 15m call him")
        await shift.eventually(lambda kai=kai: _reminders(shift, kai))
        shift.harness.clock.advance(timedelta(minutes=16))
        await shift.until(lambda kai=kai: lines(shift, kai, "call him"), patience=30)
    waiting = [line for line in lines(shift, anna, "call her") if line.startswith("⏰ ")]
    shift.telegram.relations.unblock(anna)
    await shift.until(lambda: lines(shift, anna, "can be written to again"))
    await shift.until(lambda: [line for line in lines(shift, anna, "call her") if line.startswith("⏰ Reminder of")])

    assert waiting == []
    assert len(lines(shift, anna, "has blocked the bot")) == 1


async def _reminders(shift, customer):
    return await shift.of(FollowUpRow, customer)


async def test_a_reply_to_somebody_who_blocked_the_bot(shift):
    """Scenario 23: the agent reads why it did not arrive; the block is known from then on."""
    anna, olga = shift.customer(), shift.agent()
    await shift.asks(anna)
    shift.telegram.relations.block(anna)
    await shift.until(lambda: lines(shift, anna, "has blocked the bot"))
    message = shift.telegram.write_in_topic(olga, shift.thread(anna), "It comes on Friday")
    await shift.until(lambda: shift.fresh(message)["reactions"] == ["👎"])
    await shift.until(lambda: lines(shift, anna, "Not delivered"))

    assert len(lines(shift, anna, "has blocked the bot")) == 1


async def test_a_deleted_account(shift):
    """Scenario 23: learned when we write; the agent is told with the cause."""
    anna, olga = shift.customer(), shift.agent()
    await shift.asks(anna)
    shift.telegram.relations.deactivate(anna)
    shift.telegram.write_in_topic(olga, shift.thread(anna), "It comes on Friday")
    await shift.until(lambda: lines(shift, anna, "user is deactivated"))
    (identity,) = await shift.rows(Identity, kind="telegram", value=str(anna.id))
    (row,) = await shift.rows(Customer, id=identity.customer_id)

    assert row.blocked_at is not None


async def test_two_agents_answer_in_the_same_moment(shift):
    """Scenario 28: one answers, the other's words stay at the desk until they say yes."""
    anna, agents = shift.customer(), [shift.agent("Olga"), shift.agent("Piet")]
    await shift.asks(anna)
    for agent in agents:
        shift.telegram.write_in_topic(agent, shift.thread(anna), f"{agent.first_name} here")
    await shift.until(lambda: lines(shift, anna, "has this conversation"))
    await shift.until(lambda: shift.received(anna))

    assert shift.received(anna) == ["Olga here"]


async def test_two_agents_claim_in_the_same_moment(shift):
    """Scenario 28: both presses are answered, one agent has it, and a reply by the other asks first."""
    anna, agents = shift.customer(), [shift.agent("Olga"), shift.agent("Piet")]
    card = await shift.asks(anna)
    data = shift.data(card, "say", "short")
    told = await asyncio.gather(*(shift.push(agent, card, data) for agent in agents))
    holder = (await shift.conversation(anna)).assignee_id
    (row,) = await shift.rows(Agent, id=holder)
    winner = next(one for one in agents if row.telegram_id == one.id)
    other = next(one for one in agents if one is not winner)
    shift.telegram.write_in_topic(other, shift.thread(anna), "me too")
    await shift.until(lambda: lines(shift, anna, f"{winner.first_name} has this conversation"))

    assert sorted(one.text[:9] for one in told) == ["Goes out ", "This turn"]
    assert shift.received(anna) == []
