"""What customers are told of times and rungs: only while it is so, and remembered as our word."""

from dataclasses import replace
from datetime import timedelta

import pytest
from desk_cases import LEAD, MINUTE, a_case, a_turn, action
from sqlalchemy import select
from sqlmodel import col
from storage_rows import NOW

from bot.desk.checklist import Ticked, tick
from bot.desk.escalate import Climb, escalate
from bot.desk.resolve import resolve
from bot.desk.send import Pressed, send_suggested
from bot.desk.tell import tell_customer
from bot.desk.undo import undo_reply
from bot.storage.conversations import change
from bot.storage.tables import Outgoing, StepRow, SuggestionRow
from bot.storage.tables.traffic import OutgoingKind
from playbooks.filters import Later
from playbooks.suggestion import Reply

HOUR = timedelta(hours=1)
TELLING = replace(LEAD, tell=f"My lead has it and writes by {Later().clock}.", tell_lang="en")


def a_reply(**more):
    values = {"tone": "warm", "text": "DHL has it.", "because": "", "times": False, **more}
    return Reply("late_parcel", "en", **values)


async def pressed_after(database, delay, reply):
    """What an agent is told who presses a reply so long after it was suggested."""
    async with database.writing() as session:
        conversation = await a_case(session, replies=(reply,))
        row = await session.scalar(select(SuggestionRow))
        pressed = Pressed(conversation.id, 1, row.id, "warm", sure=True)
        return (await send_suggested(session, action=action(NOW + delay), pressed=pressed)).key


@pytest.mark.parametrize(
    ("reply", "delay", "told"),
    [
        (a_reply(good_until=NOW + HOUR), HOUR - MINUTE, "queued_undo"),
        (a_reply(good_until=NOW + HOUR), HOUR, "reply_worn_out"),
        (a_reply(good_until=NOW + HOUR, approved=True), HOUR, "queued"),
        (a_reply(), 30 * HOUR, "queued_undo"),
    ],
    ids=["still true", "over", "approved", "nothing wears out"],
)
async def test_a_reply_is_sent_while_it_is_true(database, reply, delay, told):
    """An order fact of yesterday or an offer that ended reaches nobody; an approved text always can."""
    assert await pressed_after(database, delay, reply) == told


async def climbed(session):
    """A case that is with the lead; tells the rung's row too."""
    conversation = await a_case(session, TELLING)
    await escalate(session, action=action(), climb=Climb(conversation.id, 1, "lead"))
    row = await session.scalar(select(StepRow).where(col(StepRow.escalate_to) == "lead"))
    return conversation, row


async def test_nobody_is_told_of_a_rung_that_was_taken_back(database):
    """The lead does not have it; taken once more, the customer can be told the new time."""
    async with database.writing() as session:
        conversation, row = await climbed(session)
        await tick(session, action=action(), ticked=Ticked(conversation.id, 1, "lead", back=True))
        told, between = await tell_customer(session, action=action(), step_id=row.id), (row.tell, row.tell_by)
        await escalate(session, action=action(NOW + HOUR), climb=Climb(conversation.id, 1, "lead"))
        again = await tell_customer(session, action=action(NOW + HOUR), step_id=row.id)

    assert (told.key, between, again.key) == ("expired", (None, None), "queued_undo")


async def test_nobody_is_told_of_a_rung_after_all_is_solved(database):
    """And the conversation stays resolved."""
    async with database.writing() as session:
        conversation, row = await climbed(session)
        await resolve(session, action=action(), conversation_id=conversation.id, sure=True)
        told = await tell_customer(session, action=action(), step_id=row.id)

    assert (told.key, conversation.status) == ("resolved_already", "resolved")


async def test_what_is_told_of_a_rung_is_our_word(database):
    """The next turn knows by when the customer expects to hear from us, and of what."""
    async with database.writing() as session:
        conversation, row = await climbed(session)
        await tell_customer(session, action=action(), step_id=row.id)
        await a_turn(session, conversation, NOW + HOUR)

    assert (conversation.promised_at, conversation.promised) == (row.tell_by, LEAD.text)


@pytest.mark.parametrize("waiting", [True, False])
async def test_a_word_taken_back_leaves_the_one_before_it(database, waiting):
    """Whether the customer waited for it or not, and whether they wrote meanwhile."""
    word = {"promised_at": NOW + HOUR, "promised": "find the parcel"}
    async with database.writing() as session:
        conversation, row = await climbed(session)
        await change(session, conversation, waiting_since=NOW if waiting else None, **word)
        await tell_customer(session, action=action(), step_id=row.id)
        said = conversation.promised
        held = await session.scalar(select(Outgoing).where(col(Outgoing.kind) == OutgoingKind.REPLY))
        await a_turn(session, conversation, NOW + MINUTE)
        await undo_reply(session, action=action(), outgoing_id=held.id)

    assert said == LEAD.text
    assert (conversation.promised_at, conversation.promised) == (word["promised_at"], word["promised"])
