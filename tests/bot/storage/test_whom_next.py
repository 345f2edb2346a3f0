"""The queue as rows: its order, whom an agent is pointed to, and what the desk owes."""

import asyncio
from datetime import timedelta

import pytest
from desk_cases import action
from sqlalchemy import select
from storage_rows import NOW

from bot.cardfacts import CardFacts
from bot.desk.handing import assign, hand_over
from bot.desk.nextup import look_at_queue, show_queue, take_next
from bot.storage.answers import Spot
from bot.storage.effects import Conflict
from bot.storage.encoding import encode_assessment, encode_suggestion
from bot.storage.owed import owed_by, owed_until
from bot.storage.queue import load_queue
from bot.storage.tables import (
    Agent,
    AssessmentRow,
    Conversation,
    Customer,
    FollowUpRow,
    Message,
    Outgoing,
    SuggestionRow,
)
from classifier.assessment import Assessment, Guess, Intent
from classifier.priority import Reason
from playbooks.suggestion import Suggestion

MINUTE = timedelta(minutes=1)
SPOT = Spot(-100500, None, 7)


async def an_agent(session, number=9, name="Olga", **more):
    agent = Agent(telegram_id=number, name=name, created_at=NOW, **more)
    session.add(agent)
    await session.flush()
    return agent


async def waits(session, minutes, *, name="Anna", reasons=(), priority=40, lang="en", **more):
    """Somebody who has waited for so long, with the card's reasons for their place."""
    customer = Customer(first_name=name, staff_chat=-100500, topic_id=5, topic_title=f"EN · {name}", created_at=NOW)
    session.add(customer)
    await session.flush()
    since = NOW - minutes * MINUTE
    values = {"opened_at": since, "waiting_since": since, "due_at": since + 25 * MINUTE, "turn": 1, "unanswered": 1}
    talk = Conversation(customer_id=customer.id, version=1, priority=priority, lang=lang, **{**values, **more})
    session.add(talk)
    await session.flush()
    await _judged(session, talk, reasons)
    return talk


async def _judged(session, talk, reasons):
    about = {"conversation_id": talk.id, "turn": 1, "at": NOW}
    message = Message(direction="incoming", text="Where is it?", **about)
    session.add(message)
    await session.flush()
    assessment = Assessment("en", {}, (Guess("calm", 0.9),), Intent("order_status", 0.9, Guess("order_status", 0.9)))
    row = AssessmentRow(
        message_id=message.id, lang="en", intent="order_status", content=encode_assessment(assessment), **about
    )
    session.add(row)
    await session.flush()
    facts = CardFacts("Where is it?", linked=False, first_name="Anna", reasons=tuple(reasons))
    session.add(SuggestionRow(assessment_id=row.id, content=encode_suggestion(Suggestion(), facts), **about))
    await session.flush()


async def order_of(session):
    rules = action().shop.priority_rules(action().zone)
    found = await load_queue(session, rules, NOW)
    names = {row.id: row.first_name for row in (await session.scalars(select(Customer))).all()}
    return [names[one.conversation.customer_id] for one in found]


async def test_danger_then_the_second_group_then_the_rest(database):
    """Past the promise the oldest go first, and every fourth is whom waiting harms most."""
    async with database.writing() as session:
        harmed = (Reason("cancel_change", -12.0),)
        for number in range(4):
            await waits(session, 90 - number, name=f"late{number}")
        await waits(session, 40, name="harmed", reasons=harmed)
        await waits(session, 5, name="timely")
        await waits(session, 2, name="legal", priority=90)
        await waits(session, 1, name="danger", priority=100)
        await waits(session, 99, name="snoozed", status="snoozed")
        seen = await order_of(session)

    assert seen == ["danger", "legal", "late0", "late1", "late2", "harmed", "late3", "timely"]


async def next_for(session, who, now=NOW):
    """Ask /next, and tell to whom it pointed."""
    asked = action(now, telegram_id=who)
    told = await take_next(session, action=asked, spot=SPOT, chosen=await look_at_queue(session, asked))
    if told is not None:
        return told.key
    row = (await session.scalars(select(Outgoing).order_by(Outgoing.id.desc()).limit(1))).one()
    return (await session.get(Customer, row.content["list"][0]["topic_of"])).first_name


