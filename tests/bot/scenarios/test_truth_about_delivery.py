"""Scenario 1: whatever Telegram answers, an agent never sees "sent" before it is, and learns the cause."""

import pytest

from bot.sandbox import Fault
from bot.sandbox.faults import CLOSE, CLOSE_AFTER, NOT_JSON, hang, retry_after, status
from bot.storage.tables.traffic import OutgoingState

BAD_GATEWAY = status(502, "Bad Gateway")
FINAL = {
    "chat not found": status(400, "Bad Request: chat not found"),
    "deactivated": status(403, "Forbidden: user is deactivated"),
    "too long": status(400, "Bad Request: message is too long"),
}
UNCERTAIN = {"closed before": (CLOSE, 0), "closed after": (CLOSE_AFTER, 1), "not JSON": (NOT_JSON, 0)}
TEMPORARY = {"429": retry_after(1), "500": status(500, "Internal Server Error"), "502": BAD_GATEWAY}

pytestmark = pytest.mark.asyncio(loop_scope="module")


class Watch:
    """Notes, at each change of the sandbox, whether a thumb or a tick stood before the customer had the reply."""

    def __init__(self, shift, customer, message):
        self.shift, self.customer, self.message, self.lied = shift, customer, message, False
        shift.telegram.state.listeners.append(self.look)

    def look(self, _chat_id, _thread_id):
        thumb = "👍" in self.shift.fresh(self.message)["reactions"]
        tick = any("✅" in card.get("text", "") for card in self.shift.cards(self.customer))
        self.lied = self.lied or ((thumb or tick) and not self.shift.received(self.customer))


async def answered_while(shift, kind, *, times=1, text="it comes tomorrow"):
    """A customer asks, and the agent's reply meets a fault."""
    anna, olga = shift.customer(), shift.agent("Olga")
    await shift.asks(anna)
    shift.telegram.faults.add(Fault(kind=kind, method="sendMessage", chat_id=anna.id, times=times))
    message = shift.telegram.write_in_topic(olga, shift.thread(anna), text)
    return anna, olga, message, Watch(shift, anna, message)


def note(shift, customer, words):
    """The line in the topic that says this."""
    return next((one for one in shift.topic(customer) if words in one.get("text", "")), None)


@pytest.mark.parametrize("kind", TEMPORARY.values(), ids=TEMPORARY)
async def test_a_temporary_failure_is_tried_again(shift, kind):
    """👀 while it is under way, 👍 when it is there, once; nobody is bothered."""
    anna, _, message, watch = await answered_while(shift, kind)
    await shift.until(lambda: shift.fresh(message)["reactions"] == ["👍"])
    await shift.until(lambda: shift.shows(anna, "✅ Olga"))

    assert shift.received(anna) == ["it comes tomorrow"]
    assert shift.reactions(message["message_id"]) == ["👀", "👍"]
    assert not watch.lied
    assert [row.state for row in await shift.replies(anna)] == [OutgoingState.SENT]


@pytest.mark.parametrize("kind", FINAL.values(), ids=FINAL)
async def test_a_final_failure_is_told_and_not_tried_again(shift, kind):
    """👎 with the cause; the customer waits again, with their clock; the card offers its replies again."""
    anna, _, message, watch = await answered_while(shift, kind)
    before = (await shift.conversation(anna)).opened_at
    await shift.until(lambda: shift.fresh(message)["reactions"] == ["👎"])
    await shift.until(lambda: note(shift, anna, "Not delivered"))
    await shift.until(lambda: shift.shows(anna, "❌ Olga: not delivered"))
    (row,) = await shift.replies(anna)
    conversation = await shift.conversation(anna)

    assert kind.answer["description"] in note(shift, anna, "Not delivered")["text"]
    assert (row.state, row.attempts) == (OutgoingState.FAILED, 0)
    assert (conversation.waiting_since, conversation.unanswered) == (before, 1)
    assert conversation.due_at is not None
    assert "Reply by" in shift.card(anna)["text"]
    assert shift.data(shift.card(anna), "say")
    assert shift.received(anna) == []
    assert not watch.lied


