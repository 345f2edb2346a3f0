"""Who is not to be listened to: kept and shown silently, danger always seen; and a burst of one person merged."""

import pytest

from bot.clocks import machine_now
from bot.storage.bursts import let_go
from bot.storage.outgoing import staff_line
from bot.storage.tables import Audit, Customer, Identity, Message, Outgoing

LEAD = 515151
SETTINGS = {"leads": (LEAD,)}

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.fixture(scope="module")
def lead(shift):
    """Somebody who leads the desk and has opened the bot."""
    return shift.telegram.agent("Lena", id=LEAD, started=True)


async def row_of(shift, customer):
    (known,) = await shift.rows(Identity, kind="telegram", value=str(customer.id))
    (row,) = await shift.rows(Customer, id=known.customer_id)
    return row


async def ban(shift, agent, customer, reason="spam"):
    """Press Spam behind the dots, then the reason."""
    card = await shift.asks(customer, "Buy cheap followers today")
    await shift.press(agent, card, "menu", "more")
    await shift.until(lambda: ":spam" in str(shift.fresh(card)["reply_markup"]))
    await shift.press(agent, shift.fresh(card), "menu", "spam")
    await shift.until(lambda: f":{reason}" in str(shift.fresh(card)["reply_markup"]))
    return await shift.press(agent, shift.fresh(card), "spam", reason)


async def test_spam_resolves_and_the_next_words_alert_nobody(shift, lead):
    """Kept, shown in the topic without a sound, with no card and no wait; the customer hears nothing."""
    mallory = shift.customer("Mallory")
    told = await ban(shift, shift.agent("Oleg"), mallory)
    cards = len(shift.cards(mallory))
    shift.telegram.write(mallory, "Cheap followers, last call")
    await shift.until(lambda: any("last call" in line for line in shift.lines(mallory)))
    conversation = await shift.conversation(mallory)
    (relay,) = [row for row in await shift.of(Outgoing, mallory, kind="relay") if row.content.get("silent")]

    assert told.text.startswith("Banned and resolved")
    assert (await row_of(shift, mallory)).ban_reason == "spam"
    assert (conversation.status, conversation.waiting_since) == ("resolved", None)
    assert len(shift.cards(mallory)) == cards
    assert len(await shift.of(Message, mallory, direction="incoming")) == 2
    assert relay.state in {"sending", "sent"}
    assert shift.received(mallory) == []
    assert await shift.rows(Audit, action="ban")
    await shift.until(lambda: any("banned a customer: spam" in text for text in shift.received(lead)))


async def test_danger_is_shown_even_of_a_banned_person(shift, lead):
    """A card and the leads: somebody may be about to die."""
    nora = shift.customer("Nora")
    await ban(shift, shift.agent("Oleg"), nora, "abuse")
    shift.telegram.write(nora, "I want to kill myself tonight")
    await shift.until(lambda: shift.shows(nora, "READ FIRST"))
    await shift.until(lambda: any("READ FIRST" in text for text in shift.received(lead)))

    assert (await shift.conversation(nora)).waiting_since is not None


async def test_nobody_is_banned_over_danger_that_nobody_has_taken(shift, lead):
    """A ban closes the conversation, so it waits until somebody has looked."""
    wim = shift.customer("Wim")
    shift.telegram.write(wim, "I want to kill myself tonight")
    await shift.until(lambda: shift.shows(wim, "READ FIRST"))
    shift.telegram.write_in_topic(shift.agent("Oleg"), shift.thread(wim), "/ban talks nonsense")
    await shift.until(lambda: any("Danger is marked here" in text for text in shift.lines(wim)))

    assert (await row_of(shift, wim)).banned_at is None
    assert (await shift.conversation(wim)).waiting_since is not None


async def test_by_command_with_a_reason_listed_and_undone(shift, lead):
    """Without a reason nobody could judge it later; leads see the list, and /unban makes a customer of them again."""
    oleg, pim = shift.agent("Oleg"), shift.customer("Pim")
    await shift.asks(pim)
    thread = shift.thread(pim)
    shift.telegram.write_in_topic(oleg, thread, "/ban")
    await shift.until(lambda: any("Write why" in line for line in shift.lines(pim)))
    shift.telegram.write_in_topic(oleg, thread, "/ban sells tickets that are not theirs")
    await shift.until(lambda: any("banned this customer: sells tickets" in line for line in shift.lines(pim)))
    shift.telegram.write(lead, "/bans")
    await shift.until(
        lambda: any("sells tickets" in text for text in shift.received(lead) if text.startswith("Banned, "))
    )
    shift.telegram.write_in_topic(oleg, thread, "/unban")
    await shift.until(lambda: any("Not banned any more" in line for line in shift.lines(pim)))
    card = await shift.asks(pim, "Where is my order? It should have been here by now")

    assert card
    assert (await row_of(shift, pim)).banned_at is None


async def test_a_burst_of_one_person_is_shown_together_and_nothing_is_dropped(shift):
    """More than ten in a minute: all are stored and in the topic, in far fewer messages."""
    rosa = shift.customer("Rosa")
    await shift.asks(rosa)
    for number in range(30):
        shift.telegram.write(rosa, f"and line number {number} of it")
    await shift.eventually(lambda: all_stored(shift, rosa, 31))
    async with shift.app.database.writing() as session:  # the hold ends now
        await let_go(session, staff_line((await shift.conversation(rosa)).customer_id), machine_now())
    shift.app.parts.sender.wake.set()
    await shift.until(
        lambda: any(one.startswith("💬") and "number 29" in one for one in shift.lines(rosa)), patience=40
    )
    said = "\n".join(shift.lines(rosa))
    missing = [number for number in range(30) if f"line number {number} of it" not in said]

    assert missing == []
    assert len([line for line in shift.lines(rosa) if line.startswith("💬")]) <= 16


async def all_stored(shift, customer, count):
    return len(await shift.of(Message, customer, direction="incoming")) == count
