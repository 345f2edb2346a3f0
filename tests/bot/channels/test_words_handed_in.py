"""An agent hands a customer's words in privately and gets the card and the replies to copy; nothing goes anywhere."""

from datetime import timedelta

import pytest
import pytest_asyncio
from sqlalchemy import update

from bot.clocks import machine_now
from bot.shop.importing import import_orders
from bot.shop.parsed import ParsedOrder, ShopCustomer
from bot.storage.cases import REOPEN
from bot.storage.tables import Agent, Assist, Conversation, Customer, Identity, Intake, Note
from bot.storage.tables.channels import AssistState
from bot.storage.tables.traffic import IntakeState
from classifier.history.orders import Item, Order

OLGA = 424441
SETTINGS = {"agents": (OLGA,)}

pytestmark = pytest.mark.asyncio(loop_scope="module")

ASKS = "Hello, where is my parcel? It should have been here on Monday."


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def olga(shift):
    """An agent who has opened the bot."""
    return shift.telegram.agent("Olga", id=OLGA, started=True)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def bought(shift):
    """Somebody of the shop who never wrote here: order 1042, late."""
    now = shift.harness.clock.now()
    order = Order(
        id="1042",
        placed_at=now - timedelta(days=9),
        currency="EUR",
        total=79,
        items=(Item("NL-1", "Lamp", 1, 79),),
        shipped_at=now - timedelta(days=7),
        promised_at=now - timedelta(days=2),
        carrier="DHL",
        as_of=now - timedelta(hours=1),
    )
    person = ShopCustomer(email="mira@vries.example", name="Mira Vries", phone="+31612345679", shop_id="shop9")
    await import_orders(shift.app.database, [ParsedOrder(person, order, 1)], now=now)


def cards(shift, olga):
    """List what the bot wrote to the agent in private."""
    return [one for one in shift.telegram.sent(olga.id) if one["from"]["is_bot"]]


async def hands_in(shift, olga, *contents, reply_to=None):
    """The agent forwards or pastes; gives the card once it stands there."""
    before = len(cards(shift, olga))
    for content in contents:
        said = content if isinstance(content, dict) else {"text": content}
        shift.telegram.say(olga, said, reply_to=reply_to)
    await shift.eventually(lambda: all_worked(shift))
    await no_more_comes(shift)
    await shift.until(lambda: len(cards(shift, olga)) > before)
    return cards(shift, olga)[-1]


async def all_worked(shift):
    return all(row.state == IntakeState.DONE for row in await shift.rows(Intake))


async def no_more_comes(shift):
    """Let the pause be over in which further parts are waited for."""
    async with shift.app.database.writing() as session:
        gathering = update(Assist).where(Assist.state == AssistState.GATHERING)
        await session.execute(gathering.values(due_at=machine_now()))


def forwarded(text, **origin):
    return {"text": text, "forward_origin": {"type": "hidden_user", "date": 1, "sender_user_name": "Mira V", **origin}}


async def test_pasted_words_get_a_card_and_a_reply_to_copy(shift, olga):
    """The reply is one tap away from the clipboard, and the card says that nothing was sent."""
    card = await hands_in(shift, olga, ASKS)

    assert "<code>" in card["_html"]
    assert "Nothing was sent to anybody" in card["text"]
    assert "Whose words are these?" in card["text"]
    assert "Olga" not in card["text"] or "\ue002" not in card["text"]


async def test_nobody_but_the_agent_learns_of_it(shift, olga):
    """No topic, no conversation, no message to anybody."""
    topics, talks = len(shift.telegram.state.chats[shift.staff].topics), len(await shift.rows(Conversation))
    await hands_in(shift, olga, "I was charged twice for my lamp. Please look into it.")

    assert len(shift.telegram.state.chats[shift.staff].topics) == topics
    assert len(await shift.rows(Conversation)) == talks


async def test_messages_forwarded_together_are_one_turn(shift, olga):
    """Three forwards of a hidden account within a moment make one card."""
    before = len(cards(shift, olga))
    await hands_in(shift, olga, forwarded("Hello"), forwarded("My lamp came broken"), forwarded("What now?"))
    (row,) = [one for one in await shift.rows(Assist) if any(part["text"] == "What now?" for part in one.parts)]

    assert len(row.parts) == 3
    assert len(cards(shift, olga)) == before + 1


async def test_a_forwarded_command_is_somebodys_words_and_no_order(shift, olga):
    """A customer may write "/ban": read in private, and in a topic nothing but mistyped."""
    card = await hands_in(shift, olga, forwarded("/next please tell me where my lamp is"))
    anna = shift.customer()
    await shift.asks(anna)
    order = shift.telegram.say(olga, forwarded("/ban spam"), chat_id=shift.staff, thread_id=shift.thread(anna))
    await shift.until(
        lambda: any(
            (one.get("reply_to_message") or {}).get("message_id") == order["message_id"] for one in shift.topic(anna)
        )
    )
    (known,) = await shift.rows(Identity, kind="telegram", value=str(anna.id))
    (customer,) = await shift.rows(Customer, id=known.customer_id)

    assert "Nothing was sent to anybody" in card["text"]
    assert customer.banned_at is None


async def test_the_tones_swap_the_reply_on_the_card(shift, olga):
    """One reply at a time, the others a tap away."""
    card = await hands_in(shift, olga, "Can I send the lamp back? I don't like the colour.")
    other = next(tone for tone in ("short", "warm", "firm") if f"reply {tone}" not in card["text"].lower())
    await shift.press(olga, card, "as_tone", other)
    await shift.until(lambda: f"reply {other}" in shift.fresh(card)["text"].lower())

    assert shift.fresh(card)["text"] != card["text"]


