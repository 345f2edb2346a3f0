"""What ends or moves a conversation: escalate, resolve, reopen, corrections, details."""

from datetime import timedelta

import pytest

from bot.storage.tables.conversations import Conversation, Correction, Status
from bot.storage.tables.people import Agent, Identity

LEAD = 424242
SETTINGS = {"leads": (LEAD,)}

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.fixture(scope="module")
def lead(shift):
    """Somebody who leads, and has opened the bot in private."""
    return shift.telegram.agent("Lena", id=LEAD, started=True)


def alerts(shift):
    return [message for message in shift.telegram.sent(LEAD) if message["from"]["is_bot"]]


async def test_escalate_tells_the_leads_in_private_and_the_topic(shift, lead):
    """With a way to the topic; the card says that it was passed on, and the customer nothing."""
    anna, olga = shift.customer(), shift.agent("Olga")
    card, before = await shift.asks(anna), len(alerts(shift))
    await shift.press(olga, card, "escalate")
    told = await shift.press(olga, shift.fresh(card), "climb", "lead")
    await shift.until(lambda: len(alerts(shift)) > before)
    await shift.until(lambda: any("⬆️ Olga passed this on to" in line for line in shift.lines(anna)))
    await shift.until(lambda: shift.shows(anna, "⬆️ passed to"))
    alert = alerts(shift)[-1]

    assert told.text == "Leads are being told"
    assert alert["text"].startswith("⬆️ Olga passes this to: lead")
    assert any(one.get("url", "").endswith(f"/{shift.thread(anna)}") for one in alert["entities"])
    assert shift.received(anna) == []


async def test_resolve_asks_again_while_the_customer_waits(shift):
    """Nobody closes on a waiting customer by a slip; the second tap does."""
    anna, olga = shift.customer(), shift.agent()
    card = await shift.asks(anna)
    first = await shift.press(olga, card, "resolve")
    between = (await shift.conversation(anna)).status
    second = await shift.press(olga, shift.fresh(card), "close")
    await shift.until(lambda: shift.shows(anna, "✔️ resolved"))
    conversation = await shift.conversation(anna)

    assert (first.text.split(".")[0], first.show_alert) == ("The customer still waits for an answer", True)
    assert between == Status.OPEN
    assert second.text == "Resolved. The customer can write again any time"
    assert (conversation.status, conversation.waiting_since, conversation.due_at) == (Status.RESOLVED, None, None)
    assert shift.data(shift.card(anna), "reopen")
    assert shift.received(anna) == []


async def test_resolve_after_the_answer_is_one_tap(shift):
    """And a second one says that it is done."""
    anna, olga = shift.customer(), shift.agent()
    await shift.asks(anna)
    await shift.says(olga, anna, "it comes tomorrow")
    data = shift.data(shift.card(anna), "resolve")
    told = await shift.push(olga, shift.card(anna), data)
    again = await shift.push(olga, shift.card(anna), data)

    assert (told.text, again.text) == ("Resolved. The customer can write again any time", "Resolved already")


async def resolved(shift, customer, agent):
    await shift.asks(customer)
    await shift.says(agent, customer, "it comes tomorrow")
    await shift.press(agent, shift.card(customer), "resolve")
    await shift.until(lambda: "✔️ resolved" in shift.card(customer)["text"])


async def conversations(shift, customer):
    (identity,) = await shift.rows(Identity, kind="telegram", value=str(customer.id))
    return await shift.rows(Conversation, customer_id=identity.customer_id)


async def test_reopen_by_button(shift):
    """The agent who reopens has it."""
    anna, olga = shift.customer(), shift.agent()
    await resolved(shift, anna, olga)
    told = await shift.press(olga, shift.card(anna), "reopen")
    await shift.until(lambda: "✔️ resolved" not in shift.card(anna)["text"])
    conversation = await shift.conversation(anna)
    (agent,) = await shift.rows(Agent, telegram_id=olga.id)

    assert told.text == "Open again"
    assert (conversation.status, conversation.reopened, conversation.assignee_id) == (Status.OPEN, True, agent.id)


async def test_a_message_within_72_hours_reopens(shift):
    """The same conversation, the same topic, a new card."""
    anna, olga = shift.customer(), shift.agent()
    await resolved(shift, anna, olga)
    thread = shift.thread(anna)
    shift.harness.clock.advance(timedelta(hours=71))
    await shift.asks(anna, "it is still not here")
    (conversation,) = await conversations(shift, anna)

    assert (conversation.status, conversation.reopened, conversation.turn) == (Status.OPEN, True, 2)
    assert conversation.resolved_at is None
    assert shift.thread(anna) == thread


