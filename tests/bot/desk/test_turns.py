"""What customers send: one card a turn, changed words, pictures and albums, people who block the bot."""

import asyncio

import pytest

from bot.storage.tables.conversations import AssessmentRow, Message, MessageVersion
from bot.storage.tables.people import Customer, Identity
from bot.storage.tables.traffic import Delivery, Outgoing, OutgoingKind

pytestmark = pytest.mark.asyncio(loop_scope="module")


def said(shift, customer):
    """What the topic shows of the customer's words."""
    return [line for line in shift.lines(customer) if line.startswith("💬")]


async def test_a_turn_has_one_card_that_is_brought_up_to_date(shift):
    """The second message changes it in place."""
    anna = shift.customer()
    card = await shift.asks(anna, "Hello, I have a question about the tents")
    shift.telegram.write(anna, "do you have one in green?")
    await shift.until(lambda: shift.shows(anna, "2 messages unanswered"))

    assert [one["message_id"] for one in shift.cards(anna)] == [card["message_id"]]
    assert len(said(shift, anna)) == 2
    assert (await shift.conversation(anna)).turn == 1


async def test_a_third_unanswered_message_is_a_reason_for_a_new_card(shift):
    """It raises the priority, and an edit would alert nobody; the buttons are on the new card alone."""
    anna = shift.customer()
    card = await shift.asks(anna, "Hello, I have a question about the tents")
    shift.telegram.write(anna, "do you have one in green?")
    await shift.until(lambda: shift.shows(anna, "in green"))
    shift.telegram.write(anna, "for two people")
    await shift.until(lambda: shift.shows(anna, "3 messages unanswered"))
    await shift.until(lambda: len(shift.cards(anna)) == 1)

    assert shift.card(anna)["message_id"] > card["message_id"]
    assert (await shift.conversation(anna)).turn == 1


async def test_an_answer_begins_a_new_turn_with_its_own_card(shift):
    """The next question gets a card at the bottom, where agents look."""
    anna, olga = shift.customer(), shift.agent()
    first = await shift.asks(anna, "do you have the tent in green?")
    await shift.says(olga, anna, "yes, we do")
    second = await shift.asks(anna, "and how heavy is it?")

    assert second["message_id"] > first["message_id"]
    assert (await shift.conversation(anna)).turn == 2


async def test_a_new_flag_posts_a_new_card_and_strips_the_old(shift):
    """An edit alerts nobody, so danger comes as a message; the old card keeps its words and loses its buttons."""
    anna = shift.customer()
    first = await shift.asks(anna, "do you have the tent in green?")
    shift.telegram.write(anna, "I want to kill myself, there is no point in living any more")
    await shift.until(lambda: shift.cards(anna) and shift.card(anna)["message_id"] != first["message_id"])
    await shift.until(lambda: len(shift.cards(anna)) == 1)

    assert shift.card(anna)["text"].startswith("🔴 READ FIRST")
    assert "reply_markup" not in shift.fresh(first)
    assert (await shift.conversation(anna)).turn == 1


async def test_changed_words_are_kept_beside_the_old_and_shown(shift):
    """Every version is kept, the change is assessed, the topic shows it, and the card follows."""
    anna = shift.customer()
    await shift.asks(anna, "where is order 1042?")
    message = shift.telegram.sent(anna.id)[0]
    shift.telegram.edit(anna, message["message_id"], "where is order 1043?")
    await shift.until(lambda: any(line.startswith("💬") and "1043" in line for line in shift.lines(anna)))
    await shift.until(lambda: shift.shows(anna, "1043"))
    shift.telegram.edit(anna, message["message_id"], "where is order 1044?")
    await shift.until(lambda: shift.shows(anna, "1044"))
    (stored,) = await shift.of(Message, anna)
    versions = await shift.rows(MessageVersion, message_id=stored.id)

    assert stored.text == "where is order 1044?"
    assert [(version.number, version.text) for version in versions] == [
        (1, "where is order 1042?"),
        (2, "where is order 1043?"),
    ]
    assert len(await shift.of(AssessmentRow, anna)) == 3
    assert len(shift.cards(anna)) == 1
    assert stored.edited_at is not None


async def test_the_same_words_again_change_nothing(shift):
    """Telegram reports an edit for a link preview too."""
    anna, olga = shift.customer(), shift.agent()
    await shift.asks(anna, "where is order 1042?")
    message = shift.telegram.sent(anna.id)[0]
    shift.telegram.edit(anna, message["message_id"], "where is order 1042?")
    shift.telegram.write(anna, "hello?")
    await shift.until(lambda: any("hello?" in line for line in said(shift, anna)))
    (stored, _) = await shift.of(Message, anna)

    assert await shift.rows(MessageVersion, message_id=stored.id) == []
    assert not any("changed a message" in line for line in shift.lines(anna))
    assert await shift.replies(olga) == []


async def test_a_message_not_yet_relayed_is_relayed_as_changed(shift):
    """While the group must wait a customer corrects a typo: agents see the right words, once."""
    anna = shift.customer()
    await shift.asks(anna, "do you have the tent in green?")
    sender = shift.app.parts.sender
    held, sender.lease = sender.lease, asyncio.Event()  # one that no renewing of leases sets
    try:
        message = shift.telegram.write(anna, "my order is 1O42")
        await shift.eventually(lambda: shift.of(Message, anna, text="my order is 1O42"))
        shift.telegram.edit(anna, message["message_id"], "my order is 1042")
        await shift.eventually(lambda: shift.of(Message, anna, text="my order is 1042"))
    finally:
        sender.lease.set()  # whoever waits for it goes on
        sender.lease = held
    await shift.until(lambda: len(said(shift, anna)) == 2)

    assert said(shift, anna)[1] == "💬 my order is 1042"
    assert not any("1O42" in line for line in shift.lines(anna))


