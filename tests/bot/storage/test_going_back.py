"""What was done on a card and is taken back: nothing of the ladder is lost by it, on either database."""

from datetime import timedelta

import pytest
from desk_cases import LEAD, MINUTE, OWNER, STEPS, a_case, a_turn, action
from sqlalchemy import select
from sqlmodel import col
from storage_rows import NOW

from bot.clocks import Clocks
from bot.desk.checklist import Ticked, tick
from bot.desk.escalate import Climb, escalate
from bot.desk.ladder import begin_ladder
from bot.desk.replying import keep_reply
from bot.desk.resolve import resolve
from bot.desk.undo import undo_reply
from bot.followups import FollowUps
from bot.storage.tables import Agent, Conversation, FollowUpRow, Outgoing, StepRow
from bot.storage.tables.traffic import OutgoingKind

WORDS = {"text": "I'm looking", "kind": "text", "media": None, "chat_id": None, "telegram_id": None}


async def replies(session, conversation, at=NOW, hold=5 * MINUTE):
    """Olga's reply waits to go out; tells the id of its row."""
    olga = await session.scalar(select(Agent).where(col(Agent.telegram_id) == 9))
    await keep_reply(session, conversation, olga, action(at), message=WORDS, hold=hold)
    rows = await session.scalars(select(Outgoing).where(col(Outgoing.kind) == OutgoingKind.REPLY))
    return max(row.id for row in rows.all())


async def rungs(session):
    """The status of each rung's time, by the turn that it belongs to."""
    found = await session.scalars(select(FollowUpRow).order_by(col(FollowUpRow.id)))
    return [(row.turn, row.text, row.status) for row in found.all()]


async def test_undo_sets_the_rungs_going_again_that_the_reply_had_stopped(database):
    """The first question was not answered after all, so its lead still comes due."""
    async with database.writing() as session:
        conversation = await a_case(session, LEAD)
        await replies(session, conversation)
        await a_turn(session, conversation, NOW + MINUTE)
        row = await replies(session, conversation, NOW + 2 * MINUTE)
    async with database.writing() as session:
        between = await rungs(session)
        await undo_reply(session, action=action(NOW + 3 * MINUTE), outgoing_id=row)
    async with database.reading() as session:
        after = await rungs(session)

    assert (1, LEAD.text, "cancelled") in between
    assert (1, LEAD.text, "pending") in after
    assert {status for turn, _, status in after if turn == 2} == {"cancelled"}


async def test_undo_leaves_stopped_what_another_reply_answered(database):
    """Agents who write their own words at once and then take the suggestion back have answered."""
    async with database.writing() as session:
        conversation = await a_case(session, LEAD)
        await replies(session, conversation)
        await a_turn(session, conversation, NOW + MINUTE)
        first = await replies(session, conversation, NOW + 2 * MINUTE)
        await replies(session, conversation, NOW + 3 * MINUTE)
        await undo_reply(session, action=action(NOW + 3 * MINUTE), outgoing_id=first)
        after = await rungs(session)

    assert (1, LEAD.text, "cancelled") in after


async def test_a_rung_opened_again_after_its_time_comes_due_at_once(database):
    """Whoever ticked it by mistake an hour ago has not made it go away."""
    async with database.writing() as session:
        conversation = await a_case(session, LEAD)
        await begin_ladder(session, conversation, action())
        await tick(session, action=action(), ticked=Ticked(conversation.id, 1, "lead"))
    late = NOW + timedelta(hours=1)
    clocks = Clocks(business=lambda: late, machine=lambda: late)
    ticked = await FollowUps(database, clocks, (77,))()
    async with database.writing() as session:
        await tick(session, action=action(late), ticked=Ticked(conversation.id, 1, "lead", back=True))
    opened = await FollowUps(database, clocks, (77,))()

    assert (ticked, opened) == (0, 1)


