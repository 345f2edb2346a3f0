"""Scenario 4: first messages at once, in one process and in two, on either database."""

import asyncio
from contextlib import nullcontext

import pytest
from hooked import an_update, bringing, hooked
from stored import until

from bot.sandbox.faults import Fault, hang
from bot.storage.tables import Conversation, Customer, Message


def topics(harness):
    """The topics of the staff group."""
    return list(harness.telegram.state.chats[harness.staff].topics.values())


def relayed(harness, thread_id):
    """What was relayed into a topic, message by message."""
    texts = [text for text in harness.texts(harness.staff, thread_id) if text.startswith("💬")]
    return [line.removeprefix("💬 ") for text in texts for line in text.split("\n")]


async def check_one_of_each(harness, stored, people, words):
    """Every customer is one customer with one topic, one conversation and one card, and has all their words in it."""
    assert await stored.count(Customer) == await stored.count(Conversation) == len(people)
    assert len(topics(harness)) == len(people)
    assert len(harness.cards()) == len(people)
    shown = sorted(relayed(harness, topic.thread_id) for topic in topics(harness))
    assert shown == sorted([word.format(person.id) for word in words] for person in people)


@pytest.mark.parametrize("processes", [1, 2])
async def test_two_first_messages_at_once(harness, stored, processes):
    """A customer who begins with two messages is one customer, with one topic, and their words in order."""
    people = [harness.telegram.customer(f"Anna {number}") for number in range(6)]
    words = ("hello from {}", "where is my order? {}")
    async with harness.bot(), harness.bot() if processes == 2 else nullcontext():
        for person in people:
            for word in words:
                harness.telegram.write(person, word.format(person.id))
        await stored.quiet(harness.telegram)

    await check_one_of_each(harness, stored, people, words)


async def test_both_processes_are_brought_the_same(harness, stored):
    """Telegram's webhook may bring the messages to two processes at once, and each twice."""
    people = [harness.telegram.customer(f"Anna {number}") for number in range(4)]
    words = ("hello from {}", "where is my order? {}")
    async with hooked(harness) as first, hooked(harness) as second, bringing() as bring:
        for step, word in enumerate(words):
            bodies = [an_update(harness, one, one.id * 10 + step, word.format(one.id)) for one in people]
            answers = await asyncio.gather(*(bring(app, body) for body in bodies for app in (first, second)))
            assert set(answers) == {200}
        await stored.quiet(harness.telegram)

    await check_one_of_each(harness, stored, people, words)


async def test_a_topic_is_known_before_anything_stands_in_it(harness, stored):
    """A crash may leave an empty topic behind, but never one with words in it that belongs to nobody."""
    anna = harness.telegram.customer("Anna")
    harness.telegram.faults.add(Fault(kind=hang(1), method="sendMessage", times=None))
    async with harness.bot():
        harness.telegram.write(anna, "hello")
        await until(lambda: stored.count(Customer, Customer.topic_id.is_not(None)))
        standing = harness.texts(harness.staff, topics(harness)[0].thread_id)
        harness.telegram.faults.clear()
        await stored.quiet(harness.telegram)

    assert standing == [""]  # only that it was opened
    assert len(topics(harness)) == 1


async def test_a_hundred_customers_begin_at_once(harness, stored):
    """Two processes that work side by side make a hundred conversations of them, and no error."""
    people = [harness.telegram.customer(f"Anna {number}") for number in range(100)]
    async with harness.bot(), harness.bot():
        for person in people:
            harness.telegram.write(person, f"hello from {person.id}")
        await stored.quiet(harness.telegram, timeout=60)

    await check_one_of_each(harness, stored, people, ["hello from {}"])
    assert await stored.count(Message) == 100
    assert await stored.states() == {"done": 200}
