"""Agents' private chats with the bot as desks: topics there, and nothing outside of them goes anywhere."""

from typing import Any

import pytest
import pytest_asyncio
from harness import make_harness
from shift import Shift

from bot.settings import SettingsError
from bot.storage.tables.people import Customer

pytestmark = pytest.mark.asyncio(loop_scope="module")

OLGA, PAVEL = 6_800_000_001, 6_800_000_002


class Desked(Shift):
    """Looks for a customer's topic in the private desks."""

    def desk(self, customer: Any) -> int | None:
        for chat_id in (OLGA, PAVEL):
            names = [topic.name for topic in self.telegram.state.chats[chat_id].topics.values()]
            if any(name.endswith(self.surnames[customer.id]) for name in names):
                return chat_id
        return None

    def thread(self, customer: Any) -> int | None:
        topics = self.telegram.state.chats[self.desk(customer) or OLGA].topics
        found = [thread for thread, topic in topics.items() if topic.name.endswith(self.surnames[customer.id])]
        return max(found, default=None)

    def topic(self, customer: Any) -> list[dict[str, Any]]:
        desk, thread = self.desk(customer), self.thread(customer)
        return [] if desk is None or thread is None else self.telegram.sent(desk, thread)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def desks(classifier, tmp_path_factory):
    """A shop without a group: two agents, each with a private desk."""
    folder = tmp_path_factory.mktemp("desks")
    shop = folder / "shop.yaml"
    shop.write_text("service:\n  undo: 600s\n", encoding="utf-8")
    address = f"sqlite:///{folder / 'triage.db'}"
    async with make_harness(address, classifier, shop=shop, leads=(OLGA,)) as harness:
        harness.telegram.topics_in_private()
        shift = Desked(harness)
        shift.olga = harness.telegram.customer("Olga", id=OLGA)
        shift.pavel = harness.telegram.customer("Pavel", id=PAVEL)
        async with harness.bot(staff_chat=(OLGA, PAVEL)) as shift.app:
            yield shift


def agent_at(desks, chat_id):
    return desks.olga if chat_id == OLGA else desks.pavel


async def test_a_customer_has_a_topic_in_one_private_desk(desks):
    """Words and card come into a topic of one agent's private chat; the answer written there reaches the customer."""
    anna = desks.customer()
    card = await desks.asks(anna)
    agent = agent_at(desks, desks.desk(anna))
    desks.telegram.say(agent, {"text": "On its way."}, chat_id=agent.id, thread_id=desks.thread(anna))
    await desks.until(lambda: desks.received(anna) == ["On its way."])
    told = await desks.press(agent, desks.fresh(card), "resolve")

    assert card["chat"]["id"] == agent.id
    assert card["message_thread_id"] == desks.thread(anna)
    assert told.answered
    assert not desks.telegram.sent(desks.staff)


async def test_customers_spread_over_the_desks(desks):
    """Four more customers make two for each: whoever has fewest gets the next."""
    people = [desks.customer(f"Guest{number}") for number in range(4)]
    for customer in people:
        await desks.asks(customer)
    rows = await desks.rows(Customer)
    per_desk = [sum(row.staff_chat == chat for row in rows) for chat in (OLGA, PAVEL)]

    assert abs(per_desk[0] - per_desk[1]) <= 1
    assert {desks.desk(customer) for customer in people} == {OLGA, PAVEL}


async def test_outside_of_a_topic_nothing_goes_anywhere(desks):
    """The agent is told what the chat is for; no customer is made of them, and nobody receives it."""
    anna = desks.customer()
    await desks.asks(anna)
    known = len(await desks.rows(Customer))
    desks.telegram.write(desks.olga, "where did I put my notes?")
    await desks.until(lambda: any("is your desk" in text for text in desks.harness.texts(OLGA, 1)))

    assert desks.received(anna) == []
    assert len(await desks.rows(Customer)) == known