async def test_with_the_owners_rung_taken_back_the_leads_still_stands(database):
    """The card says "passed to lead", as it is; with that taken back too, to nobody."""
    async with database.writing() as session:
        conversation = await a_case(session, LEAD, OWNER)
        for role in ("lead", "owner"):
            await escalate(session, action=action(), climb=Climb(conversation.id, 1, role))
        await tick(session, action=action(), ticked=Ticked(conversation.id, 1, "owner", back=True))
        left = conversation.escalated_to
        await tick(session, action=action(), ticked=Ticked(conversation.id, 1, "lead", back=True))

    assert (left, conversation.escalated_to) == ("lead", None)


async def test_a_rung_of_an_earlier_turn_that_came_due_can_be_settled(database):
    """Its reminder has a button for that, and the customer may have written meanwhile; nothing else of then can."""
    late = NOW + timedelta(hours=1)
    async with database.writing() as session:
        conversation = await a_case(session)
        await begin_ladder(session, conversation, action())
        await a_turn(session, conversation, late, STEPS[0])
        conversation.turn = 2
        told = await tick(session, action=action(late), ticked=Ticked(conversation.id, 1, "lead"))
        again = await tick(session, action=action(late), ticked=Ticked(conversation.id, 1, "lead"))
        old = await tick(session, action=action(late), ticked=Ticked(conversation.id, 1, STEPS[0].key))
        back = await tick(session, action=action(late), ticked=Ticked(conversation.id, 1, "lead", back=True))
        row = await session.scalar(select(StepRow).where(col(StepRow.escalate_to) == "lead"))

    assert [one.key for one in (told, again, old, back)] == ["ticked", "ticked_already", "card_is_old", "card_is_old"]
    assert row.done_at == late


async def test_a_rung_that_comes_due_says_in_the_topic_what_it_is_about(database):
    """The same summary that leads get in private."""
    async with database.writing() as session:
        conversation = await a_case(session, LEAD)
        await begin_ladder(session, conversation, action(NOW - 31 * MINUTE))
    await FollowUps(database, Clocks(business=lambda: NOW, machine=lambda: NOW), (77,))()
    async with database.reading() as session:
        said = {row.content["key"]: row.content for row in (await session.scalars(select(Outgoing))).all()}

    assert said["rung_due"]["handover"] == said["rung_due_alert"]["handover"] == 1


async def test_a_case_is_freed_by_whoever_holds_it(database):
    """Who wants to free somebody else's takes it over first; other rungs ask nobody."""
    piet = action(name="Piet", telegram_id=10)
    async with database.writing() as session:
        conversation = await a_case(session)
        await replies(session, conversation)
        refused = await escalate(session, action=piet, climb=Climb(conversation.id, 1, "agent"))
        held = conversation.assignee_id
        lead = await escalate(session, action=piet, climb=Climb(conversation.id, 1, "lead"))
        freed = await escalate(session, action=action(), climb=Climb(conversation.id, 1, "agent"))

    assert (refused.key, lead.key, freed.key) == ("held_by_other", "escalated", "freed")
    assert (held is None, conversation.assignee_id) == (False, None)


@pytest.mark.parametrize("back", [False, True])
async def test_steps_of_a_resolved_conversation_stay_as_they_are(database, back):
    """No time begins to run where everything is done."""
    async with database.writing() as session:
        conversation = await a_case(session)
        if back:
            await tick(session, action=action(), ticked=Ticked(conversation.id, 1, "lead"))
        await resolve(session, action=action(), conversation_id=conversation.id, sure=True)
        before = await rungs(session)
        told = await tick(session, action=action(), ticked=Ticked(conversation.id, 1, "lead", back=back))
        row = await session.scalar(select(StepRow).where(col(StepRow.key) == "lead"))
        left = await session.get(Conversation, conversation.id)

    assert told.key == "resolved_already"
    assert (left.status, row is not None) == ("resolved", back)
    async with database.reading() as session:
        assert await rungs(session) == before