async def test_a_picture_of_the_customer(shift):
    """Copied into the topic with its caption, which is what is read; the card follows."""
    anna = shift.customer()
    shift.telegram.send_photo(anna, b"broken cup", "it arrived broken")
    await shift.until(lambda: shift.cards(anna))
    picture = next(message for message in shift.topic(anna) if "photo" in message)
    (stored,) = await shift.of(Message, anna)
    (delivery,) = await shift.eventually(lambda: shift.rows(Delivery, message_id=stored.id))

    assert picture["caption"] == "it arrived broken"
    assert (stored.kind, stored.text) == ("photo", "it arrived broken")
    assert "it arrived broken" in shift.card(anna)["text"]
    assert delivery.telegram_id == picture["message_id"]


async def test_a_picture_of_the_agent(shift):
    """It reaches the customer with its caption, and ends the turn."""
    anna, olga = shift.customer(), shift.agent()
    await shift.asks(anna)
    message = shift.telegram.send_photo_in_topic(olga, shift.thread(anna), b"label", "print this label")
    await shift.until(lambda: shift.received(anna))
    await shift.until(lambda: shift.fresh(message)["reactions"] == ["👍"])
    picture = shift.telegram.sent(anna.id)[-1]

    assert (picture["caption"], bool(picture["photo"])) == ("print this label", True)
    assert (await shift.conversation(anna)).waiting_since is None


async def test_an_album_is_one_group(shift):
    """Its parts come one by one, and are copied together, in order, under one card."""
    anna = shift.customer()
    album = str(shift.telegram.state.next_number())
    for number in range(4):
        shift.telegram.send_photo(anna, f"side {number}".encode(), "all four sides" if number == 2 else None, album)
    await shift.until(lambda: shift.cards(anna))
    parts = [message for message in shift.topic(anna) if "photo" in message]
    copies = [call for call in shift.telegram.transcript if call.method == "copyMessages"]
    stored = await shift.of(Message, anna)

    assert [part.get("caption") for part in parts] == [None, None, "all four sides", None]
    assert len({part["media_group_id"] for part in parts}) == 1
    assert len(copies) == 1
    assert [message.album for message in stored] == [album] * 4
    assert len(shift.cards(anna)) == 1
    assert len(await shift.of(Outgoing, anna, kind=OutgoingKind.RELAY)) == 1


async def test_what_cannot_be_copied_is_named(shift):
    """Agents know that something is there, and the message is stored."""
    anna = shift.customer()
    shift.telegram.say(
        anna,
        {"invoice": {"title": "x", "description": "x", "start_parameter": "", "currency": "EUR", "total_amount": 1}},
    )
    await shift.until(lambda: shift.cards(anna))
    (stored,) = await shift.of(Message, anna)

    assert stored.kind == "invoice"
    assert any(line.startswith("💬 📎 invoice") for line in shift.lines(anna))


async def customer_row(shift, customer):
    (identity,) = await shift.rows(Identity, kind="telegram", value=str(customer.id))
    return (await shift.rows(Customer, id=identity.customer_id))[0]


async def test_a_customer_who_blocks_the_bot(shift):
    """A reply to them fails with the cause and a way to send it again; the block is noted, and ends when they return."""
    anna, olga = shift.customer(), shift.agent("Olga")
    await shift.asks(anna)
    shift.telegram.relations.block(anna)
    await shift.eventually(lambda: blocked(shift, anna))
    message = shift.telegram.write_in_topic(olga, shift.thread(anna), "it comes tomorrow")
    await shift.until(lambda: shift.fresh(message)["reactions"] == ["👎"])
    await shift.until(lambda: any("Not delivered" in line for line in shift.lines(anna)))
    waiting = (await shift.conversation(anna)).waiting_since
    shift.telegram.relations.unblock(anna)
    await shift.eventually(lambda: unblocked(shift, anna))
    note = next(one for one in shift.topic(anna) if "Not delivered" in one.get("text", ""))
    await shift.press(olga, note, "again")
    await shift.until(lambda: shift.received(anna))

    assert "bot was blocked by the user" in note["text"]
    assert waiting is not None
    assert shift.received(anna) == ["it comes tomorrow"]
    assert (await shift.conversation(anna)).waiting_since is None


async def blocked(shift, customer):
    return (await customer_row(shift, customer)).blocked_at is not None


async def unblocked(shift, customer):
    return (await customer_row(shift, customer)).blocked_at is None


async def test_a_stranger_who_only_looks_is_no_customer(shift):
    """`/start` is greeted, with a line that says that it is automatic; no topic is made, nobody is stored."""
    kai = shift.customer("Kai")
    shift.telegram.write(kai, "/start")
    await shift.until(lambda: shift.received(kai))

    assert "automatic" in shift.received(kai)[0]
    assert shift.thread(kai) is None
    assert await shift.rows(Identity, kind="telegram", value=str(kai.id)) == []
