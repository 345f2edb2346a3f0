"""Scenarios 2, 5 and 11: everything stored and relayed in order, nothing crosses over."""

import re
import threading

import pytest
from harness import make_harness
from shift import Shift, on_shift
from sqlalchemy import func, select
from sqlmodel import col

from bot.storage.tables.conversations import Conversation, Message
from bot.storage.tables.people import Customer
from bot.storage.tables.traffic import Intake, Outgoing, OutgoingState

pytestmark = pytest.mark.asyncio(loop_scope="module")


def relayed(shift, customer):
    """The customer's words as the topic shows them; relays that waited together are one message."""
    texts = [line.removeprefix("💬 ") for line in shift.lines(customer) if line.startswith("💬 ")]
    return "\n".join(texts).split("\n")


async def test_five_messages_at_once(shift):
    """All stored, all relayed, in order, one card that counts them."""
    anna = shift.customer()
    words = [f"part {number} of what I want to say" for number in range(1, 6)]
    for text in words:
        shift.telegram.write(anna, text)
    await shift.until(lambda: relayed(shift, anna) == words and shift.shows(anna, "5 messages unanswered"))
    await shift.until(lambda: len(shift.cards(anna)) == 1)
    stored = await shift.of(Message, anna)

    assert [message.text for message in stored] == words
    assert relayed(shift, anna) == words
    assert (await shift.conversation(anna)).turn == 1


async def test_two_customers_interleaved(shift):
    """Two hundred messages each, taking turns: each topic has its customer's, all of them, in order."""
    anna, boris = shift.customer("Anna"), shift.customer("Boris")
    for number in range(200):
        shift.telegram.write(anna, f"anna says {number}")
        shift.telegram.write(boris, f"boris says {number}")
    await shift.hastily(lambda: all_done(shift, stored=400))  # a burst is held together for a while

    for customer, name in ((anna, "anna"), (boris, "boris")):
        expected = [f"{name} says {number}" for number in range(200)]
        assert [message.text for message in await shift.of(Message, customer)] == expected
        assert relayed(shift, customer) == expected
        assert set(re.findall(r"anna|boris", " ".join(shift.lines(customer)))) == {name}


async def all_done(shift, *, stored):
    """So many messages that count are stored, and everything that is to go out is out."""
    counted = select(func.count()).where(col(Message.text).contains(" says "))
    waiting = select(func.count()).where(col(Outgoing.state).in_([OutgoingState.QUEUED, OutgoingState.SENDING]))
    async with shift.app.database.reading() as session:
        return await session.scalar(counted) == stored and not await session.scalar(waiting)


class Slow:
    """The real classifier, but for one message that it ponders until it may go on."""

    def __init__(self, classifier, word):
        self.classifier, self.word = classifier, word
        self.pondering, self.go_on = threading.Event(), threading.Event()

    def warm(self, langs=None):
        self.classifier.warm(langs)

    def assess(self, text, **more):
        if self.word in text:
            self.pondering.set()
            self.go_on.wait(timeout=10)
        return self.classifier.assess(text, **more)


async def test_a_slow_first_message_is_relayed_before_a_fast_second(classifier, tmp_path):
    """Order is the customer's, not the classifier's."""
    slow = Slow(classifier, "ponder")
    async with on_shift(slow, tmp_path) as shift:
        anna = shift.customer()
        shift.telegram.write(anna, "ponder this first")
        await shift.eventually(lambda: pondered(slow))
        shift.telegram.write(anna, "quick second")
        await shift.eventually(lambda: stored_updates(shift, 2))
        before = shift.lines(anna)
        slow.go_on.set()
        await shift.until(lambda: shift.shows(anna, "2 messages unanswered") and len(relayed(shift, anna)) == 2)

        assert before == []
        assert relayed(shift, anna) == ["ponder this first", "quick second"]
        assert len(shift.cards(anna)) == 1


async def pondered(slow):
    return slow.pondering.is_set()


async def stored_updates(shift, count):
    return len(await shift.rows(Intake)) >= count


async def test_first_messages_at_once_are_one_customer(classifier, database_url):
    """Scenario 4 within a process, on both databases: one customer, one conversation, one topic."""
    async with make_harness(database_url, classifier) as harness:
        shift = Shift(harness)
        async with harness.bot() as shift.app:
            people = [shift.customer(f"Customer{number}") for number in range(10)]
            for word in ("hello", "are you there?"):
                for person in people:
                    shift.telegram.write(person, word)
            for person in people:
                await shift.until(lambda person=person: len(relayed(shift, person)) == 2)
                await shift.until(lambda person=person: shift.shows(person, "2 messages unanswered"))

            assert len(await shift.rows(Customer)) == 10
            assert len(await shift.rows(Conversation)) == 10
            assert len(shift.telegram.state.chats[shift.staff].topics) == 10
            assert all(relayed(shift, person) == ["hello", "are you there?"] for person in people)