async def test_a_later_message_is_a_new_conversation_in_the_same_topic(shift):
    """A new question months later does not carry the old one's history as open."""
    anna, olga = shift.customer(), shift.agent()
    await resolved(shift, anna, olga)
    thread = shift.thread(anna)
    shift.harness.clock.advance(timedelta(hours=73))
    await shift.asks(anna, "do you have the tent in green?")
    old, new = await conversations(shift, anna)

    assert (old.status, new.status, new.turn, new.reopened) == (Status.RESOLVED, Status.OPEN, 1, False)
    assert shift.thread(anna) == thread
    assert (
        len([one for one in shift.telegram.state.chats[shift.staff].topics.values() if anna.last_name in one.name]) == 1
    )


async def test_a_reply_in_the_topic_goes_to_the_newest_conversation(shift):
    """Also where the last one was resolved: agents may always add a word."""
    anna, olga = shift.customer(), shift.agent()
    await resolved(shift, anna, olga)
    await shift.says(olga, anna, "PS: thank you for your patience")

    assert shift.received(anna)[-1] == "PS: thank you for your patience"


async def test_a_wrong_type_is_corrected_and_kept(shift):
    """Three taps: the next model and the report know who said so, about which turn; the card's buttons come back."""
    anna, olga = shift.customer(), shift.agent()
    card = await shift.asks(anna)
    await shift.press(olga, card, "menu", "more")
    await shift.press(olga, shift.fresh(card), "menu", "wrong")
    await shift.press(olga, shift.fresh(card), "axis", "demeanour")
    told = await shift.press(olga, shift.fresh(card), "fix", "demeanour", "hurried")
    (correction,) = await shift.of(Correction, anna)
    (agent,) = await shift.rows(Agent, telegram_id=olga.id)

    assert told.text == "Thank you, noted"
    assert (correction.axis, correction.right, correction.turn) == ("demeanour", "hurried", 1)
    assert correction.agent_id == agent.id
    assert shift.data(shift.fresh(card), "say")


@pytest.mark.parametrize("axis", ["motive", "lifecycle", "value", "advocacy", "decision", "caution"])
async def test_every_axis_opens(shift, axis):
    """No menu behind `wrong type` is a dead end."""
    anna, olga = shift.customer(), shift.agent()
    card = await shift.asks(anna)
    await shift.push(olga, card, f"t1:axis:1:1:{axis}")

    assert shift.data(shift.fresh(card), "fix", axis)


async def test_details_say_why(shift):
    """Every verdict with its score, the customer's words behind it, and where each reply came from."""
    anna, olga = shift.customer(), shift.agent()
    card = await shift.asks(anna, "Where is my order??? I need it TODAY, this is urgent!!!")
    await shift.press(olga, card, "menu", "more")
    await shift.press(olga, shift.fresh(card), "details")
    await shift.until(lambda: any(line.startswith("Details") for line in shift.lines(anna)))
    details = next(line for line in shift.lines(anna) if line.startswith("Details"))

    assert "Mood: " in details
    assert "%" in details
    assert "✎ short: " in details
    assert shift.data(shift.fresh(card), "say")
    assert shift.received(anna) == []


async def test_danger_alerts_the_leads_at_once(shift, lead):
    """In private, with a way to the topic; the approved text takes two taps and is not held."""
    anna, olga = shift.customer(), shift.agent()
    before = len(alerts(shift))
    card = await shift.asks(anna, "I want to kill myself, there is no point in living any more")
    await shift.until(lambda: len(alerts(shift)) > before)
    alerted = alerts(shift)[-1]["text"]
    first = await shift.press(olga, card, "say")
    between = shift.received(anna)
    await shift.press(olga, shift.fresh(card), "sure")
    await shift.until(lambda: shift.received(anna))

    assert alerted.startswith("🔴 READ FIRST: possible self-harm")
    assert card["text"].startswith("🔴 READ FIRST: possible self-harm")
    assert (first.text, first.show_alert) == ("Approved text: read it, then tap again to send", True)
    assert between == []
    assert shift.received(anna)[0] in card["text"]