async def test_a_failed_reply_can_be_sent_again(shift):
    """When the agent says so; then the customer is answered, and the card says that too."""
    anna, olga, message, watch = await answered_while(shift, FINAL["chat not found"])
    await shift.until(lambda: note(shift, anna, "Not delivered"))
    told = await shift.press(olga, note(shift, anna, "Not delivered"), "again")
    await shift.until(lambda: shift.fresh(message)["reactions"] == ["👍"])
    await shift.until(lambda: shift.shows(anna, "✅ Olga"))
    again = await shift.press(olga, note(shift, anna, "Not delivered"), "again")

    assert (told.text, again.text) == ("On its way", "Settled already")
    assert shift.received(anna) == ["it comes tomorrow"]
    assert (await shift.conversation(anna)).waiting_since is None
    assert not watch.lied


@pytest.mark.parametrize(("kind", "there"), UNCERTAIN.values(), ids=UNCERTAIN)
async def test_an_uncertain_reply_is_asked_about(shift, kind, there):
    """🤔: Telegram has no key to ask by, so the reply is neither repeated nor called sent."""
    anna, _, message, watch = await answered_while(shift, kind)
    await shift.until(lambda: shift.fresh(message)["reactions"] == ["🤔"])
    await shift.until(lambda: note(shift, anna, "may have arrived"))
    await shift.until(lambda: shift.shows(anna, "🤔 Olga: may have arrived"))
    (row,) = await shift.replies(anna)

    assert "Send it again?" in note(shift, anna, "so this reply may have arrived")["text"]
    assert row.state == OutgoingState.AMBIGUOUS
    assert len(shift.received(anna)) == there
    assert not any("✅" in line for line in shift.lines(anna))
    assert not watch.lied


async def test_send_again(shift):
    """The agent looked, it is not there: one press sends it, a second does nothing."""
    anna, olga, message, watch = await answered_while(shift, CLOSE)
    await shift.until(lambda: note(shift, anna, "so this reply may have arrived"))
    question = note(shift, anna, "so this reply may have arrived")
    told = await shift.press(olga, question, "again")
    await shift.until(lambda: shift.fresh(message)["reactions"] == ["👍"])
    again, arrived = await shift.press(olga, question, "again"), await shift.press(olga, question, "arrived")
    await shift.until(lambda: shift.shows(anna, "✅ Olga"))

    assert told.text == "On its way"
    assert (again.text, arrived.text) == ("Settled already", "Settled already")
    assert shift.received(anna) == ["it comes tomorrow"]
    assert not watch.lied


async def test_it_arrived(shift):
    """The agent asked the customer: it is settled as sent, and not repeated."""
    anna, olga, _, _ = await answered_while(shift, CLOSE_AFTER)
    await shift.until(lambda: note(shift, anna, "so this reply may have arrived"))
    question = note(shift, anna, "so this reply may have arrived")
    told = await shift.press(olga, question, "arrived")
    again = await shift.press(olga, question, "again")
    await shift.until(lambda: shift.shows(anna, "✅ Olga"))
    (row,) = await shift.replies(anna)

    assert (told.text, again.text) == ("Noted as arrived", "Settled already")
    assert row.state == OutgoingState.SENT
    assert shift.received(anna) == ["it comes tomorrow"]


@pytest.mark.parametrize("kind", [*TEMPORARY.values(), CLOSE, CLOSE_AFTER, NOT_JSON], ids=[*TEMPORARY, *UNCERTAIN])
@pytest.mark.parametrize("method", ["createForumTopic", "sendMessage"])
async def test_what_agents_read_is_sent_again_without_asking(shift, kind, method):
    """A relay or a card that may have arrived is worth a duplicate; a lost one is not."""
    anna = shift.customer()
    shift.telegram.faults.add(Fault(kind=kind, method=method, chat_id=shift.staff))
    await shift.asks(anna, "do you have the tent in green?")

    assert "💬 do you have the tent in green?" in shift.lines(anna)
    assert len(shift.cards(anna)) <= 2


async def test_a_reply_in_two_parts_goes_on_where_it_stopped(shift):
    """The first part arrived, the second met a 500: it alone is sent again."""
    anna, olga = shift.customer(), shift.agent()
    await shift.asks(anna)
    text = "first " * 700 + "second " * 500
    shift.telegram.faults.add(Fault(kind=hang(0.2), method="sendMessage", chat_id=anna.id))
    shift.telegram.write_in_topic(olga, shift.thread(anna), text)
    await shift.until(lambda: not len(shift.telegram.faults))
    shift.telegram.faults.add(Fault(kind=BAD_GATEWAY, method="sendMessage", chat_id=anna.id))
    await shift.until(lambda: len(shift.received(anna)) == 2)

    assert not len(shift.telegram.faults)
    assert " ".join(shift.received(anna)).split() == text.split()