async def test_a_short_reply_has_a_button_that_copies_it(shift, olga):
    """Telegram's clipboard button takes 256 characters; what is longer is copied by a tap on the text."""
    card = await hands_in(shift, olga, "Thank you so much, the lamp is wonderful!")
    if "reply short" not in card["text"].lower():
        await shift.press(olga, card, "as_tone", "short")
        await shift.until(lambda: "reply short" in shift.fresh(card)["text"].lower())
    rows = shift.fresh(card)["reply_markup"]["inline_keyboard"]
    copied = [one["copy_text"]["text"] for row in rows for one in row if "copy_text" in one]

    assert copied
    assert copied[0] in shift.fresh(card)["text"]


async def test_danger_stands_first(shift, olga):
    """As on every card; and nobody is paged for words that an agent is reading already."""
    card = await hands_in(shift, olga, "The lamp caught fire and my hand is burnt, there is smoke everywhere")

    assert card["text"].startswith("🔴")


async def test_an_order_number_above_the_paste_brings_the_shops_facts(shift, olga, bought):
    """An agent may see them, and the reply speaks of the order."""
    card = await hands_in(shift, olga, f"order 1042\n{ASKS}")

    assert "DHL" in card["text"]
    assert "Mira" in card["text"]
    assert "Whose words" not in card["text"]


async def test_an_answer_to_the_card_says_whose_words_they_are(shift, olga, bought):
    """The same card, brought up to date."""
    card = await hands_in(shift, olga, "Where is my lamp? I have waited for it long enough.")
    shift.telegram.say(olga, {"text": "mira@vries.example"}, reply_to=card["message_id"])
    await shift.until(lambda: "Mira" in shift.fresh(card)["text"])

    assert "DHL" in shift.fresh(card)["text"]


async def test_a_letter_that_names_order_and_address_is_known(shift, olga, bought):
    """The header's address and the order in the words belong together."""
    letter = (
        f"From: Mira <mira@vries.example>\nSubject: my lamp\n\nOrder #1042. {ASKS}\n\nOn 3 May Lamps wrote:\n> Soon"
    )
    card = await hands_in(shift, olga, letter)

    assert "DHL" in card["text"]


async def test_an_address_alone_proves_nothing(shift, olga, bought):
    """Anybody can write somebody else's address; the agent has to say that it is theirs."""
    card = await hands_in(shift, olga, f"{ASKS} Write to mira@vries.example")

    assert "DHL" not in card["text"]


async def test_kept_words_become_a_note_with_their_writer(shift, olga, bought):
    """Only a tap makes them part of somebody's history; a second one changes nothing."""
    card = await hands_in(shift, olga, f"order 1042\n{ASKS}")
    told = await shift.press(olga, card, "as_keep")
    again = await shift.push(olga, card, shift.data(card, "as_keep"))
    notes = [note for note in await shift.rows(Note) if "where is my parcel" in note.text]

    (held,) = await shift.rows(Conversation, id=notes[0].conversation_id)

    assert told.text == "Kept as a note"
    assert again.text == "Kept already"
    assert len(notes) == 1
    assert shift.harness.clock.now() - held.resolved_at >= REOPEN  # a first message of theirs reopens nothing


async def test_unknown_words_have_no_owner_to_be_kept_with(shift, olga):
    """The agent hears how to name one."""
    card = await hands_in(shift, olga, "Do you ship to Norway?")
    told = await shift.press(olga, card, "as_keep")

    assert "Reply to the card" in told.text
    assert [note for note in await shift.rows(Note) if "Norway" in note.text] == []


async def test_a_picture_alone_is_not_read(shift, olga):
    """And says so."""
    before = len(cards(shift, olga))
    shift.telegram.send_photo(olga, b"a screenshot")
    await shift.until(lambda: len(cards(shift, olga)) > before)

    assert "Text in pictures is not read here" in cards(shift, olga)[-1]["text"]


async def test_a_long_letter_is_read_in_pieces(shift, olga):
    """Telegram splits a long paste into several messages; together they are one turn, and the question is found."""
    filler = "We bought the house in spring and painted every room of it ourselves. " * 50
    card = await hands_in(shift, olga, filler, "Now to my question: I want my money back for the lamp that never came.")

    assert "money" in card["text"].lower() or "refund" in card["text"].lower()


async def test_words_are_gone_after_a_day(shift, olga):
    """The buttons then say so; nothing of the words is held."""
    card = await hands_in(shift, olga, "Is the green lamp in stock again?")
    async with shift.app.database.writing() as session:
        await session.execute(update(Assist).values(created_at=machine_now() - timedelta(hours=25)))
    from bot.assisting import Assistant

    await Assistant(shift.app.dispatcher["triage"]).forget()
    told = await shift.press(olga, card, "as_tone", "short")

    assert "no longer held" in told.text
    assert await shift.rows(Assist) == []


async def test_a_customers_private_message_is_triaged_as_ever(shift):
    """Only people of the desk hand words in."""
    anna = shift.customer()
    card = await shift.asks(anna)

    assert "Nothing was sent" not in card["text"]


async def test_who_is_not_listed_any_more_is_a_customer(shift):
    """Where agents are listed, having worked here once opens nobody's orders: their words come to the desk."""
    pia = shift.agent("Pia", id=OLGA + 1, started=True, last_name="Once")
    shift.surnames[pia.id] = "Once"
    async with shift.app.database.writing() as session:
        session.add(Agent(telegram_id=pia.id, name="Pia", created_at=machine_now()))
    card = await shift.asks(pia, f"order 1042\n{ASKS}")

    assert "DHL" not in card["text"]
    assert cards(shift, pia) == []
