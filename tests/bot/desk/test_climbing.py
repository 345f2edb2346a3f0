"""The ladder and the checklist as agents, leads and customers see them."""

import asyncio
import re
from datetime import timedelta

import pytest
from saddles import ASK, ASKS, LEAD, SETTINGS, alerts, buttons, climbs, note, steps

from bot.storage.tables import Audit, FollowUpRow, StepRow
from bot.storage.tables.conversations import FollowUpStatus, Status

pytestmark = pytest.mark.asyncio(loop_scope="module")
__all__ = ["SETTINGS"]


@pytest.fixture(scope="module")
def lead(shift):
    """Somebody who leads, and has opened the bot in private."""
    return shift.telegram.agent("Lena", id=LEAD, started=True)


async def test_the_card_has_the_checklist_with_its_ladder(shift):
    """Numbered like its buttons; the rung whose `if` does not hold is not there."""
    anna = shift.customer()
    card = await shift.asks(anna, ASKS)
    numbered = {text for data, text in buttons(card).items() if ":tick:" in data}

    assert re.search(r"☐ \d Ask the saddler ☐ \d Book a pick-up", steps(shift, anna))
    assert "⬆️ The lead calls the saddler (4 min)" in steps(shift, anna)
    assert "specialist" not in steps(shift, anna)
    assert "☐ 1" in numbered
    assert all(len(data.encode()) <= 64 for data in buttons(card))


async def test_a_step_is_ticked_off_and_opened_again(shift):
    """The card says who and when, the database too; the record keeps both presses."""
    anna, olga = shift.customer(), shift.agent("Olga")
    card = await shift.asks(anna, ASKS)
    told = await shift.press(olga, card, "tick", ASK)
    await shift.until(lambda: re.search(r"☑ \d Ask the saddler \(Olga, ", steps(shift, anna)))
    (row,) = await shift.of(StepRow, anna, text="Ask the saddler")
    back = await shift.press(olga, shift.card(anna), "untick", ASK)
    await shift.until(lambda: re.search(r"☐ \d Ask the saddler", steps(shift, anna)))
    (after,) = await shift.of(StepRow, anna, text="Ask the saddler")
    recorded = [one.action for one in await shift.of(Audit, anna) if one.action in ("tick", "untick")]

    assert (told.text, back.text) == ("Ticked off", "Open again")
    assert row.done_at is not None
    assert row.done_by is not None
    assert (after.done_at, after.done_by) == (None, None)
    assert recorded == ["tick", "untick"]


async def test_two_agents_who_tick_at_the_same_moment(shift):
    """One has done it, the other is told who; nothing is opened again by it."""
    anna = shift.customer()
    agents = [shift.agent(f"Agent{number}") for number in range(4)]
    card = await shift.asks(anna, ASKS)
    told = await asyncio.gather(*(shift.push(one, card, shift.data(card, "tick", ASK)) for one in agents))
    (row,) = await shift.of(StepRow, anna, text="Ask the saddler")

    assert [one.text for one in told].count("Ticked off") == 1
    assert sum(" did that at " in one.text for one in told) == 3
    assert row.done_at is not None


async def test_escalate_offers_the_rungs_of_this_card_with_why(shift):
    """To whom and on what words, instead of always the lead; Back closes the menu."""
    anna, olga = shift.customer(), shift.agent()
    card = await shift.asks(anna, ASKS)
    await shift.press(olga, card, "escalate")
    offered = buttons(shift.fresh(card))
    roles = [data.split(":")[-1] for data in offered if ":climb:" in data]
    await shift.press(olga, shift.fresh(card), "menu", "main")

    assert roles[0] == "lead"
    assert "owner" in roles
    assert "specialist" not in roles
    assert any(text.startswith("⬆️ lead: a saddle") for text in offered.values())
    assert shift.data(shift.fresh(card), "escalate")


async def test_a_handover_says_what_the_next_person_must_know(shift, lead):
    """In the topic and in the lead's private chat: problem, words, tone, steps, and what the customer was told."""
    anna, olga = shift.customer(), shift.agent("Olga")
    card, before = await shift.asks(anna, ASKS), len(alerts(shift, anna))
    await shift.press(olga, card, "tick", ASK)
    told = await climbs(shift, olga, anna)
    await shift.until(lambda: len(alerts(shift, anna)) > before)
    await shift.until(lambda: any("⬆️ Olga passed this on to: lead" in line for line in shift.lines(anna)))
    summary = note(shift, anna, "passed this on")["text"]

    assert told.text == "Leads are being told"
    for text in (summary, alerts(shift, anna)[-1]):
        assert f"WROTE “{ASKS}”" in text
        assert "WHO Anna · not linked to a shop account" in text
        assert "DONE Ask the saddler (Olga, " in text
        assert re.search(r"STILL OPEN .*Book a pick-up", text)
        assert "TOLD nothing yet" in text
        assert text.count("\n") <= 20
    assert "You can tell the customer:" in summary
    assert "You can tell the customer:" not in alerts(shift, anna)[-1]
    assert shift.received(anna) == []