async def test_a_topic_that_the_agent_made_belongs_to_nobody(desks):
    """Where people may make topics, words in one of theirs are answered and go nowhere."""
    desks.telegram.topics_in_private(by_people=True)
    state = desks.telegram.state
    own = state.open_topic(state.chats[OLGA], desks.olga, "my lists", 7322096)
    desks.telegram.say(desks.olga, {"text": "buy tea"}, chat_id=OLGA, thread_id=own.thread_id)
    await desks.until(lambda: len(desks.telegram.sent(OLGA, own.thread_id)) > 2)

    assert "no customer" in desks.harness.texts(OLGA, own.thread_id)[-1].lower()


async def test_service_messages_in_a_private_desk_are_no_words(desks):
    """Pins and renames there are answered by nobody and go to nobody."""
    anna = desks.customer()
    await desks.asks(anna)
    desk, thread = desks.desk(anna), desks.thread(anna)
    agent, before = agent_at(desks, desk), len(desks.harness.texts(desk, 1))
    pinned = {"pinned_message": {"message_id": 1, "date": 0, "chat": {"id": desk, "type": "private"}}}
    desks.telegram.say(agent, pinned, chat_id=desk)
    desks.telegram.say(agent, {"forum_topic_edited": {"name": "x"}}, chat_id=desk, thread_id=thread)
    desks.telegram.say(agent, {"text": "the only words"}, chat_id=desk, thread_id=thread)
    await desks.until(lambda: desks.received(anna) == ["the only words"])

    assert len([text for text in desks.harness.texts(desk, 1) if text]) == before


async def test_a_deleted_topic_is_made_anew_in_private_too(desks):
    """An agent who cleans up loses nothing: the next words come into a new topic."""
    anna = desks.customer()
    await desks.asks(anna)
    old = desks.thread(anna)
    desks.telegram.relations.delete_topic(desks.desk(anna), old)
    desks.telegram.write(anna, "One more thing: the colour is wrong")
    await desks.until(lambda: any("colour" in line for line in desks.lines(anna)))

    assert desks.thread(anna) != old
    await desks.until(lambda: desks.cards(anna))


async def test_an_agent_who_blocks_the_bot_hands_over(desks):
    """The last test of the file: the private desk refuses for good, and its customers are with the other agent."""
    mine = []
    while len(mine) < 2:
        customer = desks.customer("Nina")
        await desks.asks(customer)
        if desks.desk(customer) == PAVEL:
            mine.append(customer)
    desks.telegram.relations.block(desks.pavel)
    for customer in mine:
        await desks.until(lambda customer=customer: _at(desks, customer, OLGA))
    desks.telegram.write(mine[0], "Are you still there? Where is my order?")
    await desks.until(lambda: any("still there" in text for text in _topic_texts(desks, mine[0], OLGA)))
    fresh = desks.customer("Vera")
    await desks.asks(fresh)

    assert desks.desk(fresh) == OLGA
    assert any("another desk" in text for text in _topic_texts(desks, mine[1], OLGA))
    assert {row.staff_chat for row in await desks.rows(Customer)} <= {OLGA, None}


def _topic_texts(desks, customer, chat_id):
    topics = desks.telegram.state.chats[chat_id].topics.items()
    threads = [thread for thread, topic in topics if topic.name.endswith(desks.surnames[customer.id])]
    return [text for thread in threads for text in desks.harness.texts(chat_id, thread)]


def _at(desks, customer, chat_id):
    return bool(_topic_texts(desks, customer, chat_id))


async def test_the_start_says_what_is_missing(classifier, sqlite_url):
    """No topics in private chats, an agent who never opened the bot, a group's id with a plus: a sentence each."""
    async with make_harness(sqlite_url, classifier) as harness:
        harness.telegram.customer("Olga", id=OLGA)
        said = []
        for chat, ready in ((OLGA, False), (PAVEL, True)):
            if ready:
                harness.telegram.topics_in_private()
            with pytest.raises(SettingsError) as refused:
                async with harness.bot(staff_chat=(chat,)):
                    pass
            said.append(str(refused.value))

    assert "Threaded Mode" in said[0]
    assert "presses Start" in said[1]
