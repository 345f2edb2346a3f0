"""Danger as leads, owners, agents and customers see it at night."""

import itertools
import json
from datetime import timedelta

import pytest
import pytest_asyncio
from heads import LEAD, OTHER_LEAD, OWNER

from bot.storage.tables import Audit, Page

pytestmark = pytest.mark.asyncio(loop_scope="module")

DANGER = "I want to kill myself, there is no point in living any more"
_numbers = itertools.count(1)


@pytest_asyncio.fixture(scope="module", loop_scope="module", autouse=True)
async def heads(shift):
    """Who leads and who owns the shop; all have opened the bot."""
    names = {LEAD: "Lena", OTHER_LEAD: "Leo", OWNER: "Olive"}
    return {id_: shift.telegram.agent(name, id=id_, started=True) for id_, name in names.items()}


@pytest_asyncio.fixture(loop_scope="module")
async def anna(shift):
    """Somebody in danger, of whom the leads know."""
    anna = shift.customer(f"Anna{next(_numbers)}z")  # by this name alerts say whose they are
    await shift.asks(anna, DANGER)
    await shift.until(lambda: alerts(shift, LEAD, anna))
    return anna


def alerts(shift, person, customer):
    """What somebody was told in private about a customer, whom it names, or whose topic."""
    sent = [one for one in shift.telegram.sent(person) if one["from"]["is_bot"]]
    return [one for one in sent if customer.first_name in one.get("text", "")]


def buttons(message):
    """List the data of the buttons below a message."""
    return [one["callback_data"] for row in message["reply_markup"]["inline_keyboard"] for one in row]


def words(messages):
    return [one["text"].splitlines()[0] for one in messages]


async def test_leads_are_alerted_at_once_with_two_buttons_and_the_way_there(shift, anna):
    """The owner sleeps on until nobody has taken it."""
    (alert,) = alerts(shift, LEAD, anna)

    assert alert["text"].startswith("🔴 READ FIRST: possible self-harm · Anna")
    assert [shift.data(alert, "page_take"), shift.data(alert, "page_false")]
    assert len(alerts(shift, OTHER_LEAD, anna)) == 1
    assert alerts(shift, OWNER, anna) == []


async def test_an_alert_is_passed_on_to_nobody(shift, anna):
    """Telegram forwards no alert out of a lead's private chat; the card in the topic stays an agent's to copy."""
    (alert,) = alerts(shift, LEAD, anna)

    assert alert["has_protected_content"]
    assert "has_protected_content" not in shift.card(anna)


async def test_who_takes_it_has_the_case_and_nobody_else_is_called(shift, heads, anna):
    """The other lead reads who it is; the owner is left alone, and no machine speaks to the customer."""
    told = await shift.press(heads[LEAD], alerts(shift, LEAD, anna)[0], "page_take")
    await shift.until(lambda: "✅ Lena has taken it" in words(alerts(shift, OTHER_LEAD, anna)))
    late = await shift.press(heads[OTHER_LEAD], alerts(shift, OTHER_LEAD, anna)[0], "page_take")
    shift.harness.clock.advance(timedelta(minutes=6))
    boris = shift.customer("Boris")  # a round has passed once another's case has its automatic word
    await shift.asks(boris, "Hello, do you have lamps?")
    await shift.until(lambda: shift.received(boris))

    assert (told.text, late.text) == ("It's yours now", "Somebody has settled this already")
    assert (await shift.of(Page, anna))[0].claimed_at is not None
    assert alerts(shift, OWNER, anna) == []
    assert shift.received(anna) == []


async def test_a_false_alarm_is_one_press(shift, heads, anna):
    """Recorded, told to the others, and the ladder is over."""
    told = await shift.press(heads[LEAD], alerts(shift, LEAD, anna)[0], "page_false")
    await shift.until(lambda: any("a false alarm" in one for one in words(alerts(shift, OTHER_LEAD, anna))))

    assert told.text == "Noted as a false alarm. Nobody else is called"
    assert await shift.of(Audit, anna, action="page_false")


