"""Scenario 19: names and texts of every kind arrive whole, in parts where they must, in both directions."""

import pytest

from bot.sandbox import Fault
from bot.sandbox.faults import status
from bot.sandbox.texts import utf16_length
from bot.storage.tables.conversations import Message

FAMILY = "👨\u200d👩\u200d👧\u200d👦"
TEXTS = {
    "markup": "<b>not bold</b> & <a href='x'>no link</a> &lt; *stars* _under_ [x](y) `code` \"quoted\" </blockquote>",
    "one unit": "?",
    "limit": "x" * 4096,
    "one over": "x" * 4097,
    "emoji at the seam": "x" * 4095 + "🙂" + "y" * 10,
    "families": FAMILY * 800,
    "flags": "z" + "🇳🇱" * 1500,
    "words": "word " * 1700 + "end",
    "lines": "a line with some words in it\n" * 200 + "end",
    "right to left": "שלום, איפה ההזמנה שלי? " * 40 + "سؤال عن الطلب",
    "direction marks": "\u202eexe.drocrossap\u202c \u2066abc\u2069",
    "cyrillic": "Где мой заказ? " * 300 + "конец",
    "chinese": "我的订单在哪里" * 600,
    "only emoji": "🙂🙃",
    "zero width": "a\u200bb\u200cc",
}
NAMES = [
    "<b>",
    "</blockquote>&amp;",
    '"',
    "*_[](",
    "🦊",
    "\u202eanna",
    "שרה",
    "a",
    "{name}",
    "%s",
    "Robert'); DROP TABLE customer;--",
]

pytestmark = pytest.mark.asyncio(loop_scope="module")


def squeezed(text):
    """A text without white space: Telegram trims what stands at a seam."""
    return "".join(text.split())


def relayed(shift, customer):
    parts = [line for line in shift.lines(customer) if line.startswith("💬")]
    return parts, "".join(part.removeprefix("💬").strip() for part in parts)


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
async def test_what_a_customer_writes_stands_in_the_topic(shift, text):
    """Every sign of it, in order, and the card after it."""
    anna = shift.customer()
    await shift.asks(anna, text)
    parts, whole = relayed(shift, anna)
    (stored,) = await shift.of(Message, anna)

    assert squeezed(whole) == squeezed(text)
    assert stored.text == text
    assert len(parts) <= utf16_length(text) // 3500 + 1
    assert not any("\ufffd" in part for part in parts)


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
async def test_what_an_agent_writes_reaches_the_customer(shift, text):
    """Exactly that, in as few parts as Telegram takes."""
    anna, olga = shift.customer(), shift.agent()
    await shift.asks(anna)
    message = shift.telegram.write_in_topic(olga, shift.thread(anna), text)
    await shift.until(lambda: shift.fresh(message)["reactions"] == ["👍"])
    parts = shift.received(anna)

    assert squeezed("".join(parts)) == squeezed(text)
    assert len(parts) <= utf16_length(text) // 3500 + 1
    assert all(utf16_length(part) <= 4096 for part in parts)


@pytest.mark.parametrize("name", NAMES)
async def test_a_customer_of_any_name(shift, name):
    """They have a topic and a card with their name as it is, and the reply that greets them reaches them."""
    customer, olga = shift.customer(name), shift.agent(name)
    card = await shift.asks(customer)
    await shift.says(olga, customer, "hello")
    await shift.until(lambda: shift.shows(customer, f"✅ {name}"))

    assert name in card["text"]
    assert shift.received(customer) == ["hello"]


@pytest.mark.parametrize("name", ["x" * 256, "\u3164", "🦊" * 100, " "])
async def test_a_customer_whose_name_is_no_title(shift, name):
    """Too long, blank to the eye or empty: they are still heard and answered, and mapped by id alone."""
    before = set(shift.telegram.state.chats[shift.staff].topics)
    kai, olga = shift.telegram.customer(name), shift.agent()
    shift.telegram.write(kai, "hello")
    topics = shift.telegram.state.chats[shift.staff].topics
    await shift.until(lambda: set(topics) - before)
    (thread,) = set(topics) - before
    shift.telegram.write_in_topic(olga, thread, "good morning")
    await shift.until(lambda: shift.received(kai))

    assert shift.received(kai) == ["good morning"]


@pytest.mark.parametrize("refused", ["relay", "card"])
async def test_formatting_that_telegram_refuses_goes_out_plain(shift, refused):
    """Whole words beat bold ones."""
    anna = shift.customer()
    await shift.asks(anna, "hello")
    kind = status(400, "Bad Request: can't parse entities: unsupported start tag at byte offset 3")
    method = "sendMessage" if refused == "relay" else "editMessageText"
    shift.telegram.faults.add(Fault(kind=kind, method=method, chat_id=shift.staff))
    shift.telegram.write(anna, "is <this> bold?")
    await shift.until(lambda: shift.shows(anna, "is <this> bold?"))
    await shift.until(lambda: "💬 is <this> bold?" in shift.lines(anna))

    assert not any("&lt;" in line or "<b>" in line for line in shift.lines(anna))
