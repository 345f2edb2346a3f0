"""Many write about the same thing: noticed, opened, previewed, told once, closed."""

import json
from datetime import timedelta

import pytest
import pytest_asyncio
from sqlalchemy import update

from bot.clocks import Clocks
from bot.incident_rounds import Watching
from bot.storage.tables import (
    Audit,
    Conversation,
    Customer,
    FollowUpRow,
    Identity,
    Incident,
    IncidentMember,
    Outgoing,
)

LEAD = 434343
SETTINGS = {"leads": (LEAD,)}
ASKING = "Where is my parcel with the blue kettle? It should have been here by now"
RUSSIAN = "Где моя посылка с синим чайником? Она должна была прийти"
WORDS = "We know about the parcels, and look into it. You hear from us by six."

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.fixture(scope="module")
def lead(shift):
    """Somebody who leads the desk and has opened the bot."""
    return shift.telegram.agent("Lena", id=LEAD, started=True)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def crowd(shift, lead):
    """Seventeen people with the same question within minutes; one of them writes Russian, one is in danger."""
    people = [shift.customer(f"Kim{number}") for number in range(15)]
    boris, dora = shift.customer("Борис", language_code="ru"), shift.customer("Dora")
    for person in people:
        shift.telegram.write(person, ASKING)
    shift.telegram.write(boris, RUSSIAN)
    shift.telegram.write(dora, f"{ASKING}. I will sue you, my lawyer writes tomorrow")
    await shift.until(lambda: all(shift.cards(one) for one in (*people, boris, dora)), patience=40)
    return people, boris, dora


async def look(shift):
    """Have the round of the minute look now."""
    clocks = Clocks(business=shift.harness.clock.now)
    told = await Watching(shift.app.database, clocks, shift.app.settings)()
    shift.app.parts.sender.wake.set()
    return told


def with_button(shift, chat_id, deed):
    """List the messages in a chat that have this button of an incident."""
    sent = shift.telegram.sent(chat_id)
    return [one for one in sent if f":{deed}:" in json.dumps(one.get("reply_markup") or {})]


def answer(shift, lead, bench, words):
    """Reply to the bench in the lead's private chat."""
    return shift.telegram.say(lead, {"text": words}, reply_to=bench["message_id"])


async def on_the_board(shift, words):
    """Look whether the board says this yet; the pause between two of its edits is not waited for."""
    async with shift.app.database.writing() as session:
        await session.execute(update(Incident).values(board_at=None))
    return any(words in json.dumps(one, ensure_ascii=False) for one in with_button(shift, shift.staff, "close"))


async def member(shift, customer):
    (row,) = await shift.of(IncidentMember, customer)
    return row


async def test_a_flood_is_told_once_to_the_lead_and_to_the_group(shift, lead, crowd):
    """What, how many, since when, and a few masked words; the next minute says nothing new."""
    first, second = await look(shift), await look(shift)
    await shift.until(lambda: with_button(shift, lead.id, "open") and with_button(shift, shift.staff, "open"))
    note = with_button(shift, lead.id, "open")[0]["text"]

    assert (first, second) == (True, False)
    assert "min ask: where the order is" in note
    assert "no past yet" in note
    assert len(with_button(shift, lead.id, "open")) == len(with_button(shift, shift.staff, "open")) == 1
    assert "Kim" not in note


async def test_only_leads_open_one(shift, lead, crowd):
    """Everybody in the group sees the note; who may not is told so."""
    told = await shift.press(shift.agent("Oleg"), with_button(shift, shift.staff, "open")[0], "inc", "open")

    assert "for leads and the owner" in told.text


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def bench(shift, lead, crowd):
    """The bench in the lead's private chat, after the note was pressed."""
    await look(shift)
    await shift.until(lambda: with_button(shift, lead.id, "open"))
    await shift.press(lead, with_button(shift, lead.id, "open")[0], "inc", "open")
    await shift.until(lambda: with_button(shift, lead.id, "preview"))
    return with_button(shift, lead.id, "preview")[0]


async def test_members_have_a_short_card_and_a_flag_keeps_its_own(shift, bench, crowd):
    """Nobody answers sixteen times what a lead answers once; whoever names a lawyer is answered by a person."""
    people, _, dora = crowd
    await shift.until(lambda: shift.shows(people[0], "Part of:"))

    assert "REPLY" not in shift.card(people[0])["text"]
    assert not shift.shows(dora, "Part of:")


