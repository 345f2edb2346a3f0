"""Scenarios 6 and 31: a hundred first contacts at once, and a burst with reminders running."""

import random
from collections import Counter
from datetime import timedelta

import pytest

from bot.storage.tables.conversations import Conversation, FollowUpRow, FollowUpStatus, Message
from bot.storage.tables.people import Customer
from bot.storage.tables.traffic import Intake, IntakeState, Outgoing, OutgoingState

pytestmark = pytest.mark.asyncio(loop_scope="module")

CROWD = 100
BURST, WRITERS, REMINDERS = 100, 10, 20


async def settled(shift):
    """Tell whether everything that came was worked off and everything to be said was said."""
    waiting = [row for row in await shift.rows(Intake) if row.state not in {IntakeState.DONE, IntakeState.ASIDE}]
    unsent = [row for row in await shift.rows(Outgoing) if row.state in {OutgoingState.QUEUED, OutgoingState.SENDING}]
    return not waiting and not unsent


async def test_a_hundred_first_contacts_at_once(shift, caplog):
    """A hundred conversations with a topic each, every number once, and no error."""
    people = [shift.customer(f"Guest{number}") for number in range(CROWD)]
    for number, customer in enumerate(people):
        shift.telegram.write(customer, f"Where is my order number {5000 + number}?")
    await shift.eventually(lambda: all_came(shift, CROWD), patience=60)
    await shift.eventually(lambda: settled(shift), patience=60)
    customers, conversations = await shift.rows(Customer), await shift.rows(Conversation)

    assert len(customers) == len(conversations) == CROWD
    assert len({customer.topic_id for customer in customers}) == CROWD
    assert all(str(5000 + number) in " ".join(shift.lines(customer)) for number, customer in enumerate(people))
    assert len(shift.telegram.state.chats[shift.staff].topics) == CROWD
    assert not any(row.state == IntakeState.ASIDE for row in await shift.rows(Intake))
    assert "locked" not in caplog.text


async def test_a_burst_keeps_order_while_reminders_run(shift, caplog):
    """Hundreds of messages in no time: each line in its order, every reminder once, nothing locked."""
    chance, people = random.Random(31), [shift.customer(f"Writer{number}") for number in range(WRITERS)]
    for customer in people:
        shift.telegram.write(customer, "I have some questions")
    await shift.until(lambda: all(shift.cards(customer) for customer in people))
    await plan_reminders(shift, people)
    counts: Counter[int] = Counter()
    for _ in range(BURST):
        customer = chance.choice(people)
        counts[customer.id] += 1
        shift.telegram.write(customer, f"part {counts[customer.id]:03}")
    shift.harness.clock.advance(timedelta(minutes=2))
    await shift.eventually(lambda: all_came(shift, CROWD + WRITERS + BURST), patience=60)
    await shift.eventually(lambda: all_fired(shift), patience=60)
    await shift.hastily(lambda: settled(shift))  # a burst is held together for a while

    for customer in people:
        wanted = [f"part {number:03}" for number in range(1, counts[customer.id] + 1)]
        relayed = [line for text in shift.lines(customer) if "ASKS" not in text for line in text.splitlines()]
        stored = [row.text for row in await shift.of(Message, customer)][1:]
        assert [part[-8:] for part in relayed if "part " in part] == wanted
        assert stored == wanted
        assert sum("call the carrier" in text for text in shift.lines(customer)) == REMINDERS // WRITERS
    assert not any(row.state == IntakeState.ASIDE for row in await shift.rows(Intake))
    assert "locked" not in caplog.text


async def all_came(shift, count):
    """Tell whether so many messages of customers were stored; an update set aside would be missing."""
    return len(await shift.rows(Message, direction="incoming")) == count


async def plan_reminders(shift, people):
    """Set reminders that fall due in the middle of the burst."""
    now = shift.harness.clock.now()
    conversations = [await shift.conversation(customer) for customer in people]
    async with shift.app.database.writing() as session:
        for number in range(REMINDERS):
            conversation = conversations[number % len(conversations)]
            reminder = FollowUpRow(
                conversation_id=conversation.id,
                source="agent",
                text="call the carrier",
                due_at=now + timedelta(seconds=30 + number),
                created_at=now,
                turn=conversation.turn,
            )
            session.add(reminder)


async def all_fired(shift):
    return all(row.status != FollowUpStatus.PENDING for row in await shift.rows(FollowUpRow, text="call the carrier"))
