"""Scenario 7: the customer edits a message, the agent edits a reply; copies change, versions stay."""

from datetime import timedelta

import pytest
from contents import CONTENTS
from sqlalchemy import delete
from sqlmodel import col

from bot.clocks import machine_now
from bot.sandbox import Fault
from bot.sandbox.faults import status
from bot.storage.sending import make_chat_wait
from bot.storage.tables.conversations import AssessmentRow, Message, MessageVersion, Note
from bot.storage.tables.traffic import ChatWait

pytestmark = pytest.mark.asyncio(loop_scope="module")


def relays(shift, customer):
    return [line for line in shift.lines(customer) if line.startswith("💬")]


async def versions(shift, message):
    return [one.text for one in await shift.rows(MessageVersion, message_id=message.id)]


async def test_a_customer_edits_a_message(shift):
    """Scenario 7: the copy is edited, no new message; every version is kept; it is classified again."""
    anna = shift.customer()
    await shift.asks(anna, "where is order 1042?")
    message = shift.telegram.sent(anna.id)[0]
    before = len(shift.topic(anna))
    shift.telegram.edit(anna, message["message_id"], "where is order 1043?")
    await shift.until(lambda: relays(shift, anna) == ["💬 where is order 1043?"])
    await shift.until(lambda: shift.shows(anna, "1043"))
    (stored,) = await shift.of(Message, anna)

    assert stored.text == "where is order 1043?"
    assert await versions(shift, stored) == ["where is order 1042?"]
    assert len(await shift.of(AssessmentRow, anna)) == 2
    assert len(shift.topic(anna)) == before


async def test_an_edit_within_a_burst_changes_its_line_alone(shift):
    """Texts relayed as one message: the others stay as they are."""
    anna = shift.customer()
    await _hold(shift, shift.staff)
    for text in ("one tent", "two chairs", "three lamps"):
        shift.telegram.write(anna, text)
    await shift.eventually(lambda: _stored(shift, anna, 3))
    await _let_go(shift, shift.staff)
    await shift.until(lambda: relays(shift, anna) == ["💬 one tent", "💬 two chairs\nthree lamps"])
    shift.telegram.edit(anna, shift.telegram.sent(anna.id)[1]["message_id"], "four chairs")
    await shift.until(lambda: relays(shift, anna) == ["💬 one tent", "💬 four chairs\nthree lamps"])

    assert len(await shift.of(Message, anna)) == 3


async def _stored(shift, customer, count):
    rows = await shift.rows(Message, chat_id=customer.id)
    return len(rows) == count


async def test_a_caption_is_edited_and_a_replaced_picture_shown_anew(shift):
    """Words below a file change in place; another file comes below, with a line that says so."""
    anna = shift.customer()
    sent = shift.telegram.send_photo(anna, b"first", "the box")
    await shift.until(lambda: shift.cards(anna))
    shift.telegram.edit(anna, sent["message_id"], "the torn box")
    await shift.until(lambda: any(one.get("caption") == "the torn box" for one in shift.topic(anna)))
    before = len([one for one in shift.topic(anna) if "photo" in one])
    other = {"photo": [{**shift.telegram.file(b"second"), "width": 4, "height": 3}], "caption": "the torn box"}
    shift.telegram.replace(anna, sent["message_id"], other)
    await shift.until(lambda: len([one for one in shift.topic(anna) if "photo" in one]) == 2)
    (stored,) = await shift.of(Message, anna)
    kept = await shift.rows(MessageVersion, message_id=stored.id)

    assert before == 1
    assert any("put another file in the place" in line for line in shift.lines(anna))
    assert [one.media is not None for one in kept] == [False, True]


async def test_an_edit_after_the_answer_is_told(shift):
    """An edit alerts nobody, and nobody looks at what is answered: one line says what changed."""
    anna, olga = shift.customer(), shift.agent()
    await shift.asks(anna, "two tents please")
    await shift.says(olga, anna, "Two are on their way")
    shift.telegram.edit(anna, shift.telegram.sent(anna.id)[0]["message_id"], "three tents please")
    await shift.until(lambda: relays(shift, anna) == ["💬 three tents please"])
    await shift.until(lambda: any("answered already" in line and "three tents" in line for line in shift.lines(anna)))

    assert shift.received(anna) == ["Two are on their way"]


async def test_an_edit_of_a_relay_that_is_gone_is_told_in_a_line(shift):
    """Somebody deleted the copy: the new words are not lost."""
    anna = shift.customer()
    await shift.asks(anna, "green please")
    shown = next(one for one in shift.topic(anna) if one.get("text") == "💬 green please")
    shift.telegram.relations.delete(shift.staff, shown["message_id"])
    shift.telegram.edit(anna, shift.telegram.sent(anna.id)[0]["message_id"], "blue please")
    await shift.until(
        lambda: any("changed a message to" in line and "blue please" in line for line in shift.lines(anna))
    )


async def test_an_agent_edits_a_reply(shift):
    """Scenario 7: the customer's copy is edited, no new message; the old words are kept."""
    anna, olga = shift.customer(), shift.agent()
    await shift.asks(anna)
    message = await shift.says(olga, anna, "It comes on Thrusday")
    await shift.until(lambda: shift.fresh(message)["reactions"] == ["👍"])
    shift.telegram.edit(olga, message["message_id"], "It comes on Thursday", chat_id=shift.staff)
    await shift.until(lambda: shift.received(anna) == ["It comes on Thursday"])
    await shift.until(lambda: shift.reactions(message["message_id"])[-2:] == ["👀", "👍"])
    stored = (await shift.of(Message, anna))[-1]

    assert stored.text == "It comes on Thursday"
    assert await versions(shift, stored) == ["It comes on Thrusday"]


