"""Answering: tones, undo, edit, own words, claims, and two agents at once."""

import asyncio
from datetime import timedelta

import pytest

from bot.storage.tables.conversations import FollowUpRow, FollowUpStatus, Note
from bot.storage.tables.people import Agent

pytestmark = pytest.mark.asyncio(loop_scope="module")


def actions(message):
    rows = (message.get("reply_markup") or {}).get("inline_keyboard", [])
    found = [one["callback_data"].split(":")[1] for row in rows for one in row]
    return [action for action in found if action != "tick"]  # how many steps there are is the playbooks' affair


async def test_a_pressed_reply_is_held_then_arrives(shift):
    """The agent sees that it waits, the customer nothing; then both see it, word for word as on the card."""
    anna, olga = shift.customer(), shift.agent("Olga")
    card = await shift.asks(anna)
    told = await shift.press(olga, card, "say", "short")
    await shift.until(lambda: shift.shows(anna, "⏳ Olga: sending"))
    before = shift.received(anna), actions(shift.card(anna))
    await shift.let_go(anna)
    await shift.until(lambda: shift.shows(anna, "✅ Olga"))
    (reply,) = shift.received(anna)

    assert told.text == "Goes out in 600 s. Undo takes it back"
    assert before == ([], ["undo", "menu", "escalate", "resolve", "menu"])
    assert reply in card["text"]
    assert actions(shift.card(anna)) == ["unsend", "menu", "escalate", "resolve", "menu"]


async def test_sending_claims_and_ends_the_turn(shift):
    """Who answers holds the conversation, and nobody waits any more."""
    anna, olga = shift.customer(), shift.agent("Olga")
    card = await shift.asks(anna)
    await shift.press(olga, card, "say")
    conversation = await shift.conversation(anna)
    (agent,) = await shift.rows(Agent, telegram_id=olga.id)

    assert conversation.assignee_id == agent.id
    assert (conversation.waiting_since, conversation.unanswered, conversation.due_at) == (None, 0, None)


async def test_undo_takes_a_held_reply_back(shift):
    """The customer never sees it and waits as before, with the same clock; the proposed follow-up goes too."""
    anna, olga = shift.customer(), shift.agent()
    card = await shift.asks(anna)
    before = await shift.conversation(anna)
    await shift.press(olga, card, "say")
    await shift.until(lambda: "undo" in actions(shift.card(anna)))
    told = await shift.press(olga, shift.card(anna), "undo")
    await shift.until(lambda: "say" in actions(shift.card(anna)))
    await shift.let_go(anna)
    after = await shift.conversation(anna)
    proposed = await shift.of(FollowUpRow, anna, status=FollowUpStatus.PENDING)

    assert told.text == "Taken back: the customer has not seen it"
    assert (after.waiting_since, after.unanswered, after.due_at) == (
        before.waiting_since,
        before.unanswered,
        before.due_at,
    )
    assert shift.card(anna)["text"].startswith(card["text"].splitlines()[0][:8])
    assert proposed == []
    assert [row.state for row in await shift.replies(anna)] == ["cancelled"]
    assert shift.received(anna) == []


async def test_after_an_undo_another_tone_can_be_sent(shift):
    """Undone means undone: the next press sends, once, with one follow-up at most."""
    anna, olga = shift.customer(), shift.agent()
    card = await shift.asks(anna)
    await shift.press(olga, card, "say", "short")
    await shift.until(lambda: "undo" in actions(shift.card(anna)))
    await shift.press(olga, shift.card(anna), "undo")
    await shift.until(lambda: "say" in actions(shift.card(anna)))
    await shift.press(olga, shift.card(anna), "say", "warm")
    await shift.let_go(anna)
    await shift.until(lambda: shift.received(anna))
    proposed = await shift.of(FollowUpRow, anna, status=FollowUpStatus.PENDING)

    assert len(shift.received(anna)) == 1
    assert len(proposed) <= 1


