"""Scenario 29: forged, old or foreign callback data, and presses by people who are no agents: refused, answered."""

import pytest
import pytest_asyncio
from sqlalchemy import func, select

from bot.storage.tables.conversations import Conversation, Correction, FollowUpRow, Note
from bot.storage.tables.people import Agent
from bot.storage.tables.playbooks import StepRow
from bot.storage.tables.traffic import Intake, IntakeState, Outgoing, OutgoingState

AGENT, SECOND = 111, 112
SETTINGS = {"agents": (AGENT, SECOND)}
NOWHERE = 999_999
EXPIRED = "This button is too old. Use the newest card"
STRANGER = "This is for agents only"

FOREIGN = [
    "",
    "x",
    "approve:1",
    "t0:say:1:1:short",
    "t1:say",
    "t1:say:1:1:short:2",
    "t1:shout:1",
    "t1:undo:-1",
    "t1:undo:1e3",
]
FOREIGN += ["t1:undo:99999999999", "t1:in:1:1:99999999999999", "t1:say:1:1", "T1:say:1:1:short", "t1:undo:１"]
UNKNOWN = [
    f"t1:{data}"
    for data in (
        f"say:{NOWHERE}:1:short",
        "say:1:99:short",
        "say:1:1:loud",
        f"sure:{NOWHERE}:1:short",
        f"edit:{NOWHERE}:1",
        f"menu:{NOWHERE}:1:main",
        "menu:1:99:main",
        f"in:{NOWHERE}:1:15",
        f"morning:{NOWHERE}:1",
        f"escalate:{NOWHERE}:1",
        "escalate:1:99",
        f"climb:{NOWHERE}:1:lead",
        "climb:1:99:lead",
        "climb:1:1:pope",
        f"tick:{NOWHERE}:1:lead",
        "tick:1:99:lead",
        "tick:1:1:nothing",
        f"untick:{NOWHERE}:1:lead",
        "untick:1:1:nothing",
        f"tell:{NOWHERE}",
        f"resolve:{NOWHERE}:1",
        f"close:{NOWHERE}:1",
        f"details:{NOWHERE}:1",
        "details:1:99",
        "axis:1:1:horoscope",
        "axis:1:1:disc",
        "fix:1:1:demeanour:evil",
        "fix:1:1:horoscope:lion",
        f"fix:{NOWHERE}:1:demeanour:calm",
        f"take:{NOWHERE}:1",
        f"reopen:{NOWHERE}:1",
        f"undo:{NOWHERE}",
        f"again:{NOWHERE}",
        f"arrived:{NOWHERE}",
        f"done:{NOWHERE}",
        f"snooze:{NOWHERE}:15",
        f"open:{NOWHERE}",
        f"anyway:{NOWHERE}:1:text",
        f"inc_out:{NOWHERE}",
        f"inc:{NOWHERE}:open:0",
        f"inc:{NOWHERE}:sure:43",
        f"spam:{NOWHERE}:1:spam",
        "spam:1:1:because",
    )
]

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.fixture(scope="module")
def olga(shift):
    return shift.telegram.agent("Olga", id=AGENT, started=True)


async def quiet(shift):
    """Whether everything that is to go out is out."""
    waiting = select(func.count()).where(Outgoing.state.in_([OutgoingState.QUEUED, OutgoingState.SENDING]))
    async with shift.app.database.reading() as session:
        return not await session.scalar(waiting)


async def what_is_kept(shift):
    """Everything that a press could change."""
    await shift.eventually(lambda: quiet(shift))
    counts = [len(await shift.rows(table)) for table in (Agent, Note, FollowUpRow, Correction, StepRow)]
    outgoing = [(row.id, row.state) for row in await shift.rows(Outgoing)]
    versions = [(row.id, row.version) for row in await shift.rows(Conversation)]
    return counts, outgoing, versions, await shift.rows(Intake, state=IntakeState.ASIDE)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def card(shift, olga):
    """The card of the first conversation, answered, so that nothing is under way."""
    anna = shift.customer()
    await shift.asks(anna)
    await shift.says(olga, anna, "it comes tomorrow")
    await shift.until(lambda: shift.shows(anna, "✅ Olga"))
    return shift.card(anna)


