"""Scenarios 3, 14 and 15: topics that can't be made, are gone, are closed, or are not where Telegram puts words."""

import pytest
from sqlalchemy import update
from sqlmodel import col

from bot.clocks import machine_now
from bot.sandbox.faults import CLOSE, Fault, retry_after, status, wrong_thread
from bot.sandbox.posts import GENERAL
from bot.storage.tables.traffic import Outgoing, OutgoingKind, OutgoingState

pytestmark = pytest.mark.asyncio(loop_scope="module")

LEAD = 6_900_000_001
SETTINGS = {"leads": (LEAD,)}
QUESTION = "Where is my order? It should have been here by now"


@pytest.fixture(autouse=True)
def _no_faults_left(shift):
    yield
    shift.telegram.faults.clear()


async def sooner(shift, seen):
    """Wait for something without the pauses that the sender makes between its tries."""

    async def look():
        await hurry(shift)
        return seen()

    await shift.eventually(look)


async def hurry(shift):
    """Let what waits for a while go now."""
    async with shift.app.database.writing() as session:
        await session.execute(
            update(Outgoing)
            .where(col(Outgoing.state) == OutgoingState.QUEUED, col(Outgoing.kind) != OutgoingKind.REPLY)
            .values(not_before=machine_now())
        )
    shift.app.parts.sender.wake.set()


def general(shift):
    """List what stands outside of every topic."""
    return [message.get("text", "") for message in shift.telegram.sent(shift.staff, GENERAL)]


def calls(shift, method, since):
    return [call for call in shift.telegram.transcript[since:] if call.method == method]


@pytest.mark.parametrize(
    ("kind", "times"),
    [
        (status(400, "Bad Request: not enough rights to create a topic"), 2),
        (retry_after(1), 1),
        (CLOSE, 2),
        (status(500, "Internal Server Error"), 2),
    ],
    ids=["rights", "429", "network", "500"],
)
async def test_words_wait_for_their_topic(shift, kind, times):
    """Whatever keeps the topic from being made, the message comes into it later, and never anywhere else."""
    shift.telegram.faults.add(Fault(kind=kind, method="createForumTopic", times=times))
    anna, since = shift.customer(), len(shift.telegram.transcript)
    shift.telegram.write(anna, QUESTION)
    await sooner(shift, lambda: shift.cards(anna))

    assert len(calls(shift, "createForumTopic", since)) == times + 1
    assert sum(QUESTION in line for line in shift.lines(anna)) >= 1
    assert not any(QUESTION in line or anna.last_name in line for line in general(shift))


async def test_people_are_told_once(shift):
    """Many messages may wait; the group and the lead read one line each, with what to do."""
    lead, before = shift.telegram.customer("Lena", id=LEAD), len(general(shift))
    refused = status(400, "Bad Request: not enough rights to create a topic")
    shift.telegram.faults.add(Fault(kind=refused, method="createForumTopic", times=None))
    waiting, since = [shift.customer() for _ in range(3)], len(shift.telegram.transcript)
    for customer in waiting:
        shift.telegram.write(customer, QUESTION)
    await sooner(shift, lambda: len(calls(shift, "createForumTopic", since)) >= 9)
    await shift.until(lambda: shift.telegram.sent(lead.id))
    told = general(shift)[before:]
    shift.telegram.faults.clear()
    await sooner(shift, lambda: all(shift.cards(customer) for customer in waiting))

    assert len([line for line in told if "open a topic here" in line]) == 1
    assert len([one for one in shift.telegram.sent(lead.id) if "open topics" in one["text"]]) == 1


@pytest.mark.parametrize("wording", ["message thread not found", "TOPIC_DELETED", "TOPIC_ID_INVALID"])
async def test_a_topic_that_is_gone_is_made_anew_once(shift, wording):
    """The message is delivered into a new topic, with a card to answer by; the next one goes there too."""
    anna, olga = shift.customer(), shift.agent()
    await shift.asks(anna)
    await shift.says(olga, anna, "I'm looking for it.")
    old = shift.thread(anna)
    shift.telegram.relations.delete_topic(shift.staff, old)
    shift.telegram.faults.add(Fault(kind=status(400, f"Bad Request: {wording}"), method="sendMessage", times=1))
    shift.telegram.write(anna, "Any news of my order?")
    await shift.until(lambda: shift.thread(anna) != old and shift.cards(anna))
    new = shift.thread(anna)
    shift.telegram.write(anna, "It is number 1042.")
    await shift.until(lambda: any("1042" in line for line in shift.lines(anna)))
    await shift.says(olga, anna, "Found it.")

    assert new > old
    assert shift.thread(anna) == new
    assert any("Any news" in line for line in shift.lines(anna))
    assert shift.received(anna)[-1] == "Found it."


async def test_a_card_that_went_with_its_topic_comes_again(shift):
    """More words of the same turn find the topic deleted: the new one has words and a card that can be pressed."""
    anna, olga = shift.customer(), shift.agent()
    await shift.asks(anna)
    old = shift.thread(anna)
    shift.telegram.relations.delete_topic(shift.staff, old)
    shift.telegram.write(anna, "Hello, is anybody there?")
    await shift.until(lambda: shift.thread(anna) != old and shift.cards(anna))
    told = await shift.press(olga, shift.card(anna), "resolve")

    assert told.answered
    assert any("anybody there" in line for line in shift.lines(anna))


async def test_a_closed_topic_is_reopened(shift):
    """Closed by a person and the bot may not write into closed ones: it opens it, and the words come in."""
    anna, olga = shift.customer(), shift.agent()
    await shift.asks(anna)
    thread = shift.thread(anna)
    shift.telegram.relations.close_topic(olga, shift.staff, thread)
    shift.telegram.faults.add(Fault(kind=status(400, "Bad Request: TOPIC_CLOSED"), method="sendMessage", times=1))
    since = len(shift.telegram.transcript)
    shift.telegram.write(anna, "And my invoice, please?")
    await shift.until(lambda: any("invoice" in line for line in shift.lines(anna)))

    assert shift.thread(anna) == thread
    assert not shift.telegram.state.chats[shift.staff].topics[thread].closed
    assert len(calls(shift, "reopenForumTopic", since)) == 1


@pytest.mark.parametrize("times", [1, 2], ids=["once", "twice"])
async def test_words_that_land_in_another_topic_are_taken_back(shift, times):
    """Telegram's slip is noticed: nothing of one customer stays in another's topic, and the right one has it."""
    anna, boris = shift.customer("Anna"), shift.customer("Boris")
    await shift.asks(boris)
    await shift.asks(anna)
    other = shift.thread(boris)
    fault = wrong_thread(other)
    shift.telegram.faults.add(Fault(kind=fault, method="sendMessage", chat_id=shift.staff, times=times))
    shift.telegram.write(anna, "My secret is the blue box")
    await shift.until(lambda: any("blue box" in line for line in shift.lines(anna)))
    await shift.until(
        lambda: not any("blue box" in one.get("text", "") for one in shift.telegram.sent(shift.staff, other))
    )

    assert sum("blue box" in line for line in shift.lines(anna)) >= 1
    assert not any("blue box" in line for line in general(shift))