async def test_unclaimed_it_reaches_the_owner_the_alarm_and_the_customer(shift, bell, anna):
    """The alarm is called again where it failed, and learns no name and no word; the customer reads approved words."""
    shift.harness.clock.advance(timedelta(minutes=6))
    await shift.until(lambda: alerts(shift, OWNER, anna) and shift.received(anna))
    await shift.eventually(lambda: rung(shift, anna))
    (page,) = await shift.of(Page, anna)
    (said,) = shift.received(anna)
    (note,) = [line for line in shift.lines(anna) if line.startswith("🤖 Nobody took it")]

    assert words(alerts(shift, OWNER, anna))[0].startswith("🔴 6 min, and nobody has taken it: possible self-harm")
    assert set(bell.calls[-1]) == {"kind", "since", "minutes", "link"}
    assert bell.calls[-1]["link"].endswith(str(shift.thread(anna)))
    assert "Anna" not in json.dumps(bell.calls)
    assert said.startswith("This is an automatic note, because nobody is at the desk at this hour.")
    assert "A person is reading" not in said
    assert "are you safe right now?" in said
    assert "are you safe right now?" in note
    assert page.crisis_at is not None


async def rung(shift, customer):
    """Tell whether the alarm was answered about a customer, as the record says."""
    rows = await shift.of(Audit, customer, action="alarm_called")
    return "answered" in [row.detail["outcome"] for row in rows]


async def test_an_alarm_that_failed_is_called_again(shift, bell):
    """The first call of this file found nobody; the record has both outcomes, and not the address."""

    async def called_twice():
        rows = await shift.rows(Audit, action="alarm_called")
        first = [row.detail for row in rows if row.conversation_id == rows[0].conversation_id]
        return first if len(first) > 1 else []

    first = await shift.eventually(called_twice)

    assert [(one["outcome"], one["tries"]) for one in first] == [("status 503", 1), ("answered", 2)]
    assert bell.address not in str(first)


async def test_approved_words_take_two_taps_in_every_tone_also_after_an_edit(shift):
    """Nobody sends them by a slip of the finger, and nobody sends words that changed since they were read."""
    anna, olga = shift.customer(), shift.agent("Olga")
    written = shift.telegram.write(anna, DANGER)
    await shift.until(lambda: shift.cards(anna))
    card = shift.card(anna)
    firsts = [(await shift.press(olga, card, "say", tone)).text for tone in ("short", "warm", "firm")]
    old = shift.data(shift.fresh(card), "sure", "firm")
    before = await shift.replies(anna)
    shift.telegram.edit(anna, written["message_id"], DANGER + " Really.")
    await shift.until(lambda: any(":say:" in data for data in buttons(shift.card(anna))))
    stale = await shift.push(olga, shift.card(anna), old)
    again = await shift.press(olga, shift.card(anna), "say", "firm")
    nothing = await shift.replies(anna)
    sent = await shift.press(olga, shift.card(anna), "sure", "firm")
    await shift.until(lambda: any("are you safe right now?" in one for one in shift.received(anna)))

    assert firsts == ["Approved text: read it, then tap again to send"] * 3
    assert (before, nothing) == ([], [])
    assert stale.text.startswith("The customer has written or changed something since")
    assert again.text == firsts[0]
    assert sent.text == "On its way"


async def test_an_answered_message_that_is_changed_into_danger_is_alerted(shift):
    """Nobody waits in that turn, so no card would be read: the leads are told all the same."""
    anna, olga = shift.customer(f"Anna{next(_numbers)}z"), shift.agent("Olga")
    await shift.asks(anna, "where is order 1042?")
    await shift.says(olga, anna, "It is on its way")
    shift.telegram.edit(anna, shift.telegram.sent(anna.id)[0]["message_id"], DANGER)
    await shift.until(lambda: alerts(shift, LEAD, anna))

    received = shift.received(anna)  # on a slow machine the note of the closed shop may come before the answer
    assert "It is on its way" in received
    assert not any("are you safe right now?" in one for one in received)


async def test_danger_said_again_after_a_false_alarm_is_alerted_again(shift, heads, anna):
    """Whoever judged the first words has not read the second."""
    await shift.press(heads[LEAD], alerts(shift, LEAD, anna)[0], "page_false")
    shift.telegram.write(anna, "no. " + DANGER)
    await shift.until(lambda: len([one for one in words(alerts(shift, OTHER_LEAD, anna)) if "READ FIRST" in one]) == 2)

    (page,) = await shift.of(Page, anna)
    assert page.false_at is None
