"""Customers, conversations and agents: one of each, and nobody's change is overwritten unseen."""

import asyncio
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select
from storage_rows import NOW, a_conversation, an_agent

from bot.desk.action import Action, Actor, agent_of
from bot.incoming import Incoming
from bot.shop.shopfile import load_shop
from bot.storage.cases import LOOK_BACK, REOPEN, is_known, load_case
from bot.storage.conversations import carry_on, change, holder_at
from bot.storage.customers import add_customer, find_by_topic, find_customer, refresh_customer, telegram_id_of
from bot.storage.effects import Conflict
from bot.storage.tables import Agent, Conversation, Customer, Identity, Message
from bot.storage.tables.conversations import Status

ANNA = Incoming(telegram_id=5_000_000_001, chat_id=5_000_000_001, message_id=1, at=NOW, text="hi", first_name="Anna")


async def count(database, table):
    """How many rows there are."""
    async with database.reading() as session:
        return await session.scalar(select(func.count()).select_from(table))


async def test_a_customer_who_writes_twice_at_once_is_one(database, other):
    """Of two processes that both see a new customer, one is told to look again."""

    async def add(where):
        try:
            async with where.writing() as session:
                if await find_customer(session, ANNA.telegram_id) is None:
                    await add_customer(session, ANNA, [-1], NOW)
                return "added"
        except Conflict:
            return "look again"

    ends = await asyncio.gather(*(add(where) for where in [database, other] * 4))

    assert "added" in ends
    assert (await count(database, Customer), await count(database, Identity)) == (1, 1)


async def test_customers_are_known_by_id_alone(database):
    """A changed name is the same person; the same name is not."""
    async with database.writing() as session:
        anna = await add_customer(session, ANNA, [-1, -2], NOW)
        await refresh_customer(
            session, anna, Incoming(**{**_fields(ANNA), "first_name": "Ann", "language": "ru"}), [-1]
        )
    async with database.reading() as session:
        found = await find_customer(session, ANNA.telegram_id)
        nobody = await find_customer(session, ANNA.telegram_id + 1)
        address = await telegram_id_of(session, found.id)

    assert (found.first_name, found.language, found.staff_chat) == ("Ann", "ru", -1)
    assert (nobody, address) == (None, ANNA.telegram_id)


def _fields(incoming):
    return {name: getattr(incoming, name) for name in incoming.__slots__}


async def test_a_topic_leads_to_its_customer(database):
    """The same topic number in another group is somebody else's."""
    async with database.writing() as session:
        session.add(Customer(id=1, staff_chat=-1, topic_id=5, created_at=NOW))
    async with database.reading() as session:
        found = [await find_by_topic(session, *place) for place in ((-1, 5), (-2, 5), (-1, 6))]

    assert [one and one.id for one in found] == [1, None, None]


async def test_a_change_from_an_old_reading_is_refused(database, other):
    """Two agents act on what both read: one wins, the other is to look again."""
    async with database.writing() as session:
        number = (await a_conversation(session)).id

    async def read(where):
        async with where.reading() as session:
            return await session.get_one(Conversation, number)

    async def escalate(where, conversation, to):
        try:
            async with where.writing() as session:
                await change(session, conversation, escalated_to=to)
                return to
        except Conflict:
            return None

    mine, theirs = await read(database), await read(other)
    ends = await asyncio.gather(escalate(database, mine, "lead"), escalate(other, theirs, "owner"))
    async with database.reading() as session:
        kept = await session.get_one(Conversation, number)

    assert ends.count(None) == 1
    assert (kept.escalated_to, kept.version) == (next(filter(None, ends)), 2)


@pytest.mark.parametrize(
    ("state", "lifts", "then"),
    [
        ({"waiting_since": NOW, "unanswered": 2}, True, ("open", 1, 3, False)),
        ({"waiting_since": None}, True, ("open", 2, 1, False)),
        ({"status": Status.RESOLVED, "waiting_since": None}, True, ("open", 2, 1, True)),
        ({"status": Status.SNOOZED, "waiting_since": None, "snoozed_until": NOW}, True, ("open", 2, 1, False)),
        ({"status": Status.SNOOZED, "waiting_since": None, "snoozed_until": NOW}, False, ("snoozed", 2, 1, False)),
    ],
)
async def test_a_customer_writes_again(database, state, lifts, then):
    """It joins the turn while they wait, else begins one; a question lifts a snooze, thanks do not."""
    async with database.writing() as session:
        conversation = await a_conversation(session)
        for name, value in state.items():
            setattr(conversation, name, value)
        await session.flush()
        turn = await carry_on(session, conversation, NOW, lifts=lifts)
    async with database.reading() as session:
        kept = await session.get_one(Conversation, turn.conversation_id)

    assert (kept.status, turn.number, kept.unanswered, kept.reopened) == then
    assert (kept.snoozed_until is None) is (then[0] == "open")