async def test_an_agent_edits_words_below_a_file(shift):
    """The caption at the customer's follows."""
    anna, olga = shift.customer(), shift.agent()
    await shift.asks(anna)
    place = {"chat_id": shift.staff, "thread_id": shift.thread(anna)}
    message = shift.telegram.say(olga, CONTENTS["document"], **place)
    await shift.until(lambda: shift.received(anna) == ["the invoice"])
    shift.telegram.edit(olga, message["message_id"], "the corrected invoice", chat_id=shift.staff)

    await shift.until(lambda: shift.received(anna) == ["the corrected invoice"])


@pytest.mark.parametrize(("before", "after"), [("short", "word " * 1500 + "end"), ("word " * 1500 + "end", "short")])
async def test_an_edit_may_need_more_or_fewer_messages(shift, before, after):
    """Whole words, whatever their length."""
    anna, olga = shift.customer(), shift.agent()
    await shift.asks(anna)
    message = shift.telegram.write_in_topic(olga, shift.thread(anna), before)
    await shift.until(lambda: shift.fresh(message)["reactions"] == ["👍"])
    shift.telegram.edit(olga, message["message_id"], after, chat_id=shift.staff)
    await shift.until(lambda: "".join("".join(shift.received(anna)).split()) == "".join(after.split()))


async def test_an_edit_of_something_queued_changes_what_goes_out(shift):
    """The customer sees the corrected words only."""
    anna, olga = shift.customer(), shift.agent()
    await shift.asks(anna)
    await _hold(shift, anna.id)
    message = shift.telegram.write_in_topic(olga, shift.thread(anna), "Its on teh way")
    await shift.eventually(lambda: _queued(shift, anna))
    shift.telegram.edit(olga, message["message_id"], "It's on the way", chat_id=shift.staff)
    await shift.eventually(lambda: _queued(shift, anna, "It's on the way"))
    await _let_go(shift, anna.id)
    await shift.until(lambda: shift.received(anna))

    assert shift.received(anna) == ["It's on the way"]
    assert not any(
        call.method == "editMessageText" and call.params["chat_id"] == anna.id for call in shift.telegram.transcript
    )


async def _hold(shift, chat_id):
    """Telegram has asked to leave this chat alone for an hour."""
    async with shift.app.database.writing() as session:
        await make_chat_wait(session, chat_id, machine_now() + timedelta(hours=1))


async def _let_go(shift, chat_id):
    async with shift.app.database.writing() as session:
        await session.execute(delete(ChatWait).where(col(ChatWait.chat_id) == chat_id))
    shift.app.parts.sender.wake.set()


async def _queued(shift, customer, text=None):
    rows = await shift.replies(customer)
    return bool(rows) and (text is None or rows[-1].content["text"] == text)


@pytest.mark.parametrize("edited", ["// she is rude", "/remind 2h call"])
async def test_an_edit_cannot_turn_a_reply_into_a_note(shift, edited):
    """The customer has it: the agent is told so, and the words for the desk do not leave."""
    anna, olga = shift.customer(), shift.agent()
    await shift.asks(anna)
    message = await shift.says(olga, anna, "On Friday")
    shift.telegram.edit(olga, message["message_id"], edited, chat_id=shift.staff)
    await shift.until(lambda: any("can't become a note" in line for line in shift.lines(anna)))

    assert shift.received(anna) == ["On Friday"]
    assert await shift.of(Note, anna) == []


@pytest.mark.parametrize("edited", ["// she called twice", "she called twice"])
async def test_an_edit_of_a_note_changes_the_note(shift, edited):
    """With or without its mark: what was for the desk stays there."""
    anna, olga = shift.customer(), shift.agent()
    await shift.asks(anna)
    message = shift.telegram.write_in_topic(olga, shift.thread(anna), "// she called")
    await shift.until(lambda: shift.fresh(message)["reactions"] == ["✍"])
    shift.telegram.edit(olga, message["message_id"], edited, chat_id=shift.staff)
    await shift.eventually(lambda: _noted(shift, anna, "she called twice"))

    assert shift.received(anna) == []


async def _noted(shift, customer, text):
    return [note.text for note in await shift.of(Note, customer)] == [text]


async def test_an_edited_command_is_no_reply(shift):
    """A mistyped command put right by an edit: the agent learns that the customer has nothing of it."""
    anna, olga = shift.customer(), shift.agent()
    await shift.asks(anna)
    message = shift.telegram.write_in_topic(olga, shift.thread(anna), "/hello Anna")
    await shift.until(lambda: any("I don't know /hello" in line for line in shift.lines(anna)))
    shift.telegram.edit(olga, message["message_id"], "hello Anna", chat_id=shift.staff)
    await shift.until(lambda: any("never got this message" in line for line in shift.lines(anna)))

    assert shift.received(anna) == []


async def test_an_edit_that_telegram_refuses_is_told(shift):
    """The agent knows which words the customer has."""
    anna, olga = shift.customer(), shift.agent()
    await shift.asks(anna)
    message = await shift.says(olga, anna, "On Friday")
    kind = status(400, "Bad Request: message can't be edited")
    shift.telegram.faults.add(Fault(kind=kind, method="editMessageText", chat_id=anna.id))
    shift.telegram.edit(olga, message["message_id"], "On Saturday", chat_id=shift.staff)
    await shift.until(lambda: any("keeps the first wording" in line for line in shift.lines(anna)))

    assert shift.received(anna) == ["On Friday"]