@pytest.mark.parametrize("data", FOREIGN)
async def test_data_that_we_did_not_write(shift, olga, card, data):
    """An agent who presses it is told that it is old; nothing happens."""
    before = await what_is_kept(shift)
    told = await shift.push(olga, card, data)

    assert (told.text, told.show_alert) == (EXPIRED, True)
    assert await what_is_kept(shift) == before


@pytest.mark.parametrize("data", UNKNOWN)
async def test_data_that_names_nothing(shift, olga, card, data):
    """Well formed, with ids or words that there are not: answered at the first go, and nothing happens."""
    before = await what_is_kept(shift)
    told = await shift.push(olga, card, data)

    assert told.text
    assert told.show_alert or told.text == "Settled already"
    assert await what_is_kept(shift) == before


async def test_a_press_by_somebody_who_is_no_agent(shift, olga):
    """Being in the group is not enough where agents are listed."""
    anna = shift.customer()
    card = await shift.asks(anna)
    before = await what_is_kept(shift)
    told = await shift.push(shift.agent("Kai"), card, shift.data(card, "say"))

    assert (told.text, told.show_alert) == (STRANGER, True)
    assert await what_is_kept(shift) == before


async def test_words_of_somebody_who_is_no_agent(shift, olga):
    """They are not passed on, and claim nothing."""
    anna = shift.customer()
    await shift.asks(anna)
    shift.telegram.write_in_topic(shift.agent("Kai"), shift.thread(anna), "I know better")
    await shift.says(olga, anna, "it comes tomorrow")

    assert shift.received(anna) == ["it comes tomorrow"]


async def test_a_press_by_the_customer(shift, olga):
    """A customer who forges a card's data in their own chat with the bot changes nothing."""
    anna = shift.customer()
    card = await shift.asks(anna)
    before = await what_is_kept(shift)
    own = shift.telegram.sent(anna.id)[0]
    told = await shift.push(anna, own, shift.data(card, "say"))

    assert (told.text, told.show_alert) == (STRANGER, True)
    assert await what_is_kept(shift) == before
    assert shift.received(anna) == []


async def test_a_press_outside_the_staff_group(shift, olga):
    """Also by an agent: in another group the bot works for nobody."""
    anna = shift.customer()
    card = await shift.asks(anna)
    other = shift.telegram.relations.group("Another shop")
    shift.telegram.join(olga, other)
    before = await what_is_kept(shift)
    elsewhere = shift.telegram.say(olga, {"text": "look"}, chat_id=other)
    told = await shift.push(olga, elsewhere, shift.data(card, "say"))

    assert (told.text, told.show_alert) == (STRANGER, True)
    assert await what_is_kept(shift) == before


async def test_a_press_on_a_message_that_is_gone(shift, olga):
    """Telegram then names the chat and nothing more; the deed is done all the same, since data holds our ids."""
    anna = shift.customer()
    card = await shift.asks(anna)
    data = shift.data(card, "say")
    shift.telegram.relations.delete(shift.staff, card["message_id"])
    told = await shift.push(olga, card, data)

    assert told.text.startswith("Goes out in")
    assert len(await shift.replies(anna)) == 1


async def test_an_agent_in_private_is_an_agent(shift, olga):
    """A listed agent may press in the bot's private chat, where alarms arrive; and is greeted as one there."""
    anna = shift.customer()
    card = await shift.asks(anna)
    shift.telegram.write(olga, "/start")
    await shift.until(lambda: any("You are an agent here" in line for line in shift.received(olga)))
    own = shift.telegram.sent(olga.id)[-1]
    told = await shift.push(olga, own, shift.data(card, "escalate").replace("escalate", "climb") + ":lead")

    assert told.text.startswith("Marked. No leads are set")
    assert not any("Olga" in topic.name for topic in shift.telegram.state.chats[shift.staff].topics.values())