async def test_an_agent_takes_one_out(shift, bench, crowd):
    """It asks something else after all: its usual card comes back."""
    people, _, _ = crowd
    await shift.until(lambda: shift.shows(people[1], "Part of:"))
    await shift.press(shift.agent("Oleg"), shift.card(people[1]), "inc_out")
    await shift.until(lambda: shift.shows(people[1], "REPLY") or shift.shows(people[1], "LATER"))

    assert (await member(shift, people[1])).state == "out"


async def test_words_come_language_by_language(shift, lead, bench, crowd):
    """The answer to the bench is the text of the language that is asked for; the letters are looked at."""
    answer(shift, lead, bench, WORDS)
    await shift.until(lambda: WORDS[:30] in shift.fresh(bench)["text"])
    await shift.until(lambda: "No text yet: RU" in shift.fresh(bench)["text"])
    answer(shift, lead, bench, "We know")
    await shift.until(lambda: any("does not look like ru" in text for text in shift.received(lead)))
    answer(shift, lead, bench, "Мы знаем про посылки")
    await shift.until(lambda: "Мы знаем про посылки" in shift.fresh(bench)["text"])

    assert "No text yet" not in shift.fresh(bench)["text"]


async def test_the_preview_says_who_and_who_not_and_two_presses_send(shift, lead, bench, crowd):
    """Names and reasons first; nothing is sent by one press, nor with a list that has changed since."""
    people, boris, _ = crowd
    (known,) = await shift.rows(Identity, kind="telegram", value=str(people[2].id))
    async with shift.app.database.writing() as session:
        await session.execute(
            update(Customer).where(Customer.id == known.customer_id).values(blocked_at=shift.harness.clock.now())
        )
    await shift.press(lead, shift.fresh(bench), "inc", "preview")
    await shift.until(lambda: "has blocked the bot" in shift.fresh(bench)["text"])
    shown = shift.fresh(bench)["text"]
    count = int(shift.data(shift.fresh(bench), "inc", "send").split(":")[-1])
    await shift.press(lead, shift.fresh(bench), "inc", "send")
    await shift.until(lambda: ":sure:" in json.dumps(shift.fresh(bench)["reply_markup"]))
    before = shift.received(people[0])
    wrong = await shift.push(lead, bench, shift.data(shift.fresh(bench), "inc", "sure").rpartition(":")[0] + ":3")

    assert "taken out by an agent" in shown
    assert count == 14
    assert before == []
    assert "list has changed" in wrong.text
    await shift.until(lambda: ":send:" in json.dumps(shift.fresh(bench)["reply_markup"]))
    await shift.press(lead, shift.fresh(bench), "inc", "send")
    await shift.until(lambda: ":sure:" in json.dumps(shift.fresh(bench)["reply_markup"]))
    await shift.press(lead, shift.fresh(bench), "inc", "sure")
    await shift.until(lambda: shift.received(boris) and shift.received(people[14]), patience=40)

    assert shift.received(boris) == ["Мы знаем про посылки"]
    assert shift.received(people[0]) == [WORDS]
    assert shift.received(people[1]) == shift.received(people[2]) == []


async def test_each_send_ends_the_turn_and_leaves_a_promise(shift, crowd):
    """Like any reply: nobody waits, a follow-up is set at the promised time, and the card names the incident."""
    people, _, _ = crowd
    await shift.until(lambda: shift.shows(people[0], "Text of the incident"), patience=40)
    conversation = await shift.conversation(people[0])
    (follow_up,) = await shift.of(FollowUpRow, people[0])
    (incident,) = await shift.rows(Incident)

    assert conversation.waiting_since is None
    assert follow_up.due_at == incident.until == conversation.promised_at
    assert [row.priority for row in await shift.replies(people[0])] == [3]


