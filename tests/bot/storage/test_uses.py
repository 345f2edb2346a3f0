"""What became of suggestions is kept once, counted exactly, and taken back whole."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select
from storage_rows import NOW, a_conversation, an_agent

from bot.cardfacts import CardFacts
from bot.comparing import fate_of, sent_as_it_stands
from bot.storage.encoding import decode_suggestion, encode_suggestion, names_in
from bot.storage.playbook_figures import AT_ONCE, figures_since
from bot.storage.tables import AssessmentRow, Message, ReplyUse, SuggestionRow
from bot.storage.uses import Use, forget_uses, keep_use, load_records
from playbooks.records import Counts
from playbooks.suggestion import Reply, Suggestion, Wording

TEXTS = {"opening": "Hello.", "substance": "It is with DHL and should be here soon.", "closing": "Bye for now."}
WORDINGS = tuple(Wording("late_parcel", slot, "0a1b2c3d", len(text)) for slot, text in TEXTS.items())
REPLY = Reply(
    "late_parcel",
    "en",
    "warm",
    " ".join(TEXTS.values()),
    "",
    parts=("late_parcel",),
    wordings=WORDINGS,
    gloss="Привет.",
)
SUBSTANCE = WORDINGS[1].name


async def suggested(session, conversation, *, turn=1, at=NOW, reply=REPLY, **more):
    """A suggestion with one reply; gives its id."""
    message = Message(conversation_id=conversation.id, direction="incoming", turn=turn, kind="text", text="?", at=at)
    session.add(message)
    await session.flush()
    place = {"conversation_id": conversation.id, "turn": turn, "at": at}
    assessment = AssessmentRow(message_id=message.id, lang="en", intent="order_status", content={}, **place)
    session.add(assessment)
    await session.flush()
    suggestion = Suggestion(replies=(reply,) if reply else (), **more)
    content = encode_suggestion(suggestion, CardFacts("?", linked=False, first_name="Anna"))
    row = SuggestionRow(assessment_id=assessment.id, content=content, playbooks=names_in(suggestion), **place)
    session.add(row)
    await session.flush()
    return row.id


async def use(session, conversation, suggestion_id, fate, at=NOW):
    return await keep_use(session, Use(suggestion_id, conversation.id, None, at, fate))


def changed(old="DHL", new="GLS"):
    return fate_of([REPLY], REPLY.text.replace(old, new))


async def test_a_use_is_kept_and_counted(database):
    """What became of it, of which reply, and each wording's own fate."""
    async with database.writing() as session:
        conversation, agent = await a_conversation(session), await an_agent(session)
        number = await suggested(session, conversation)
        assert await keep_use(session, Use(number, conversation.id, agent.id, NOW, changed()))
    async with database.reading() as session:
        (kept,) = (await session.scalars(select(ReplyUse))).all()
        records = await load_records(session)

    assert (kept.outcome, kept.playbook, kept.tone, kept.lang) == ("changed", "late_parcel", "warm", "en")
    assert (kept.agent_id, kept.at, kept.difference) == (agent.id, NOW, "DHL → [name]")
    assert [one["outcome"] for one in kept.wordings] == ["unchanged", "changed", "unchanged"]
    assert records[SUBSTANCE] == Counts(changed=1)
    assert records[WORDINGS[0].name] == Counts(unchanged=1)


async def test_the_first_word_on_a_suggestion_counts(database):
    """A failed reply that is sent again is no second use."""
    async with database.writing() as session:
        conversation = await a_conversation(session)
        number = await suggested(session, conversation)
        first = await use(session, conversation, number, sent_as_it_stands(REPLY))
        second = await use(session, conversation, number, changed())
        records = await load_records(session)

    assert (first, second) == (True, False)
    assert records[SUBSTANCE] == Counts(unchanged=1)


async def test_what_is_taken_back_never_happened(database):
    """Of that turn alone; and it may be used anew."""
    async with database.writing() as session:
        conversation = await a_conversation(session)
        for turn in (1, 2):
            number = await suggested(session, conversation, turn=turn)
            await use(session, conversation, number, sent_as_it_stands(REPLY))
        await forget_uses(session, conversation.id, 2)
        one = (await load_records(session))[SUBSTANCE]
        again = await use(session, conversation, number, changed())
        both = (await load_records(session))[SUBSTANCE]

    assert one == Counts(unchanged=1)
    assert again
    assert both == Counts(unchanged=1, changed=1)