async def test_two_agents_are_pointed_to_different_people(database):
    """For a minute; who asks again without doing anything goes on, and comes back to what is theirs."""
    async with database.writing() as session:
        for name in ("first", "second"):
            await waits(session, 20 if name == "first" else 10, name=name)
        one, two = await an_agent(session, 9), await an_agent(session, 10, "Maria")
        given = [await next_for(session, who.telegram_id) for who in (one, two, one, two)]
        third = await next_for(session, 12)
        later = await next_for(session, 12, NOW + 2 * MINUTE)

    assert given == ["first", "second", "first", "second"]
    assert third == "next_none"
    assert later == "first"


async def test_next_at_the_same_moment_in_two_processes(database, other):
    """One of them is to look again, and gets somebody else."""
    async with database.writing() as session:
        await waits(session, 20, name="first")
        await waits(session, 10, name="second")
        for number in (9, 10):
            await an_agent(session, number)

    async def ask(where, who):
        asked = action(telegram_id=who)
        async with where.reading() as session:
            chosen = await look_at_queue(session, asked)
        try:
            async with where.writing() as session:
                await take_next(session, action=asked, spot=SPOT, chosen=chosen)
        except Conflict:
            await ask(where, who)

    await asyncio.gather(ask(database, 9), ask(other, 10))
    async with database.reading() as session:
        offered = (await session.scalars(select(Conversation.offered_to).order_by(Conversation.id))).all()

    assert sorted(offered) == [1, 2]


async def test_what_others_hold_and_cannot_be_read_is_left_to_them(database):
    """Except danger that nobody on shift reads: anybody is better than nobody."""
    async with database.writing() as session:
        maria = await an_agent(session, 10, "Maria", languages=["es"], on_since=NOW)
        await an_agent(session, 9, languages=["en"], on_since=NOW)
        await waits(session, 10, name="held", assignee_id=maria.id, claimed_at=NOW)
        await waits(session, 10, name="spanish", lang="es")
        await waits(session, 9, name="passed up", escalated_to="lead")
        await waits(session, 1, name="danger", lang="es", priority=100)
        nothing = await next_for(session, 9)
        await waits(session, 1, name="unread danger", lang="fy", priority=100)
        danger = await next_for(session, 9)
        by_lead = await next_for(session, 77)

    assert (nothing, danger) == ("next_none", "unread danger")
    assert by_lead == "danger"


async def test_the_queue_says_who_waits_in_which_language_and_since_when(database):
    """The first ten with why they stand there; nothing of a person is written into the row."""
    async with database.writing() as session:
        for number in range(12):
            await waits(session, number, name=f"No{number}", lang="en" if number % 3 else "ru")
        asked = action()
        chosen = await look_at_queue(session, asked)
        await show_queue(session, action=asked, spot=SPOT, chosen=chosen)
        (row,) = (await session.scalars(select(Outgoing))).all()
    summary, *lines, more = row.content["list"]

    assert summary["values"] == {"count": 12, "languages": "EN 8 · RU 4"}
    assert summary["times"]["since"] == (NOW - 11 * MINUTE).isoformat()
    assert len(lines) == 10
    assert more["values"] == {"count": 2}
    assert "No11" not in str(row.content)


async def follow_up(session, talk, agent, due, **more):
    values = {"source": "playbook", "text": "call them", "created_at": NOW, "turn": 1, **more}
    row = FollowUpRow(conversation_id=talk.id, agent_id=agent.id if agent else None, due_at=due, **values)
    session.add(row)
    await session.flush()
    return row


async def owner_of(session, row):
    return await session.scalar(select(FollowUpRow.agent_id).where(FollowUpRow.id == row.id))


async def test_a_promise_is_one_thing_with_or_without_its_follow_up(database):
    """What the conversation keeps and what a follow-up keeps of it are not counted twice."""
    async with database.writing() as session:
        olga = await an_agent(session)
        both = await waits(session, 5, assignee_id=olga.id, promised_at=NOW + MINUTE)
        await follow_up(session, both, olga, NOW + MINUTE)
        word = await waits(session, 5, assignee_id=olga.id, promised_at=NOW + 2 * MINUTE)
        settled = await waits(session, 5)
        await follow_up(session, settled, olga, NOW, status="done")
        pool = await waits(session, 5)
        await follow_up(session, pool, None, NOW + 3 * MINUTE)
        mine, all_of_it = await owed_by(session, olga.id, NOW), await owed_until(session, NOW + 9 * MINUTE, NOW)

    assert [one.conversation_id for one in mine] == [both.id, word.id]
    assert [one.agent_id for one in all_of_it] == [olga.id, olga.id, None]


