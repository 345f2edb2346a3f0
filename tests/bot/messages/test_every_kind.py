"""Scenario 18: every kind of message, both ways: stored, copied to the other side, or both sides told why not."""

import pytest
from contents import CONTENTS, NEVER

from bot.sandbox import Fault
from bot.sandbox.faults import status
from bot.storage.tables.conversations import Message

pytestmark = pytest.mark.asyncio(loop_scope="module")


def copies(shift, customer, content):
    return [one for one in shift.topic(customer) if content.items() <= one.items()]


@pytest.mark.parametrize("kind", [kind for kind in CONTENTS if kind != "text"])
async def test_what_a_customer_sends_is_copied_into_the_topic(shift, kind):
    """Scenario 18: stored with its kind, and there for the agents, words below it included."""
    anna = shift.customer()
    shift.telegram.say(anna, CONTENTS[kind])
    await shift.until(lambda: copies(shift, anna, CONTENTS[kind]))
    await shift.until(lambda: shift.cards(anna))
    (stored,) = await shift.of(Message, anna)

    assert (stored.kind, stored.text) == (kind, CONTENTS[kind].get("caption", ""))
    assert shift.received(anna) == []


@pytest.mark.parametrize("kind", [kind for kind in CONTENTS if kind != "text"])
async def test_what_an_agent_sends_is_copied_to_the_customer(shift, kind):
    """Scenario 18: the same content, from the bot, and the agent sees that it arrived."""
    anna, olga = shift.customer(), shift.agent()
    await shift.asks(anna)
    message = shift.telegram.say(olga, CONTENTS[kind], chat_id=shift.staff, thread_id=shift.thread(anna))
    await shift.until(lambda: shift.fresh(message)["reactions"] == ["👍"])
    got = shift.telegram.sent(anna.id)[-1]
    stored = (await shift.of(Message, anna))[-1]

    assert CONTENTS[kind].items() <= got.items()
    assert got["from"]["is_bot"]
    assert (stored.direction, stored.kind) == ("outgoing", kind)


@pytest.mark.parametrize(("kind", "name"), [("paid_media", "paid media"), ("invoice", "invoice")])
async def test_what_telegram_never_copies_is_named_to_both_sides(shift, kind, name):
    """Scenario 18: agents read what kind it was, the customer what would work; nothing pretends to be there."""
    anna = shift.customer()
    shift.telegram.say(anna, NEVER[kind])
    await shift.until(lambda: shift.received(anna))
    await shift.until(lambda: any(name in line for line in shift.lines(anna) if line.startswith("💬 📎")))
    (told,) = shift.received(anna)
    (stored,) = await shift.of(Message, anna)

    assert told.startswith("This is an automatic note")
    assert "send a photo, a screenshot or a file" in told
    assert stored.kind == kind


async def test_the_customer_is_told_in_their_language(shift):
    """Scenario 18: in Russian to whom writes Russian."""
    anna = shift.customer(language_code="ru")
    shift.telegram.say(anna, NEVER["invoice"])
    await shift.until(lambda: shift.received(anna))

    assert shift.received(anna)[0].startswith("Это автоматическое сообщение")


@pytest.mark.parametrize("kind", NEVER)
async def test_an_agent_learns_at_once_that_a_kind_cannot_be_sent(shift, kind):
    """Scenario 18: nobody believes that it was sent."""
    anna, olga = shift.customer(), shift.agent()
    await shift.asks(anna)
    shift.telegram.say(olga, NEVER[kind], chat_id=shift.staff, thread_id=shift.thread(anna))
    await shift.until(lambda: any("Telegram lets nobody copy" in line for line in shift.lines(anna)))

    assert shift.received(anna) == []
    assert await shift.replies(anna) == []