async def test_undo_comes_too_late_when_it_is_out(shift):
    """What the customer has seen cannot be unseen, and the agent is told so."""
    anna, olga = shift.customer(), shift.agent()
    card = await shift.asks(anna)
    await shift.press(olga, card, "say")
    await shift.until(lambda: "undo" in actions(shift.card(anna)))
    undo = shift.data(shift.card(anna), "undo")
    await shift.let_go(anna)
    await shift.until(lambda: shift.received(anna))
    told = await shift.push(olga, card, undo)

    assert (told.text, told.show_alert) == ("It is out already", True)
    assert len(shift.received(anna)) == 1


async def test_a_second_press_does_not_answer_twice(shift):
    """A double tap, or a colleague's tap on a card not yet redrawn, sends nothing."""
    anna, olga, piet = shift.customer(), shift.agent("Olga"), shift.agent("Piet")
    card = await shift.asks(anna)
    data = shift.data(card, "say", "short")
    await shift.push(olga, card, data)
    again, other = await shift.push(olga, card, data), await shift.push(piet, card, data)

    assert {again.text, other.text} == {"This turn has its answer already. To add to it, write in the topic"}
    assert len(await shift.replies(anna)) == 1


async def test_two_agents_who_press_at_the_same_moment(shift):
    """One wins, the other is told; the customer gets one reply."""
    anna = shift.customer()
    agents = [shift.agent(f"Agent{number}") for number in range(4)]
    card = await shift.asks(anna)
    told = await asyncio.gather(*(shift.push(one, card, shift.data(card, "say", "short")) for one in agents))

    assert sorted(one.text[:9] for one in told) == ["Goes out ", *["This turn"] * 3]
    assert len(await shift.replies(anna)) == 1


async def test_the_card_of_an_earlier_turn_sends_nothing(shift):
    """Its replies answer a question that is no longer the last one."""
    anna, olga = shift.customer(), shift.agent()
    old = await shift.asks(anna)
    await shift.says(olga, anna, "It comes tomorrow")
    await shift.asks(anna, "And the second parcel?")
    told = await shift.push(olga, old, shift.data(old, "say", "short"))

    assert told.text == "The customer has written since: use the newest card"
    assert shift.received(anna) == ["It comes tomorrow"]


async def test_edit_gives_the_reply_to_copy_and_what_is_then_written_is_the_reply(shift):
    """No form: the text stands in the topic ready to be tapped, and the agent's version is what is sent."""
    anna, olga = shift.customer(), shift.agent()
    card = await shift.asks(anna)
    await shift.press(olga, card, "edit")
    await shift.until(lambda: any("Tap the text to copy it" in line for line in shift.lines(anna)))
    offered = next(message for message in shift.topic(anna) if "Tap the text" in message.get("text", ""))
    before = shift.received(anna)
    await shift.says(olga, anna, "My own version")

    assert offered["entities"][0]["type"] == "code"
    assert offered["text"].split("\n\nTap the text")[0] in card["text"]
    assert before == []
    assert shift.received(anna) == ["My own version"]


async def test_own_words_go_out_as_they_are_with_the_truth_about_it(shift):
    """Seen at once, a thumb when Telegram has it, and the card says who answered."""
    anna, olga = shift.customer(), shift.agent("Olga")
    await shift.asks(anna)
    message = await shift.says(olga, anna, 'Hi <Anna> & "co" *stars*')
    await shift.until(lambda: shift.fresh(message)["reactions"] == ["👍"])
    await shift.until(lambda: shift.shows(anna, "✅ Olga"))

    assert shift.received(anna) == ['Hi <Anna> & "co" *stars*']
    assert shift.reactions(message["message_id"]) == ["👀", "👍"]