@pytest.mark.parametrize(("said", "owed"), [(None, 1), (-1, 1), (1, 0)])
async def test_a_reminder_that_came_is_owed_until_somebody_says_something(database, said, owed):
    """A word of ours after it came ends it; one before it does not."""
    async with database.writing() as session:
        olga = await an_agent(session)
        talk = await waits(session, 60)
        await follow_up(session, talk, olga, NOW - 10 * MINUTE, status="fired", fired_at=NOW - 10 * MINUTE)
        if said is not None:
            at = NOW - 10 * MINUTE + said * MINUTE
            session.add(Message(conversation_id=talk.id, direction="outgoing", text="Here it is", at=at))
            await session.flush()
        found = await owed_by(session, olga.id, NOW)

    assert len(found) == owed


async def test_a_handover_leaves_nothing_behind(database):
    """Every case and promise is the other's, reminders that came and were left lying too; settled ones stay."""
    async with database.writing() as session:
        olga, maria = await an_agent(session), await an_agent(session, 10, "Maria")
        talks = [await waits(session, number, assignee_id=olga.id, claimed_at=NOW) for number in range(3)]
        elsewhere, done = await waits(session, 5), await waits(session, 5, status="resolved", assignee_id=olga.id)
        rows = [
            await follow_up(session, talks[0], olga, NOW + MINUTE),
            await follow_up(session, elsewhere, olga, NOW + MINUTE, source="agent"),
            await follow_up(session, talks[1], olga, NOW - MINUTE, status="fired", fired_at=NOW),
            await follow_up(session, talks[2], olga, NOW, status="done"),
        ]
        told = await hand_over(session, action=action(), to=maria.id)
        owners = [await owner_of(session, row) for row in rows]
        asked = select(Conversation.assignee_id).where(Conversation.id.in_([talk.id for talk in (*talks, done)]))
        holders = (await session.scalars(asked.order_by(Conversation.id))).all()
        again = await hand_over(session, action=action(), to=maria.id)

    assert dict(told.values) == {"name": "Maria", "cases": "3", "promises": "2"}
    assert owners == [maria.id] * 3 + [olga.id]
    assert list(holders) == [maria.id] * 3 + [olga.id]
    assert again.key == "handover_nothing"


async def test_an_agent_gives_away_their_own_and_a_lead_any(database):
    """The promise goes with the case, and who gets it is told in private."""
    async with database.writing() as session:
        olga, maria = await an_agent(session), await an_agent(session, 10, "Maria")
        talk = await waits(session, 5, assignee_id=maria.id, claimed_at=NOW)
        row = await follow_up(session, talk, maria, NOW + MINUTE)
        refused = await assign(session, action=action(), conversation_id=talk.id, to=olga.id)
        given = await assign(session, action=action(telegram_id=77), conversation_id=talk.id, to=olga.id)
        owner = await owner_of(session, row)
        private = (await session.scalars(select(Outgoing).where(Outgoing.chat_id == 9))).all()
        back = await assign(session, action=action(), conversation_id=talk.id, to=maria.id)

    assert (refused.key, given.key, back.key) == ("assign_leads_only", "assigned_off_shift", "assigned_off_shift")
    assert owner == olga.id
    assert [one.content["key"] for one in private] == ["assigned_to_you"]


async def test_agents_see_to_a_trainees_case_only_when_it_lapses(database):
    """A claim lapses while the customer waits; then /next offers it again."""
    async with database.writing() as session:
        tim, _ = await an_agent(session, 11, "Tim", role="trainee"), await an_agent(session)
        await waits(session, 20, name="lapsed", assignee_id=tim.id, claimed_at=NOW - 16 * MINUTE)
        await waits(session, 30, name="held", assignee_id=tim.id, claimed_at=NOW - MINUTE)
        given = await next_for(session, 9)

    assert given == "lapsed"
