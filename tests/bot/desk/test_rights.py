"""A person's rights at the desk: told what is held, given all of it, forgotten, left unprofiled."""

import json
from datetime import timedelta

import pytest
import pytest_asyncio
from sqlalchemy import text

from bot.storage.tables import Audit, Customer, Identity, Message, ProfileRow, Tombstone

LEAD = 424243
SETTINGS = {"leads": (LEAD, LEAD + 1)}

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def lead(shift):
    """Somebody who leads the desk and has opened the bot."""
    return shift.telegram.agent("Lena", id=LEAD, started=True)


@pytest_asyncio.fixture(loop_scope="module")
async def anna(shift):
    """A customer who has asked something."""
    anna = shift.customer()
    await shift.asks(anna)
    return anna


async def row_of(shift, customer):
    (known,) = await shift.rows(Identity, kind="telegram", value=str(customer.id))
    (row,) = await shift.rows(Customer, id=known.customer_id)
    return row


def in_topic(shift, agent, customer, words):
    return shift.telegram.write_in_topic(agent, shift.thread(customer), words)


async def test_privacy_is_explained_at_once_in_the_customers_language(shift):
    """Automatic, and says so; nobody at the desk is called for it."""
    boris = shift.customer("Борис", language_code="ru")
    shift.telegram.write(boris, "/privacy")
    await shift.until(lambda: shift.received(boris))

    assert shift.received(boris)[0].startswith("Это автоматическое сообщение")
    assert shift.thread(boris) is None


@pytest.mark.parametrize(
    ("command", "told", "line"), [("/export", "has arrived", "📄"), ("/forget", "Nothing is erased yet", "🗑")]
)
async def test_what_a_person_must_do_reaches_a_person(shift, anna, command, told, line):
    """The customer hears that a person answers, and agents read what is asked and how it is done."""
    shift.telegram.write(anna, command)
    await shift.until(lambda: any(told in words for words in shift.received(anna)))
    await shift.until(lambda: any(words.startswith(line) for words in shift.lines(anna)))

    assert any(command in words for words in shift.lines(anna))
    assert await row_of(shift, anna)


async def test_a_lead_gets_everything_as_a_file_in_private(shift, lead, anna):
    """The topic shows that it was asked for; the record, by whom."""
    asked = in_topic(shift, lead, anna, "/export")
    await shift.until(lambda: any("document" in one for one in shift.telegram.sent(lead.id)))
    sent = next(one for one in shift.telegram.sent(lead.id) if "document" in one)
    stored = shift.telegram.state.files.find(sent["document"]["file_id"])
    told = json.loads(stored.data)

    assert "Anna" in sent["caption"]
    assert told["known_by"][0]["value"] == str(anna.id)
    assert told["conversations"][0]["messages"][0]["text"].startswith("Where is my order?")
    assert shift.reactions(asked["message_id"]) == ["👀"]
    assert not any("document" in one for one in shift.topic(anna))
    assert await shift.rows(Audit, action="person_exported")


async def test_who_never_opened_the_bot_gets_the_file_in_the_topic(shift, anna):
    """Telegram lets no bot begin a private chat."""
    shut = shift.telegram.agent("Olga", id=LEAD + 1)
    in_topic(shift, shut, anna, "/export")
    await shift.until(lambda: any("document" in one for one in shift.topic(anna)))

    assert not shift.telegram.sent(shut.id)


async def test_the_file_is_for_leads(shift, anna):
    """An agent reads why not, and nothing is gathered."""
    in_topic(shift, shift.agent("Oleg"), anna, "/export")
    await shift.until(lambda: any("for leads and the owner" in words for words in shift.lines(anna)))

    assert not any("document" in one for one in shift.topic(anna))


async def preview(shift, agent, customer):
    """Ask what would be erased; returns the line with the button."""
    in_topic(shift, agent, customer, "/forget")

    def found():
        return [one for one in shift.topic(customer) if "forget_yes" in json.dumps(one.get("reply_markup") or {})]

    await shift.until(found)
    return found()[-1]


async def test_an_agent_may_ask_and_only_a_lead_confirms(shift, anna):
    """It cannot be taken back, so four eyes look at it."""
    agent = shift.agent("Oleg")
    shown = await preview(shift, agent, anna)
    refused = await shift.press(agent, shown, "forget_yes")

    assert "Erase Anna" in shown["text"]
    assert "a lead or the owner confirms" in refused.text
    assert await row_of(shift, anna)


async def test_a_lead_erases_and_the_person_is_told_last(shift, lead, anna):
    """Rows, topic and the words on their way; what stays is hashes and a record without a name."""
    thread, surname = shift.thread(anna), anna.last_name
    shown = await preview(shift, lead, anna)
    told = await shift.press(lead, shown, "forget_yes")
    await shift.until(lambda: any("everything that we held on you is erased" in one for one in shift.received(anna)))
    await shift.until(lambda: thread not in shift.telegram.state.chats[shift.staff].topics)

    assert told.text.startswith("Erased")
    assert await shift.rows(Identity, kind="telegram", value=str(anna.id)) == []
    assert await shift.rows(Customer, last_name=surname) == []
    assert await shift.rows(Tombstone)
    async with shift.app.database.reading() as session:
        for table in ("intake", "message", "suggestion", "audit", "customer"):
            rows = (await session.execute(text(f"SELECT * FROM {table}"))).all()
            assert surname not in str(rows), table


async def test_a_word_from_before_is_not_taken_in_and_a_new_one_begins_anew(shift, lead, anna):
    """An old message that is edited now would bring back what was erased; whoever writes again is a new customer."""
    old = shift.telegram.write(anna, "my old secret")
    await shift.until(lambda: any("my old secret" in line for line in shift.lines(anna)))
    shown = await preview(shift, lead, anna)
    shift.harness.clock.advance(timedelta(minutes=1))
    await shift.press(lead, shown, "forget_yes")
    await shift.until(lambda: shift.thread(anna) is None)
    shift.telegram.edit(anna, old["message_id"], "my old secret, again")
    await shift.asks(anna, "Hello, do you have lamps?")

    assert [row.text for row in await shift.rows(Message, chat_id=anna.id)] == ["Hello, do you have lamps?"]


async def test_noprofile_is_confirmed_and_taken_back(shift, anna):
    """By the customer alone, at once, and the agents see it."""
    shift.telegram.write(anna, "/noprofile")
    await shift.until(lambda: any("we draw no conclusions" in one for one in shift.received(anna)))
    off = (await row_of(shift, anna)).no_profile
    shift.telegram.write(anna, "/noprofile")
    await shift.until(lambda: any("we look at your orders again" in one for one in shift.received(anna)))
    await shift.until(lambda: any(line.startswith("🔔") for line in shift.lines(anna)))

    assert (off, (await row_of(shift, anna)).no_profile) == (True, False)


async def test_noprofile_by_an_agent_drops_what_was_concluded(shift, anna):
    """Who asks in words need not know the command; they read of it in their language."""
    row = await row_of(shift, anna)
    async with shift.app.database.writing() as session:
        now = shift.harness.clock.now()
        session.add(ProfileRow(customer_id=row.id, computed_at=now, good_until=now, lifecycle="new", value="standard"))
    in_topic(shift, shift.agent("Oleg"), anna, "/noprofile")
    await shift.until(lambda: any("we draw no conclusions" in one for one in shift.received(anna)))

    assert (await row_of(shift, anna)).no_profile
    assert await shift.rows(ProfileRow, customer_id=row.id) == []
    assert any("they were told" in line for line in shift.lines(anna))
