"""Steps as rows, on either database: taken once, timed once, taken back whole, handed over as they are."""

import asyncio
from datetime import timedelta

from desk_cases import LEAD, MINUTE, OWNER, STEPS, a_case, a_message, action
from sqlalchemy import func, select
from sqlmodel import col
from storage_rows import NOW

from bot.clocks import Clocks
from bot.desk.checklist import Ticked, tick
from bot.desk.escalate import Climb, escalate
from bot.desk.ladder import begin_ladder
from bot.followups import FollowUps
from bot.handover import Outcome
from bot.storage.again import in_one_write
from bot.storage.handovers import load_handover
from bot.storage.steps import LADDER, hold_step, take_times_back
from bot.storage.tables import Agent, Audit, FollowUpRow, Outgoing, StepRow
from playbooks.suggestion import Step


async def found(database, table):
    async with database.reading() as session:
        return list((await session.scalars(select(table).order_by(col(table.id)))).all())


async def test_a_step_has_one_row_whoever_looks_first(database, other):
    """Two processes that touch it at the same moment share it."""
    async with database.writing() as session:
        conversation = await a_case(session)

    async def hold(where):
        async with where.writing() as session:
            return (await hold_step(session, conversation, STEPS[0])).id

    ids = await asyncio.gather(*(hold(where) for where in [database, other] * 4))

    assert len(set(ids)) == 1
    assert len(await found(database, StepRow)) == 1


async def test_two_agents_who_tick_at_once_tick_it_once(database, other):
    """In two processes too: one did it, the others are told who, and the record has one entry."""
    async with database.writing() as session:
        conversation = await a_case(session)
    ticked = Ticked(conversation.id, 1, STEPS[0].key)

    async def press(where, number):
        mine = action(name=("Olga", "Piet")[number], telegram_id=(9, 10)[number])
        return await in_one_write(where, lambda session: tick(session, action=mine, ticked=ticked), tries=5)

    told = await asyncio.gather(*(press((database, other)[number % 2], number % 2) for number in range(6)))
    (row,) = [one for one in await found(database, StepRow) if one.escalate_to is None]
    entries = [one for one in await found(database, Audit) if one.action == "tick"]

    assert sorted(one.key for one in told) == ["ticked", *["ticked_already"] * 5]
    assert (row.done_at, len(entries)) == (NOW, 1)
    assert entries[0].agent_id == row.done_by


async def test_two_agents_who_climb_at_once_call_the_lead_once(database, other):
    """One note, one alert."""
    async with database.writing() as session:
        conversation = await a_case(session)
    climb = Climb(conversation.id, 1, "lead")

    async def press(where, number):
        mine = action(name=("Olga", "Piet")[number], telegram_id=(9, 10)[number])
        return await in_one_write(where, lambda session: escalate(session, action=mine, climb=climb), tries=9)

    told = await asyncio.gather(*(press((database, other)[number % 2], number % 2) for number in range(4)))
    said = [row.content["key"] for row in await found(database, Outgoing)]

    assert sorted(one.key for one in told) == ["escalated", *["ticked_already"] * 3]
    assert sorted(said) == ["escalated_alert", "escalated_note"]


async def test_the_times_of_a_ladder_begin_once(database):
    """However often something begins them; what was taken is not timed."""
    async with database.writing() as session:
        conversation = await a_case(session)
        await tick(session, action=action(), ticked=Ticked(conversation.id, 1, "owner"))
        await begin_ladder(session, conversation, action(NOW + MINUTE))
        await begin_ladder(session, conversation, action(NOW + 2 * MINUTE))
    rows = await found(database, FollowUpRow)

    assert [(row.source, row.text, row.due_at) for row in rows] == [(LADDER, LEAD.text, NOW + 30 * MINUTE)]


async def test_at_night_the_time_waits_for_the_morning_unless_it_is_danger(database):
    """Nobody is called about a parcel at eleven in the evening."""
    night = NOW.replace(hour=23)
    urgent = Step("Call the duty phone", escalate_to="duty", after=5 * MINUTE, any_hour=True)
    async with database.writing() as session:
        conversation = await a_case(session, LEAD, urgent)
        await begin_ladder(session, conversation, action(night))
    due = {row.text: row.due_at for row in await found(database, FollowUpRow)}

    assert due[LEAD.text] == (night + timedelta(hours=10))
    assert due[urgent.text] == night + 5 * MINUTE


async def test_a_reply_taken_back_takes_its_times_back(database):
    """Those that began before it run on, and an agent's own reminder stays."""
    async with database.writing() as session:
        conversation = await a_case(session)
        await hold_step(session, conversation, LEAD)
        await begin_ladder(session, conversation, action(NOW - MINUTE))
        message = await a_message(session, conversation, NOW)
        session.add(
            FollowUpRow(
                conversation_id=conversation.id, source="agent", text="mine", due_at=NOW, turn=1, created_at=NOW
            )
        )
        session.add(
            FollowUpRow(
                conversation_id=conversation.id, source="playbook", text="ours", due_at=NOW, turn=1, created_at=NOW
            )
        )
        await session.flush()
        await take_times_back(session, conversation, message.id)
    status = {row.text: row.status for row in await found(database, FollowUpRow)}

    assert status == {LEAD.text: "pending", OWNER.text: "pending", "mine": "pending", "ours": "cancelled"}


async def test_a_rung_fires_once_to_the_topic_and_to_each_lead(database, other):
    """With two processes that tick at the same moment."""
    async with database.writing() as session:
        conversation = await a_case(session)
        await begin_ladder(session, conversation, action(NOW - 31 * MINUTE))
    clocks = Clocks(business=lambda: NOW, machine=lambda: NOW)
    fired = await asyncio.gather(*(FollowUps(where, clocks, (77, 78))() for where in (database, other)))
    said = [(row.content["key"], row.chat_id) for row in await found(database, Outgoing)]

    assert sum(fired) == 1
    assert sorted(said) == [("rung_due", -1), ("rung_due_alert", 77), ("rung_due_alert", 78)]


async def test_a_case_is_handed_over_as_it_is(database):
    """The customer's words, who did what, what was promised and what was said last."""
    async with database.writing() as session:
        conversation = await a_case(session)
        await tick(session, action=action(), ticked=Ticked(conversation.id, 1, STEPS[0].key))
        olga = await session.scalar(select(func.min(col(Agent.id))))
        await a_message(session, conversation, NOW, text="I'm asking DHL", agent_id=olga)
        await a_message(session, conversation, NOW + MINUTE, text="never mind", direction="undone")
        for made, text in ((NOW, "say what DHL said"), (NOW + MINUTE, "undone")):
            row = {"conversation_id": conversation.id, "source": "playbook", "turn": 1, "status": "pending"}
            session.add(FollowUpRow(**row, text=text, due_at=NOW + 5 * MINUTE, created_at=made))
    async with database.reading() as session:
        handover = await load_handover(session, conversation.id, 1, NOW + 6 * MINUTE)

    assert (handover.wrote, handover.waiting_since, handover.refunds) == ("Where is it?", NOW, 0)
    assert (handover.told.text, handover.told.by) == ("I'm asking DHL", "Olga")
    assert [(one.text, one.outcome) for one in handover.promises] == [("say what DHL said", Outcome.BROKEN)]
    assert [(one.step.text, one.done_by) for one in handover.view.steps] == [
        ("refund", "Olga"),
        (LEAD.text, None),
        (OWNER.text, None),
    ]