async def test_a_copy_that_is_refused_is_told_with_its_cause(shift):
    """A protected message, or a quiz whose answer the bot does not know: the customer goes on waiting."""
    anna, olga = shift.customer(), shift.agent()
    await shift.asks(anna)
    protected = {**CONTENTS["poll"], "has_protected_content": True}
    message = shift.telegram.say(olga, protected, chat_id=shift.staff, thread_id=shift.thread(anna))
    await shift.until(lambda: any("does not let me copy this (poll" in line for line in shift.lines(anna)))
    await shift.until(lambda: shift.fresh(message)["reactions"] == ["👎"])
    line = next(line for line in shift.lines(anna) if "does not let me copy" in line)

    assert "message can't be copied" in line
    assert (await shift.conversation(anna)).waiting_since is not None


async def test_what_the_customer_deleted_at_once_is_named_to_agents_alone(shift):
    """Whoever took a message back is not asked to send it again."""
    anna = shift.customer()
    fault = Fault(kind=status(400, "Bad Request: message to copy not found"), method="copyMessage", chat_id=shift.staff)
    shift.telegram.faults.add(fault)
    shift.telegram.say(anna, CONTENTS["voice"])
    await shift.until(lambda: any("deleted it before" in line for line in shift.lines(anna)))

    assert "voice message" in next(line for line in shift.lines(anna) if "deleted it before" in line)
    assert shift.received(anna) == []


async def test_a_file_over_20_mb_is_copied_both_ways(shift):
    """Scenario 30: nothing is downloaded, so its size is nobody's trouble."""
    anna, olga = shift.customer(), shift.agent()
    large = {"document": {**shift.telegram.file(b"x", size=25_000_000), "file_name": "film.mov"}}
    shift.telegram.say(anna, large)
    await shift.until(lambda: copies(shift, anna, large))
    await shift.until(lambda: shift.cards(anna))
    shift.telegram.say(olga, large, chat_id=shift.staff, thread_id=shift.thread(anna))
    await shift.until(lambda: any("document" in one and one["from"]["is_bot"] for one in shift.telegram.sent(anna.id)))

    assert not any(call.method == "getFile" for call in shift.telegram.transcript)


@pytest.mark.parametrize(
    "content",
    [
        {"pinned_message": {"message_id": 2, "date": 0, "chat": {"id": 1, "type": "private", "first_name": "x"}}},
        {"message_auto_delete_timer_changed": {"message_auto_delete_time": 86400}},
        {"chat_background_set": {"type": {"type": "chat_theme", "theme_name": "🎄"}}},
    ],
    ids=lambda content: next(iter(content)),
)
async def test_a_service_message_of_the_customer_is_no_message(shift, content):
    """Scenarios 18 and 20: pins, timers and backgrounds are nothing that anybody said."""
    anna = shift.customer()
    shift.telegram.say(anna, content)
    await shift.asks(anna, "hello")

    assert [row.text for row in await shift.of(Message, anna)] == ["hello"]
    assert shift.received(anna) == []


@pytest.mark.parametrize(
    ("kind", "said"), [("voice", "listening to it now"), ("photo", "arrived"), ("sticker", "anything we can do")]
)
async def test_a_turn_without_words_claims_no_reading(shift, kind, said):
    """The card says what there is to look at, and the replies pretend nothing."""
    anna = shift.customer()
    content = {key: value for key, value in CONTENTS[kind].items() if key != "caption"}
    shift.telegram.say(anna, content)
    await shift.until(lambda: shift.cards(anna))
    text = shift.card(anna)["text"]

    assert "no words: nothing was read" in text
    assert said in text
    assert "ASKS" not in text


async def test_a_card_names_what_came_with_the_words(shift):
    """A voice message behind a question is not overlooked."""
    anna = shift.customer()
    await shift.asks(anna, "Where is my order 1042?")
    shift.telegram.say(anna, {"voice": CONTENTS["voice"]["voice"]})
    await shift.until(lambda: shift.shows(anna, "with it: voice message"))

    assert shift.shows(anna, "Where is my order 1042?")