async def test_the_board_counts_and_those_who_write_again_get_a_card(shift, crowd):
    """One message in the group says how it stands; a new question after the text is a case like any other."""
    people, _, _ = crowd

    def board():
        return [one["text"] for one in with_button(shift, shift.staff, "close")]

    await shift.hastily(lambda: on_the_board(shift, "Told 14"))
    card = await shift.asks(people[0], "And when do I get my money back?")
    await shift.hastily(lambda: on_the_board(shift, "Wrote again 1"))

    assert "Part of:" not in card["text"]
    assert len(board()) == 1


async def test_a_new_case_joins_and_is_told_by_two_more_presses(shift, lead, crowd):
    """The same texts and a new preview, for who came since."""
    late = shift.customer("Late")
    shift.telegram.write(late, ASKING)
    await shift.until(lambda: shift.shows(late, "Part of:"), patience=40)
    await shift.hastily(lambda: on_the_board(shift, ":more:"))
    await shift.press(lead, with_button(shift, shift.staff, "more")[0], "inc", "more")
    await shift.until(lambda: with_button(shift, shift.staff, "preview"))
    bench = with_button(shift, shift.staff, "preview")[-1]
    for deed, then in (("preview", "send"), ("send", "sure")):
        await shift.press(lead, shift.fresh(bench), "inc", deed)
        await shift.until(lambda then=then: f":{then}:" in json.dumps(shift.fresh(bench)["reply_markup"]))
    await shift.press(lead, shift.fresh(bench), "inc", "sure")
    await shift.until(lambda: shift.received(late))

    assert shift.received(late) == [WORDS]
    assert shift.received(crowd[0][3]) == [WORDS]


async def test_closing_says_a_last_word_and_resolves(shift, lead, crowd):
    """In the shipped words, in each language; who wrote again keeps their place, and a summary stays."""
    people, boris, _ = crowd
    await shift.press(lead, with_button(shift, shift.staff, "close")[0], "inc", "close")
    await shift.until(lambda: with_button(shift, shift.staff, "wordless"))
    bench = with_button(shift, shift.staff, "wordless")[-1]
    await shift.press(lead, bench, "inc", "ready")
    await shift.until(lambda: "is solved" in shift.fresh(bench)["text"])
    for deed, then in (("preview", "send"), ("send", "sure")):
        await shift.press(lead, shift.fresh(bench), "inc", deed)
        await shift.until(lambda then=then: f":{then}:" in json.dumps(shift.fresh(bench)["reply_markup"]))
    await shift.press(lead, shift.fresh(bench), "inc", "sure")

    async def closed():
        return [one for one in await shift.rows(Incident) if one.state == "closed"]

    (incident,) = await shift.eventually(closed, patience=40)
    await shift.until(lambda: len(shift.received(boris)) == 2)

    assert shift.received(boris)[1].startswith("Проблема, о которой мы вам писали, решена")
    assert (await shift.conversation(boris)).status == "resolved"
    assert (await shift.conversation(people[0])).status == "open"
    assert shift.received(people[0]) == [WORDS]
    assert incident.figures["summary"]["told"] == 15
    assert incident.figures["summary"]["replied"] == 1
    assert await shift.rows(Audit, action="incident_close")


async def test_nobody_was_told_twice(shift, crowd):
    """Each member has one row of the text and at most one of the last word."""
    for row in await shift.rows(IncidentMember):
        sent = await shift.rows(Outgoing, kind="reply", conversation_id=row.conversation_id, state="sent")
        (conversation,) = await shift.rows(Conversation, id=row.conversation_id)

        assert len(sent) <= 2, conversation.id


async def test_one_by_hand_and_not_one(shift, lead):
    """A lead names what it is about; the second of the same name is refused, and a plain agent may not."""
    vera = shift.customer("Vera")
    await shift.asks(vera, "The teapot lid of my order is broken, can you help?")
    shift.telegram.write(lead, "/incident teapot lid")
    await shift.until(lambda: any("teapot lid: what do we tell" in text for text in shift.received(lead)))
    await shift.until(lambda: shift.shows(vera, "Part of: teapot lid"))
    shift.telegram.write(lead, "/incident teapot lid")
    await shift.until(lambda: any("There is one about teapot lid" in text for text in shift.received(lead)))
    shift.telegram.write(lead, "/incident")
    await shift.until(lambda: any("• teapot lid" in text for text in shift.received(lead)))

    assert shift.harness.clock.now() - (await shift.conversation(vera)).opened_at < timedelta(hours=1)