@pytest.mark.parametrize(
    ("claimed", "waiting", "held"),
    [(None, NOW, False), (0, None, True), (0, 0, False), (0, 10, True), (20, 0, True)],
)
def test_a_claim_lapses_while_the_customer_waits(claimed, waiting, held):
    """Fifteen minutes after the claim or the question, whichever is later; never while nobody waits."""
    start = NOW - timedelta(minutes=20)
    minutes = {
        name: start + timedelta(minutes=at) if isinstance(at, int) else None
        for name, at in (("claimed_at", claimed), ("waiting_since", waiting))
    }
    conversation = Conversation(customer_id=1, opened_at=start, assignee_id=1, **minutes)

    assert (holder_at(conversation, NOW, timedelta(minutes=15)) is not None) is held


async def test_an_agents_first_two_deeds_at_once(database, other):
    """Done side by side they make one agent; the second is to look again."""
    action = Action(Actor(9, "Olga"), NOW, NOW, load_shop(None), ZoneInfo("UTC"), leads=(9,))

    async def act(where):
        try:
            async with where.writing() as session:
                return (await agent_of(session, action)).role
        except Conflict:
            return "look again"

    ends = await asyncio.gather(*(act(where) for where in [database, other] * 4))

    assert set(ends) <= {"agent", "look again"}
    assert await count(database, Agent) == 1


async def a_message(session, conversation, number, **more):
    """A customer's message."""
    values = {"direction": "incoming", "chat_id": ANNA.chat_id, "telegram_id": number, "text": f"m{number}", "at": NOW}
    session.add(Message(conversation_id=conversation.id, **{**values, **more}))
    await session.flush()


async def test_a_message_is_known_whatever_its_update_was(database):
    """Update numbers start anew; the message's own number in its chat does not."""
    async with database.writing() as session:
        await a_message(session, await a_conversation(session), 5)
        known = [await is_known(session, *key) for key in (("", ANNA.chat_id, 5), ("", 8, 5), ("b", ANNA.chat_id, 5))]

    assert known == [True, False, False]


@pytest.mark.parametrize(("resolved", "same"), [(None, True), (timedelta(hours=71), True), (REOPEN, False)])
async def test_which_conversation_a_message_belongs_to(database, resolved, same):
    """The open one, or one resolved less than 72 hours ago; later a new one begins."""
    async with database.writing() as session:
        anna = await add_customer(session, ANNA, [-1], NOW)
        conversation = await a_conversation(session, anna.id)
        if resolved:
            await change(session, conversation, status=Status.RESOLVED, resolved_at=NOW - resolved)
    async with database.reading() as session:
        case = await load_case(session, ANNA.telegram_id, NOW)

    assert case.customer.id == anna.id
    assert (case.conversation is not None) is same


async def test_a_case_has_what_was_said_last(database):
    """The last dozen, oldest first, with who said it; a stranger's case is empty."""
    async with database.writing() as session:
        anna = await add_customer(session, ANNA, [-1], NOW)
        conversation = await a_conversation(session, anna.id)
        for number in range(LOOK_BACK + 3):
            await a_message(session, conversation, number)
        agent = await an_agent(session)
        await a_message(session, conversation, None, direction="outgoing", agent_id=agent.id, text="we look")
    async with database.reading() as session:
        said = (await load_case(session, ANNA.telegram_id, NOW)).said
        stranger = await load_case(session, 1, NOW)

    assert [one.text for one in said] == [f"m{number}" for number in range(4, LOOK_BACK + 3)] + ["we look"]
    assert {one.who for one in said} == {"customer", "agent"}
    assert (stranger.customer, stranger.said) == (None, ())
