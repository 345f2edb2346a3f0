"""Replies, quotes and forwards: what hangs below what on one side does so on the other."""

from datetime import timedelta

import pytest
from contents import CONTENTS

from bot.storage.tables.conversations import Message

pytestmark = pytest.mark.asyncio(loop_scope="module")


def relay(shift, customer, words):
    return next((one for one in shift.topic(customer) if words in one.get("text", "") and one["text"][0] == "💬"), None)


def last(shift, customer):
    return [one for one in shift.telegram.sent(customer.id) if one["from"]["is_bot"]][-1]


async def test_a_customer_answers_one_of_our_messages(shift):
    """The relay hangs below the agent's own message, with the words that were quoted."""
    anna, olga = shift.customer(), shift.agent()
    await shift.asks(anna)
    ours = await shift.says(olga, anna, "It left on Monday and arrives on Friday")
    quote = {"text": "Which Friday?", "quote": {"text": "arrives on Friday", "position": 22, "is_manual": True}}
    shift.telegram.say(anna, quote, reply_to=last(shift, anna)["message_id"])
    await shift.until(lambda: relay(shift, anna, "Which Friday?"))
    shown = relay(shift, anna, "Which Friday?")
    stored = (await shift.of(Message, anna))[-1]

    assert shown["reply_to_message"]["message_id"] == ours["message_id"]
    assert shown["quote"]["text"] == "arrives on Friday"
    assert stored.quote == "arrives on Friday"


async def test_a_customer_answers_their_own_message(shift):
    """The relay hangs below the relay."""
    anna = shift.customer()
    await shift.asks(anna, "Do you have it in green?")
    first = shift.telegram.sent(anna.id)[0]
    await shift.until(lambda: relay(shift, anna, "in green"))
    shift.telegram.say(anna, {"text": "or in blue?"}, reply_to=first["message_id"])
    await shift.until(lambda: relay(shift, anna, "or in blue?"))

    shown = relay(shift, anna, "or in blue?")
    assert shown["reply_to_message"]["message_id"] == relay(shift, anna, "in green")["message_id"]


async def test_a_quote_that_telegram_does_not_find_is_left_out(shift):
    """A mark that only one side has must not keep a message back."""
    anna, olga = shift.customer(), shift.agent()
    await shift.asks(anna)
    await shift.says(olga, anna, "It left on Monday")
    shift.telegram.say(
        anna,
        {"text": "sure?", "quote": {"text": "something else", "position": 0}},
        reply_to=last(shift, anna)["message_id"],
    )
    await shift.until(lambda: relay(shift, anna, "sure?"))

    assert "quote" not in relay(shift, anna, "sure?")


async def test_an_answer_to_a_reply_from_a_card_shows_the_quote_in_words(shift):
    """The card says other things by now, so the quoted words stand in the relay itself."""
    anna, olga = shift.customer(), shift.agent()
    card = await shift.asks(anna)
    await shift.press(olga, card, "say", "short")
    await shift.let_go(anna)
    await shift.until(lambda: shift.received(anna))
    words = shift.received(anna)[0][:12]
    shift.telegram.say(
        anna, {"text": "ok but when", "quote": {"text": words, "position": 0}}, reply_to=last(shift, anna)["message_id"]
    )
    await shift.until(lambda: relay(shift, anna, "ok but when"))
    shown = relay(shift, anna, "ok but when")

    assert words.strip() in shown["text"]
    assert shown["reply_to_message"]["message_id"] == card["message_id"]


async def test_an_agent_answers_a_relay(shift):
    """The customer sees a reply to their own message, with the quote."""
    anna, olga = shift.customer(), shift.agent()
    await shift.asks(anna, "Where is the red one, and is the blue one back?")
    first = shift.telegram.sent(anna.id)[0]
    await shift.until(lambda: relay(shift, anna, "the red one"))
    content = {"text": "On Friday", "quote": {"text": "is the blue one back", "position": 25, "is_manual": True}}
    number = relay(shift, anna, "the red one")["message_id"]
    shift.telegram.say(olga, content, chat_id=shift.staff, thread_id=shift.thread(anna), reply_to=number)
    await shift.until(lambda: shift.received(anna))
    got = last(shift, anna)

    assert got["reply_to_message"]["message_id"] == first["message_id"]
    assert got["quote"]["text"] == "is the blue one back"


