"""Shifts: who comes sees what is promised, who goes leaves no promise without an owner."""

import pytest
import pytest_asyncio
from asking import links, private, topic_url, typed

from bot.storage.tables import Agent, FollowUpRow

LEAD, OLGA, MARIA = 431001, 431002, 431003
SETTINGS = {"leads": (LEAD,), "agents": (OLGA, MARIA)}

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def olga(shift):
    return shift.telegram.agent("Olga", id=OLGA, username="olga_desk", started=True)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def maria(shift):
    return shift.telegram.agent("Maria", id=MARIA, started=True)


async def promised(shift, agent, customer):
    """Promise something to a customer: a follow-up that they were told of."""
    await shift.asks(customer)
    await shift.says(agent, customer, "I am looking into it")
    shift.telegram.write_in_topic(agent, shift.thread(customer), "/remind 2h call the carrier")
    (row,) = await shift.eventually(lambda: shift.of(FollowUpRow, customer, text="call the carrier"))
    async with shift.app.database.writing() as session:
        (await session.get(FollowUpRow, row.id)).source = "playbook"
    return row


async def agent_row(shift, user):
    return (await shift.rows(Agent, telegram_id=user.id))[0]


async def test_on_shows_what_is_promised_with_the_way_there(shift, olga):
    """One's own promise stands there with its topic, in private as well as in the group."""
    anna = shift.customer()
    await promised(shift, olga, anna)
    told = await typed(shift, olga, "/on")

    assert "you are on shift" in told["text"]
    assert "call the carrier" in told["text"]
    assert "yours: 1" in told["text"]
    assert links(told) == [topic_url(shift, anna)]
    assert (await agent_row(shift, olga)).on_since is not None


async def test_off_is_refused_and_handing_over_is_offered(shift, olga, maria):
    """A promise keeps an owner: whoever goes hands it over, by a button that is theirs alone."""
    boris = shift.customer("Boris")
    row = await promised(shift, olga, boris)
    await typed(shift, maria, "/on", group=True)
    refused = await typed(shift, olga, "/off", group=True)
    stranger = await shift.press(maria, refused, "hand_off", (await agent_row(shift, maria)).id)
    gone = await shift.press(olga, refused, "hand_off", (await agent_row(shift, maria)).id)
    await shift.until(lambda: any("hands over to you" in words for words in private(shift, maria)))

    assert "nobody else sees to it yet" in refused["text"]
    assert "whoever asked" in stranger.text
    assert gone.text.startswith("Handed over")
    assert (await agent_row(shift, olga)).on_since is None
    assert (await shift.rows(FollowUpRow, id=row.id))[0].agent_id == (await agent_row(shift, maria)).id
    assert (await shift.conversation(boris)).assignee_id == (await agent_row(shift, maria)).id
    await shift.until(lambda: any("hands this over to Maria" in words for words in shift.lines(boris)))
    assert any("TOLD “I am looking into it”" in words for words in shift.lines(boris))


async def test_the_pool_takes_over_where_nobody_is_named(shift, olga, maria):
    """What is handed to nobody is everybody's: no assignee, and those on shift get the list."""
    vera = shift.customer("Vera")
    await typed(shift, maria, "/on")
    row = await promised(shift, olga, vera)
    told = await typed(shift, olga, "/handover", topic_of=vera)
    await shift.until(lambda: any("left this in the pool" in words for words in private(shift, maria)))

    assert "In the pool now" in told["text"]
    assert (await shift.conversation(vera)).assignee_id is None
    assert (await shift.rows(FollowUpRow, id=row.id))[0].agent_id is None


async def test_mine_lists_cases_and_promises(shift, maria):
    """Cases in which somebody waits come first; nothing is named by a number."""
    grete = shift.customer("Grete")
    await promised(shift, maria, grete)
    told = await typed(shift, maria, "/mine")

    assert "Your open conversations" in told["text"]
    assert topic_url(shift, grete) in links(told)
    assert "Your promises and reminders" in told["text"]


async def test_who_is_not_on_shift_cannot_end_one(shift, olga):
    """And is told how to begin."""
    told = await typed(shift, olga, "/off")

    assert told["text"].startswith("You are not on shift")