async def test_words_of_another_agent_are_a_note_until_confirmed(shift):
    """In a conversation that somebody holds nothing slips out; one press sends it after all, and claims."""
    anna, olga, piet = shift.customer(), shift.agent("Olga"), shift.agent("Piet")
    await shift.asks(anna)
    await shift.says(olga, anna, "I'm on it")
    shift.telegram.write_in_topic(piet, shift.thread(anna), "It was lost, I sent a new one")
    await shift.until(lambda: any("Olga has this conversation" in line for line in shift.lines(anna)))
    before = shift.received(anna), [note.text for note in await shift.of(Note, anna)]
    offer = next(one for one in shift.topic(anna) if "Olga has this conversation" in one.get("text", ""))
    await shift.press(piet, offer, "anyway")
    await shift.until(lambda: len(shift.received(anna)) == 2)
    again = await shift.press(piet, offer, "anyway")
    agent = (await shift.rows(Agent, telegram_id=piet.id))[0]

    assert before == (["I'm on it"], ["It was lost, I sent a new one"])
    assert shift.received(anna) == ["I'm on it", "It was lost, I sent a new one"]
    assert again.text == "This turn has its answer already. To add to it, write in the topic"
    assert (await shift.conversation(anna)).assignee_id == agent.id


async def test_a_picture_of_another_agent_is_sent_whole_when_confirmed(shift):
    """Not only its caption."""
    anna, olga, piet = shift.customer(), shift.agent("Olga"), shift.agent("Piet")
    await shift.asks(anna)
    await shift.says(olga, anna, "I'm on it")
    shift.telegram.send_photo_in_topic(piet, shift.thread(anna), b"picture", "the label")
    await shift.until(lambda: any("Olga has this conversation" in line for line in shift.lines(anna)))
    offer = next(one for one in shift.topic(anna) if "Olga has this conversation" in one.get("text", ""))
    await shift.press(piet, offer, "anyway")
    await shift.until(lambda: len(shift.received(anna)) == 2)
    sent = shift.telegram.sent(anna.id)[-1]

    assert sent["caption"] == "the label"
    assert sent["photo"]


async def test_a_press_by_another_agent_is_refused_while_the_claim_holds(shift):
    """Within 15 minutes of a new question it is the assignee's to answer; then the claim lapses."""
    anna, olga, piet = shift.customer(), shift.agent("Olga"), shift.agent("Piet")
    await shift.asks(anna)
    await shift.says(olga, anna, "I'm on it")
    card = await shift.asks(anna, "And where is my second order?")
    shift.harness.clock.advance(timedelta(minutes=14))
    held = await shift.press(piet, card, "say")
    shift.harness.clock.advance(timedelta(minutes=2))
    lapsed = await shift.press(piet, card, "say")

    assert held.text.startswith("Olga is on it since ")
    assert held.text.endswith("Take over under ⋯, or wait")
    assert held.show_alert
    assert lapsed.text == "Goes out in 600 s. Undo takes it back"


async def test_taking_over(shift):
    """Behind the dots: the conversation is the other agent's at once, and their words go out."""
    anna, olga, piet = shift.customer(), shift.agent("Olga"), shift.agent("Piet")
    await shift.asks(anna)
    await shift.says(olga, anna, "I'm on it")
    card = await shift.asks(anna, "And where is my second order?")
    await shift.press(piet, card, "menu", "more")
    told = await shift.press(piet, shift.fresh(card), "take")
    await shift.says(piet, anna, "Piet here")
    shown = actions(shift.card(anna))

    assert told.text == "It's yours now"
    assert shift.received(anna) == ["I'm on it", "Piet here"]
    assert "take" not in shown


async def test_a_menu_opens_at_once_and_goes_back(shift):
    """Buttons swap on the card itself, and Back restores them."""
    anna, olga = shift.customer(), shift.agent()
    card = await shift.asks(anna)
    before = actions(card)
    await shift.press(olga, card, "menu", "more")
    opened = actions(shift.fresh(card))
    await shift.press(olga, shift.fresh(card), "menu", "main")

    assert opened == ["details", "menu", "take", "link", "assign", "menu", "menu", "menu"]
    assert actions(shift.fresh(card)) == before