async def test_what_the_customer_may_be_told_is_sent_by_a_press_alone(shift, lead):
    """With the time that the lead has, held like every reply, once; the time becomes a follow-up."""
    anna, olga = shift.customer(), shift.agent("Olga")
    await shift.asks(anna, ASKS)
    await climbs(shift, olga, anna)
    await shift.until(lambda: any("You can tell the customer" in line for line in shift.lines(anna)))
    proposed = note(shift, anna, "You can tell the customer")
    before = shift.received(anna)
    told = await shift.press(olga, proposed, "tell")
    again = await shift.press(olga, proposed, "tell")
    await shift.let_go(anna)
    await shift.until(lambda: shift.received(anna))
    (row,) = await shift.of(StepRow, anna, escalate_to="lead")
    due = [one.due_at for one in await shift.of(FollowUpRow, anna, source="playbook")]

    assert before == []
    assert told.text == "Goes out in 600 s. Undo takes it back"
    assert again.text == "The customer has been told"
    assert shift.received(anna) == [row.tell]
    assert row.tell.startswith("My lead is calling the saddler. You'll hear from us by ")
    assert row.tell in proposed["text"]
    assert due == [row.tell_by]


async def test_what_was_taken_back_can_be_told_again(shift, lead):
    """Undo gives the promise back too."""
    anna, olga = shift.customer(), shift.agent("Olga")
    await shift.asks(anna, ASKS)
    await climbs(shift, olga, anna)
    await shift.until(lambda: any("You can tell the customer" in line for line in shift.lines(anna)))
    proposed = note(shift, anna, "You can tell the customer")
    await shift.press(olga, proposed, "tell")
    await shift.until(lambda: any(":undo:" in data for data in buttons(shift.card(anna))))
    await shift.press(olga, shift.card(anna), "undo")
    promised = await shift.of(FollowUpRow, anna, source="playbook", status=FollowUpStatus.PENDING)
    again = await shift.press(olga, proposed, "tell")

    assert promised == []
    assert again.text.startswith("Goes out in")


async def test_a_time_that_is_over_is_promised_to_nobody(shift, lead):
    """An agent who presses too late is asked to write their own."""
    anna, olga = shift.customer(), shift.agent("Olga")
    await shift.asks(anna, ASKS)
    await climbs(shift, olga, anna)
    await shift.until(lambda: any("You can tell the customer" in line for line in shift.lines(anna)))
    shift.harness.clock.advance(timedelta(days=2))
    told = await shift.press(olga, note(shift, anna, "You can tell the customer"), "tell")

    assert told.text.startswith("The time that this reply promises is over")
    assert await shift.replies(anna) == []


async def test_a_rung_is_taken_once(shift, lead):
    """However many press; the second learns who did it, and is offered the next one up."""
    anna, olga, piet = shift.customer(), shift.agent("Olga"), shift.agent("Piet")
    card, before = await shift.asks(anna, ASKS), len(alerts(shift, anna))
    data = shift.data(card, "escalate").replace("escalate", "climb") + ":lead"
    told = await asyncio.gather(shift.push(olga, card, data), shift.push(piet, card, data))
    await shift.until(lambda: len(alerts(shift, anna)) > before)
    await shift.until(lambda: shift.shows(anna, "⬆️ passed to lead"))
    await shift.press(piet, shift.card(anna), "escalate")
    roles = [name.split(":")[-1] for name in buttons(shift.card(anna)) if ":climb:" in name]

    assert [one.text for one in told].count("Leads are being told") == 1
    assert len(alerts(shift, anna)) == before + 1
    assert sum(" did that at " in one.text for one in told) == 1
    assert "lead" not in roles
    assert "owner" in roles


async def test_the_buttons_of_an_earlier_turn_say_that_the_card_is_old(shift):
    """Ticks, rungs and proposals belong to their turn."""
    anna, olga = shift.customer(), shift.agent("Olga")
    old = await shift.asks(anna, ASKS)
    await climbs(shift, olga, anna)
    await shift.until(lambda: any("You can tell the customer" in line for line in shift.lines(anna)))
    proposed = note(shift, anna, "You can tell the customer")
    await shift.says(olga, anna, "It comes tomorrow")
    await shift.asks(anna, "And the second saddle?")
    data = [shift.data(old, "tick"), shift.data(old, "escalate")]
    data.append(shift.data(old, "escalate").replace("escalate", "climb") + ":owner")
    told = [await shift.push(olga, old, one) for one in data]
    told.append(await shift.press(olga, proposed, "tell"))

    assert {one.text for one in told} == {"The customer has written since: use the newest card"}
    assert shift.received(anna) == ["It comes tomorrow"]


async def test_passing_to_another_agent_lets_go_of_the_case(shift, lead):
    """Whoever is free can take it; no lead is called."""
    anna, olga = shift.customer(), shift.agent("Olga")
    card, before = await shift.asks(anna, ASKS), len(alerts(shift, anna))
    await shift.press(olga, card, "menu", "more")
    await shift.press(olga, shift.fresh(card), "take")
    told = await shift.push(olga, card, shift.data(card, "escalate").replace("escalate", "climb") + ":agent")
    conversation = await shift.conversation(anna)

    assert told.text == "Free for the next agent"
    assert (conversation.assignee_id, conversation.escalated_to) == (None, "agent")
    assert conversation.status == Status.OPEN
    assert len(alerts(shift, anna)) == before
