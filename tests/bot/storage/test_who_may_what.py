"""Roles: one place answers who may do what."""

from dataclasses import replace

import pytest
from desk_cases import action
from sqlalchemy import select
from storage_rows import NOW

from bot.desk.action import Actor
from bot.desk.roles import LEAST, Power, may, role_of
from bot.desk.roster import give_role, one_agent, set_languages
from bot.storage.tables import Agent, Audit, Outgoing
from bot.storage.tables.people import Role
from bot.storage.team import heads, reads

OWNER, LEAD, AGENT, TRAINEE = 70, 77, 9, 11


async def people(session):
    """One of each: the lead is the settings', the others have their role here."""
    for number, name, role in ((AGENT, "Olga", "agent"), (TRAINEE, "Tim", "trainee"), (OWNER, "Omar", "owner")):
        session.add(Agent(telegram_id=number, name=name, role=role, created_at=NOW))
    session.add(Agent(telegram_id=LEAD, name="Lena", username="Lena_Lead", created_at=NOW))
    await session.flush()


@pytest.mark.parametrize("power", Power)
async def test_each_role_may_what_those_below_it_may(database, power):
    """Nothing is taken away on the way up."""
    async with database.writing() as session:
        await people(session)
        seen = [await may(session, action(telegram_id=who), power) for who in (TRAINEE, AGENT, LEAD, OWNER)]

    assert seen == sorted(seen)
    assert seen[-2:] == [True, True]
    assert seen[1] is (LEAST[power] == Role.AGENT)


async def test_a_desk_where_nobody_leads_is_led_by_all_but_trainees(database):
    """A shop of three sets no leads, and is not locked out of its own data."""
    async with database.writing() as session:
        session.add(Agent(telegram_id=TRAINEE, name="Tim", role="trainee", created_at=NOW))
        await session.flush()
        alone = [action(telegram_id=who) for who in (AGENT, TRAINEE)]
        seen = [await may(session, replace(one, leads=()), Power.FORGET) for one in alone]

    assert seen == [True, False]


async def test_the_settings_have_the_last_word(database):
    """Whom TRIAGE_LEADS names leads, whatever was given here, and is not lowered by a command."""
    async with database.writing() as session:
        await people(session)
        lead = await role_of(session, action(telegram_id=LEAD))
        told = await give_role(session, action=action(telegram_id=OWNER), whom="@lena_lead", role="trainee")

    assert lead == Role.LEAD
    assert told.key == "role_by_settings"


async def test_a_lead_gives_roles_and_no_owner(database):
    """The one who is given it is told, and it is on the record."""
    async with database.writing() as session:
        await people(session)
        by_lead = action(telegram_id=LEAD, name="Lena")
        told = [
            (await give_role(session, action=by_lead, whom=whom, role=role)).key
            for whom, role in (("Olga", "lead"), ("Olga", "owner"), ("Omar", "agent"), ("Nobody", "agent"))
        ]
        rows = (await session.scalars(select(Outgoing))).all()
        recorded = (await session.scalars(select(Audit).where(Audit.action == "role"))).all()
        leading = await heads(session, (LEAD,))

    assert told == ["role_given_lead", "role_owner_only", "role_owner_only", "agent_unknown"]
    assert [(row.chat_id, row.content["key"]) for row in rows] == [(AGENT, "role_given_you")]
    assert len(recorded) == 1
    assert leading == [LEAD, AGENT, OWNER]


async def test_an_agent_gives_no_roles(database):
    """Not even their own."""
    async with database.writing() as session:
        await people(session)
        told = await give_role(session, action=action(telegram_id=AGENT), whom=AGENT, role="lead")

    assert told.key == "role_heads_only"


async def test_somebody_new_is_known_by_their_message(database):
    """Replied to, a person who has not acted yet is a trainee from their first day."""
    async with database.writing() as session:
        await people(session)
        new = Actor(500, "Nina", "nina")
        told = await give_role(session, action=action(telegram_id=LEAD), whom=new, role="trainee")
        found = await one_agent(session, "@NINA")

    assert told.key == "role_given_trainee"
    assert (found.name, found.role) == ("Nina", "trainee")


async def test_a_shared_first_name_is_asked_back(database):
    """Nobody is guessed."""
    async with database.writing() as session:
        await people(session)
        session.add(Agent(telegram_id=600, name="Olga Vos", created_at=NOW))
        await session.flush()
        exact, shared = await one_agent(session, "olga vos"), await one_agent(session, "Olga")
        session.add(Agent(telegram_id=601, name="Tim Bos", created_at=NOW))
        session.add(Agent(telegram_id=602, name="Tim Vis", created_at=NOW))
        await session.flush()
        several = await one_agent(session, 601), await one_agent(session, "Vis")

    assert exact.telegram_id == 600
    assert shared.telegram_id == AGENT  # the whole name of one wins over the first name of another
    assert several[0].name == "Tim Bos"
    assert several[1].key == "agent_unknown"


@pytest.mark.parametrize(
    ("said", "kept", "key"),
    [
        (["EN", "ru"], ["en", "ru"], "languages_set"),
        (["all"], None, "languages_set"),
        ([], ["es"], "languages_are"),
        (["klingon"], ["es"], "language_unknown"),
    ],
)
async def test_an_agent_says_what_they_read(database, said, kept, key):
    """Without a word it is told, a wrong one changes nothing."""
    async with database.writing() as session:
        agent = Agent(telegram_id=AGENT, name="Olga", languages=["es"], created_at=NOW)
        session.add(agent)
        await session.flush()
        told = await set_languages(session, action=action(), languages=said)

    assert (told.key, agent.languages) == (key, kept)
    assert reads(agent, "fy") is (kept is None)