async def test_two_writes_at_once_both_count(database, other):
    """Agents of two processes answer with the same wordings at the same moment."""
    at_once = 8
    async with database.writing() as session:
        conversation = await a_conversation(session)
        numbers = [await suggested(session, conversation, turn=turn) for turn in range(1, at_once + 1)]

    async def write(place, number):
        # In the other order for every second one, as playbooks may stand in a reply.
        fate = sent_as_it_stands(REPLY)
        fate = replace(fate, wordings=fate.wordings[:: 1 if number % 2 else -1])
        async with place.writing() as session:
            await use(session, conversation, number, fate)

    await asyncio.gather(*(write(place, number) for place, number in zip([database, other] * 4, numbers, strict=True)))
    async with database.reading() as session:
        records = await load_records(session)

    assert {records[one.name] for one in WORDINGS} == {Counts(unchanged=at_once)}


async def test_figures_count_turns_of_a_time(database):
    """Each turn once, by the suggestion that its card shows; what is older than the time is left out."""
    long_ago = NOW - timedelta(days=40)
    thanks = Reply("praise", "en", "warm", "Thank you.", "", parts=("praise", "friendly"))
    async with database.writing() as session:
        conversation = await a_conversation(session)
        await suggested(session, conversation, turn=1, at=long_ago, reply=replace(REPLY, playbook="refund"))
        await suggested(session, conversation, turn=2, reply=thanks)
        number = await suggested(session, conversation, turn=2, playbooks=("late_parcel", "hurried"))
        await use(session, conversation, number, sent_as_it_stands(REPLY))
        await suggested(session, conversation, turn=3)
        figures = await figures_since(session, NOW - timedelta(days=30))

    assert set(figures.tallies) == {"late_parcel"}
    assert (figures.tallies["late_parcel"].suggested, figures.tallies["late_parcel"].outcomes) == (2, {"unchanged": 1})
    assert figures.reached == {"late_parcel", "hurried", "praise", "friendly"}


async def test_figures_know_what_is_usually_changed(database):
    """In two conversations at least: what was changed for one customer stays between them."""
    async with database.writing() as session:
        for customer, news in enumerate((["GLS"], ["GLS", "GLS"], ["the driver"]), 1):
            conversation = await a_conversation(session, customer)
            for turn, new in enumerate(news, 1):
                number = await suggested(session, conversation, turn=turn)
                await use(session, conversation, number, changed(new=new))
        figures = await figures_since(session, NOW - timedelta(days=30))

    tally = figures.tallies["late_parcel"]
    assert tally.outcomes == {"changed": 4}
    assert tally.changes == {"DHL → [name]": 2, "DHL → the driver": 1}
    assert tally.usual_changes(3) == ["DHL → [name]"]


async def test_a_turn_of_which_nothing_is_told_is_left_out(database):
    """Where somebody was in danger no figure says that there was such a turn."""
    async with database.writing() as session:
        conversation = await a_conversation(session)
        await suggested(session, conversation, playbooks=("self_harm",))
        figures = await figures_since(session, NOW - timedelta(days=30), untold={"self_harm"})

    assert (figures.tallies, figures.reached) == ({}, set())


async def test_more_suggestions_than_are_read_at_once(database, monkeypatch):
    """A month of a large desk is read piece by piece."""
    monkeypatch.setattr("bot.storage.playbook_figures._BEFORE", _before_of_two())
    async with database.writing() as session:
        conversation = await a_conversation(session)
        for turn in range(1, 6):
            await suggested(session, conversation, turn=turn)
        figures = await figures_since(session, NOW)

    assert figures.tallies["late_parcel"].suggested == 5
    assert AT_ONCE > 5


def _before_of_two():
    from bot.storage.playbook_figures import _BEFORE

    return _BEFORE.limit(None).limit(2)


@pytest.mark.parametrize("with_gloss", [True, False])
def test_suggestions_come_back_as_they_were_kept(with_gloss):
    """Wordings and gloss too; and of what an earlier version kept, everything that there is."""
    suggestion, facts = Suggestion(replies=(REPLY,)), CardFacts("?", linked=False, first_name="Anna")
    from pydantic_core import from_json

    content = from_json(encode_suggestion(suggestion, facts).text)
    if not with_gloss:
        for key in ("wordings", "gloss", "parts"):
            del content["suggestion"]["replies"][0][key]
        del content["suggestion"]["playbooks"]
    (reply,) = decode_suggestion(content)[0].replies

    assert reply == (REPLY if with_gloss else replace(REPLY, wordings=(), gloss=None, parts=()))
