"""Scenario 17: albums of both sides arrive as one, in order, with their captions, or stay at the desk as one."""

import random
from datetime import timedelta

import pytest

from bot.storage.tables.conversations import Message, Note

pytestmark = pytest.mark.asyncio(loop_scope="module")


def parts(shift, caption="the third one", count=10, at=2):
    """Ten pictures and films, mixed with a seed, a caption on the third."""
    chance = random.Random(17)
    for number in range(count):
        file = shift.telegram.file(b"part %d" % number)
        more = {"width": number + 1, "height": 3}
        kind = chance.choice(["photo", "video"])
        content = {"photo": [{**file, **more}]} if kind == "photo" else {"video": {**file, **more, "duration": 2}}
        yield {**content, **({"caption": caption} if number == at else {})}


def seen(messages):
    """The parts of the albums among messages: kind and number of each, and the caption."""
    found = [one for one in messages if "photo" in one or "video" in one]
    return [(one["photo"][-1] if "photo" in one else one["video"])["width"] for one in found], found


@pytest.fixture
def patience(monkeypatch):
    """Wait longer for the next part: on a machine that is busy with other tests two may be seconds apart."""
    for place in ("bot.desk.albums.PAUSE", "bot.desk.send.PAUSE", "bot.storage.relays.ALBUM_PAUSE"):
        monkeypatch.setattr(place, timedelta(seconds=6))


async def send(shift, user, album, **place):
    """One after another, in batches as they come from Telegram: the worker is done with one before the next comes."""
    for number, content in enumerate(parts(shift, **place.pop("like", {}))):
        shift.telegram.say(user, {**content, "media_group_id": album}, **place)
        if number % 3 == 0:
            await shift.until(lambda: shift.telegram.polls)


@pytest.mark.usefixtures("patience")
async def test_a_customers_album_of_ten(shift):
    """Scenario 17: one group in the topic, order and captions kept, a message for each part."""
    anna = shift.customer()
    await send(shift, anna, "a1")
    await shift.until(lambda: len(seen(shift.topic(anna))[1]) == 10)
    numbers, found = seen(shift.topic(anna))

    assert numbers == list(range(1, 11))
    assert len({one["media_group_id"] for one in found}) == 1
    assert found[2]["caption"] == "the third one"
    assert len(await shift.of(Message, anna)) == 10


@pytest.mark.usefixtures("patience")
async def test_an_agents_album_of_ten(shift):
    """Scenario 17: one group at the customer's, order and captions kept, one answer."""
    anna, olga = shift.customer(), shift.agent()
    await shift.asks(anna)
    await send(shift, olga, "a2", chat_id=shift.staff, thread_id=shift.thread(anna))
    await shift.until(lambda: len(seen(shift.telegram.sent(anna.id))[1]) == 10)
    numbers, found = seen(shift.telegram.sent(anna.id))
    ours = [row for row in await shift.of(Message, anna) if row.direction == "outgoing"]

    assert numbers == list(range(1, 11))
    assert len({one["media_group_id"] for one in found}) == 1
    assert found[2]["caption"] == "the third one"
    assert len(await shift.replies(anna)) == 1
    assert len(ours) == 10


async def test_an_agents_album_is_taken_back_as_a_whole(shift):
    """Unsend knows its parts."""
    anna, olga = shift.customer(), shift.agent()
    await shift.asks(anna)
    await send(shift, olga, "a3", chat_id=shift.staff, thread_id=shift.thread(anna), like={"count": 3})
    await shift.until(lambda: len(seen(shift.telegram.sent(anna.id))[1]) == 3)
    await shift.until(lambda: any(":unsend:" in str(card) for card in shift.cards(anna)))
    await shift.press(olga, shift.card(anna), "unsend")
    await shift.until(lambda: seen(shift.telegram.sent(anna.id))[1] == [])

    assert await shift.eventually(lambda: _waits(shift, anna))


async def _waits(shift, customer):
    return (await shift.conversation(customer)).waiting_since


@pytest.mark.parametrize("at", [0, 2])
@pytest.mark.parametrize("caption", ["// our shelf, not for her", "/remnd 2h"])
async def test_one_word_for_the_desk_keeps_the_whole_album_in(shift, caption, at):
    """Scenario 21: on whichever part it stands, none of the others leaves."""
    anna, olga = shift.customer(), shift.agent()
    await shift.asks(anna)
    album = f"n{at}{len(caption)}"
    like = {"count": 4, "caption": caption, "at": at}
    await send(shift, olga, album, chat_id=shift.staff, thread_id=shift.thread(anna), like=like)
    await shift.eventually(lambda: _noted(shift, anna))
    waits = (await shift.conversation(anna)).waiting_since
    await shift.says(olga, anna, "the only thing that leaves")

    assert waits is not None
    assert seen(shift.telegram.sent(anna.id))[1] == []


async def _noted(shift, customer):
    notes = await shift.of(Note, customer)
    return any(note.text for note in notes) and not [
        row for row in await shift.replies(customer) if row.state in ("queued", "sending")
    ]


async def test_an_album_of_another_agent_is_sent_whole_when_confirmed(shift):
    """One question, one press, one album."""
    anna, olga, piet = shift.customer(), shift.agent("Olga"), shift.agent("Piet")
    await shift.asks(anna)
    await shift.says(olga, anna, "I'm on it")
    place = {"chat_id": shift.staff, "thread_id": shift.thread(anna)}
    await send(shift, piet, "a4", **place, like={"count": 3})
    await shift.eventually(lambda: _kept(shift, anna, 3))
    await shift.until(lambda: any("Olga has this conversation" in line for line in shift.lines(anna)))
    offers = [one for one in shift.topic(anna) if "Olga has this conversation" in one.get("text", "")]
    await shift.press(piet, offers[0], "anyway")
    await shift.until(lambda: len(seen(shift.telegram.sent(anna.id))[1]) == 3)

    assert len(offers) == 1
    assert len({one["media_group_id"] for one in seen(shift.telegram.sent(anna.id))[1]}) == 1


async def _kept(shift, customer, count):
    return len(await shift.of(Note, customer)) == count