async def test_an_agents_file_answers_a_relay_too(shift):
    """Copied, and below the customer's message."""
    anna, olga = shift.customer(), shift.agent()
    await shift.asks(anna, "the manual please")
    await shift.until(lambda: relay(shift, anna, "the manual"))
    number = relay(shift, anna, "the manual")["message_id"]
    shift.telegram.say(olga, CONTENTS["document"], chat_id=shift.staff, thread_id=shift.thread(anna), reply_to=number)
    await shift.until(lambda: shift.received(anna))

    assert last(shift, anna)["reply_to_message"]["message_id"] == shift.telegram.sent(anna.id)[0]["message_id"]


async def test_an_answer_to_a_card_is_just_a_message(shift):
    """What only agents see is answered by nothing at the customer's."""
    anna, olga = shift.customer(), shift.agent()
    card = await shift.asks(anna)
    shift.telegram.write_in_topic(olga, shift.thread(anna), "on it", reply_to=card["message_id"])
    await shift.until(lambda: shift.received(anna))

    assert shift.received(anna) == ["on it"]
    assert "reply_to_message" not in last(shift, anna)


async def test_an_agent_replies_to_a_message_two_years_old(shift):
    """Scenario 16: delivered, below the old message."""
    anna, olga = shift.customer(), shift.agent()
    await shift.asks(anna, "Will there be a second edition?")
    await shift.until(lambda: relay(shift, anna, "second edition"))
    old, number = shift.telegram.sent(anna.id)[0], relay(shift, anna, "second edition")["message_id"]
    await shift.says(olga, anna, "Not yet")
    shift.harness.clock.advance(timedelta(days=730))
    shift.telegram.write_in_topic(olga, shift.thread(anna), "There is one now", reply_to=number)
    await shift.until(lambda: "There is one now" in shift.received(anna))

    assert last(shift, anna)["reply_to_message"]["message_id"] == old["message_id"]


@pytest.mark.parametrize(
    ("origin", "name"),
    [
        (
            {
                "type": "user",
                "date": 0,
                "sender_user": {"id": 9, "is_bot": False, "first_name": "Kai", "last_name": "B"},
            },
            "Kai B",
        ),
        ({"type": "hidden_user", "date": 0, "sender_user_name": "Somebody <hidden>"}, "Somebody <hidden>"),
        (
            {"type": "channel", "date": 0, "message_id": 3, "chat": {"id": -7, "type": "channel", "title": "Deals"}},
            "Deals",
        ),
    ],
    ids=["user", "hidden", "channel"],
)
async def test_a_forward_says_whose_words_they_were(shift, origin, name):
    """Scenario 22: hidden people by the name that they show; the customer's own topic all the same."""
    anna = shift.customer()
    shift.telegram.say(anna, {"text": "your parcel is with us", "forward_origin": origin})
    await shift.until(lambda: relay(shift, anna, "your parcel"))
    (stored,) = await shift.of(Message, anna)

    assert relay(shift, anna, "your parcel")["text"].startswith(f"💬 ↪ {name}\n")
    assert stored.forwarded == name


async def test_a_forwarded_file_keeps_its_origin(shift):
    """Scenario 22: Telegram's own mark says it, hidden or not."""
    anna = shift.customer()
    origin = {"type": "hidden_user", "date": 0, "sender_user_name": "Courier"}
    shift.telegram.say(anna, {**CONTENTS["photo"], "forward_origin": origin})
    await shift.until(lambda: any("photo" in one for one in shift.topic(anna)))
    shown = next(one for one in shift.topic(anna) if "photo" in one)

    assert shown["forward_origin"]["sender_user_name"] == "Courier"


@pytest.mark.parametrize("name", ["x", "🙂", "n" * 256, "\u3164"])
async def test_customers_of_any_name_are_mapped_by_id_alone(shift, name):
    """Scenario 22: two people of one name have two topics, and each gets their own answer."""
    olga = shift.agent()
    one, two = shift.telegram.customer(name), shift.telegram.customer(name)
    before = set(shift.telegram.state.chats[shift.staff].topics)
    shift.telegram.write(one, f"I am one of {name[:5]}")
    shift.telegram.write(two, f"I am two of {name[:5]}")
    topics = shift.telegram.state.chats[shift.staff].topics
    await shift.until(lambda: len(set(topics) - before) == 2)
    new = sorted(set(topics) - before)
    await shift.until(lambda: all(len(shift.telegram.sent(shift.staff, thread)) > 2 for thread in new))
    for thread in new:
        number = "one" if any("I am one" in line for line in shift.harness.texts(shift.staff, thread)) else "two"
        shift.telegram.write_in_topic(olga, thread, f"for {number}")
    await shift.until(lambda: shift.received(one) and shift.received(two))

    assert (shift.received(one), shift.received(two)) == (["for one"], ["for two"])
