"""`/find` at the desk: what agents see of what was found."""

import pytest
import pytest_asyncio

from bot.knowing import FoundFilling
from bot.storage.tables import Audit, Message

LEAD = 424245
SETTINGS = {"leads": (LEAD,)}

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def olga(shift):
    return shift.agent("Olga")


async def ask(shift, agent, words, thread=None):
    """Ask in the group; returns the answer below the question."""
    asked = shift.telegram.write_in_topic(agent, thread, words)
    return await answer_to(shift, asked)


async def answer_to(shift, asked):
    def answers():
        sent = shift.telegram.sent(asked["chat"]["id"])
        return [one for one in sent if (one.get("reply_to_message") or {}).get("message_id") == asked["message_id"]]

    await shift.until(answers)
    return answers()[-1]


def under(text, entity):
    """The words under an entity, whose place Telegram counts in UTF-16."""
    units = text.encode("utf-16-le")[2 * entity["offset"] : 2 * (entity["offset"] + entity["length"])]
    return units.decode("utf-16-le")


async def findable(shift):
    """Have the index read what was written, as its round does within two seconds."""
    await FoundFilling(shift.app.database)()


async def test_a_message_is_found_with_a_way_to_it(shift, olga):
    """Who, the words with the hit marked, and a link to the message in its topic."""
    anna = shift.customer("Anna")
    await shift.asks(anna, "Hello, the glowworm lantern never arrived, where is it?")
    await findable(shift)
    found = await ask(shift, olga, "/find lanterns")
    links = [one["url"] for one in found["entities"] if one["type"] == "text_link"]
    bold = [under(found["text"], one) for one in found["entities"] if one["type"] == "bold"]

    assert "glowworm lantern" in found["text"]
    assert anna.last_name in found["text"]
    assert bold == ["lantern"]
    assert f"/{shift.thread(anna)}/" in links[0]


async def test_nothing_found_says_what_to_try(shift, olga):
    """And not only that there is nothing."""
    found = await ask(shift, olga, "/find xyzzyqqq", None)

    assert "fewer of them" in found["text"]


async def test_a_bare_find_says_how(shift, olga):
    """The filters are few and explained."""
    found = await ask(shift, olga, "/find")

    assert "in:notes" in found["text"]


async def test_a_filter_that_nobody_understands_is_named(shift, olga):
    """Instead of finding nothing."""
    found = await ask(shift, olga, "/find lamp since:someday")

    assert found["text"].startswith("since:someday is no day")


async def test_pages_are_turned_in_place(shift, olga):
    """The question stands above the answer, so no word of it is kept anywhere else."""
    greta = shift.customer("Greta")
    await shift.asks(greta, "a zeppelin model")
    talk = await shift.conversation(greta)
    place = {"conversation_id": talk.id, "direction": "incoming", "turn": 1, "at": talk.opened_at}
    async with shift.app.database.writing() as session:
        session.add_all([Message(text=f"zeppelin {number}", **place) for number in range(12)])
    await findable(shift)
    found = await ask(shift, olga, "/find zeppelin")
    first = shift.fresh(found)["text"]
    await shift.press(olga, found, "find", 1)
    await shift.until(lambda: "11–13" in shift.fresh(found)["text"])
    second = shift.fresh(found)
    await shift.press(olga, second, "find", 0)
    await shift.until(lambda: "1–10" in shift.fresh(found)["text"])

    assert first.startswith("🔎 1–10")
    assert second["text"].count("\n") == 3


async def test_a_lead_finds_in_private(shift):
    """The private chat with the bot is a desk, too."""
    lead = shift.telegram.agent("Lena", id=LEAD, started=True)
    asked = shift.telegram.write(lead, "/find lantern")
    found = await answer_to(shift, asked)

    assert "glowworm" in found["text"]


async def test_customers_find_nothing(shift):
    """What they write is a message like any other, and is answered by a person."""
    anna = shift.customer("Mallory")
    await shift.asks(anna, "/find lantern")

    assert not any("glowworm" in words for words in shift.received(anna))


async def test_who_looked_is_noted_and_the_words_are_not(shift, olga):
    """The record names the agent, and that it was a search."""
    await ask(shift, olga, "/find secretword")
    rows = await shift.rows(Audit, action="looked_at")

    assert rows[-1].detail == {"what": "search"}
    assert rows[-1].agent_id is not None
    assert not any("secretword" in str(row.detail) + row.why for row in rows)
