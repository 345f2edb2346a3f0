"""A trainee's replies wait for a yes; roles, assigning, mentions and the menus around them."""

import json

import pytest
import pytest_asyncio
from asking import below, links, private, topic_url, typed

from bot.storage.tables import Agent, Approval

LEAD, OLGA, TIM, MARIA = 432001, 432002, 432003, 432004
SETTINGS = {"leads": (LEAD,), "agents": (OLGA, TIM, MARIA)}
DANGER = "There is no point in anything any more, I want to end my life"

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def lena(shift):
    return shift.telegram.agent("Lena", id=LEAD, started=True)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def olga(shift):
    return shift.telegram.agent("Olga", id=OLGA, username="olga_desk", started=True)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def maria(shift):
    return shift.telegram.agent("Maria", id=MARIA, started=True)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def tim(shift, lena):
    """Somebody new, made a trainee below a message of theirs."""
    tim = shift.telegram.agent("Tim", id=TIM, started=True)
    hello = shift.telegram.write_in_topic(tim, 1, "Hello everybody")
    asked = shift.telegram.write_in_topic(lena, 1, "/role trainee", reply_to=hello["message_id"])
    await shift.until(lambda: below(shift, asked))
    await shift.until(lambda: any("Now you are: trainee" in words for words in private(shift, tim)))
    return tim


async def agent_row(shift, user):
    return (await shift.rows(Agent, telegram_id=user.id))[0]


async def shown(shift, customer, count=1):
    """Wait for the line that asks for a yes."""

    def found():
        return [one for one in shift.topic(customer) if ":approve:" in json.dumps(one.get("reply_markup") or {})]

    await shift.until(lambda: len(found()) >= count)
    return found()[-1]


async def proposed(shift, tim, customer, words="I have asked the carrier, and I write to you tonight"):
    await shift.asks(customer)
    shift.telegram.write_in_topic(tim, shift.thread(customer), words)
    return await shown(shift, customer)


async def test_a_trainees_words_wait_and_go_out_as_shown(shift, olga, tim):
    """Nothing reaches the customer before; then exactly what was shown, and the wait went on meanwhile."""
    anna = shift.customer()
    line = await proposed(shift, tim, anna)
    waited = (await shift.conversation(anna)).waiting_since
    refused = await shift.press(tim, line, "approve")
    before = shift.received(anna)
    told = await shift.press(olga, line, "approve")
    await shift.until(lambda: shift.received(anna))
    again = await shift.press(olga, line, "approve")

    assert "I have asked the carrier, and I write to you tonight" in line["text"]
    assert "An agent or a lead" in refused.text
    assert (before, waited is not None) == ([], True)
    assert "Tim's name" in told.text
    assert shift.received(anna) == ["I have asked the carrier, and I write to you tonight"]
    assert again.text == "Settled already"
    assert (await agent_row(shift, tim)).approved_replies == 1
    assert (await shift.conversation(anna)).assignee_id == (await agent_row(shift, tim)).id


async def test_what_was_approved_is_not_changed_behind_the_approvers_back(shift, olga, tim):
    """An edited message of a trainee leaves the customer's copy as somebody read it."""
    hugo = shift.customer("Hugo")
    await shift.asks(hugo)
    written = shift.telegram.write_in_topic(tim, shift.thread(hugo), "You hear from us by six")
    await shift.press(olga, await shown(shift, hugo), "approve")
    await shift.until(lambda: shift.received(hugo))
    shift.telegram.edit(tim, written["message_id"], "You hear from us by five", chat_id=shift.staff)
    await shift.until(lambda: any("keeps what was approved" in words for words in shift.lines(hugo)))

    assert shift.received(hugo) == ["You hear from us by six"]


async def test_a_press_of_a_trainee_waits_too(shift, olga, tim):
    """A suggested reply goes out in the trainee's name, once an agent has read it."""
    boris = shift.customer("Boris")
    card = await shift.asks(boris)
    told = await shift.press(tim, card, "say", "warm")
    line = await shown(shift, boris)
    await shift.press(olga, line, "approve")
    await shift.let_go(boris)
    await shift.until(lambda: shift.received(boris))

    assert told.text.startswith("Kept")
    assert shift.received(boris)[0] in line["text"]


async def test_what_is_given_back_comes_with_a_word(shift, olga, tim):
    """The trainee reads it in private, the customer reads nothing, and a second reply takes its place."""
    vera = shift.customer("Vera")
    line = await proposed(shift, tim, vera, "Just wait")
    told = await shift.press(olga, line, "give_back")
    await typed(shift, olga, "/back Say until when, and what you are doing", topic_of=vera)
    await shift.until(lambda: any("Say until when" in words for words in private(shift, tim)))
    stale = await shift.press(olga, line, "approve")

    assert "/back" in told.text
    assert stale.text == "Settled already"
    assert shift.received(vera) == []
    assert (await shift.of(Approval, vera))[0].why == "Say until when, and what you are doing"


async def test_who_approves_sees_what_the_customer_wrote_since(shift, olga, tim):
    """The first press says so, the second means it was read."""
    ines = shift.customer("Ines")
    line = await proposed(shift, tim, ines)
    shift.telegram.write(ines, "It was blue, by the way")
    await shift.until(lambda: any("It was blue" in words for words in shift.lines(ines)))
    first = await shift.press(olga, line, "approve")
    before = shift.received(ines)
    await shift.press(olga, line, "approve")
    await shift.until(lambda: shift.received(ines))

    assert "has written since" in first.text
    assert before == []


async def test_enough_approved_replies_make_an_agent(shift, olga, tim):
    """Both are told, and the next reply goes out at once."""
    async with shift.app.database.writing() as session:
        row = await session.get(Agent, (await agent_row(shift, tim)).id)
        row.approved_replies = 29
    grete = shift.customer("Grete")
    line = await proposed(shift, tim, grete)
    await shift.press(olga, line, "approve")
    await shift.until(lambda: any("go out at once" in words for words in private(shift, tim)))
    await shift.until(lambda: any("answers as an agent" in words for words in private(shift, olga)))
    await shift.until(lambda: len(shift.received(grete)) == 1)
    await shift.says(tim, grete, "One more thing: it is on its way")

    assert (await agent_row(shift, tim)).role == "agent"


async def test_approved_texts_of_danger_take_two_taps_of_an_agent(shift, lena, olga, tim):
    """A trainee's press is none of them."""
    told = await typed(shift, lena, "/role trainee Tim", group=True)
    async with shift.app.database.writing() as session:
        (await session.get(Agent, (await agent_row(shift, tim)).id)).approved_replies = 0
    emma = shift.customer("Emma")
    card = await shift.asks(emma, DANGER)
    tone = next(data.split(":")[-1] for data in buttons(card) if ":say:" in data)
    await shift.press(tim, card, "say", tone)
    line = await shown(shift, emma)
    first = await shift.press(olga, line, "approve")
    before = [words for words in shift.received(emma) if "utomatic" not in words]
    await shift.until(lambda: any(":approve_sure:" in data for data in buttons(shift.fresh(line))))
    await shift.press(olga, shift.fresh(line), "approve_sure")
    await shift.until(lambda: len(shift.received(emma)) > len(before))

    assert "trainee now" in told["text"]
    assert "tap again" in first.text
    assert before == []


def buttons(message):
    rows = (message.get("reply_markup") or {}).get("inline_keyboard", [])
    return [one.get("callback_data") or "" for row in rows for one in row]


async def test_a_case_is_given_to_who_is_on_shift_by_a_tap(shift, olga, maria):
    """Behind the dots; who gets it is told in private with the way to the topic."""
    await typed(shift, maria, "/on")
    paul = shift.customer("Paul")
    card = await shift.asks(paul)
    await shift.press(olga, card, "menu", "more")
    await shift.until(lambda: any(":assign:" in data for data in buttons(shift.fresh(card))))
    await shift.press(olga, shift.fresh(card), "assign")
    number = (await agent_row(shift, maria)).id
    await shift.until(lambda: any(":give:" in data for data in buttons(shift.fresh(card))))
    told = await shift.press(olga, shift.fresh(card), "give", number)
    await shift.until(lambda: any("gave you this conversation" in words for words in private(shift, maria)))
    sent = next(one for one in shift.telegram.sent(maria.id) if "gave you this conversation" in (one.get("text") or ""))

    assert told.text == "Maria has it now, and was told"
    assert links(sent) == [topic_url(shift, paul)]


async def test_the_second_at_a_customer_is_told_who_is_on_it_since_when(shift, olga, maria):
    """Before they begin to write, by Edit; a lead gives the case to whom they name."""
    nora = shift.customer("Nora")
    await shift.asks(nora)
    await shift.says(olga, nora, "I am looking into it")
    await shift.asks(nora, "And how long will it take?")
    told = await shift.press(maria, shift.card(nora), "edit")
    refused = await typed(shift, maria, "/assign Maria", topic_of=nora)

    assert told.text.startswith("Olga is on it since ")
    assert refused["text"].startswith("Another agent has this conversation")


async def test_a_note_tells_whom_it_names(shift, olga, maria):
    """By username or first name, with the note and the way there; nobody else, and not the customer."""
    ruth = shift.customer("Ruth")
    await shift.asks(ruth)
    shift.telegram.write_in_topic(maria, shift.thread(ruth), "// @olga_desk do you remember her last order?")
    await shift.until(lambda: any("names you in a note" in words for words in private(shift, olga)))
    sent = next(one for one in shift.telegram.sent(olga.id) if "names you in a note" in (one.get("text") or ""))

    assert "do you remember her last order?" in sent["text"]
    assert links(sent) == [topic_url(shift, ruth)]
    assert not any("names you" in words for words in private(shift, maria))
    assert shift.received(ruth) == []


async def test_next_and_queue_say_why_and_lead_there(shift, maria):
    """In the group as in private; a number is nowhere to be read."""
    emil = shift.customer("Emil")
    await shift.asks(emil, "Please cancel my order 7702 before it leaves")
    queue = await typed(shift, maria, "/queue", group=True)
    following = await typed(shift, maria, "/next")

    assert topic_url(shift, emil) in links(queue)
    assert "Waiting: " in queue["text"]
    assert " due " in queue["text"]
    assert following["text"].startswith("Next for you:")
    assert len(links(following)) == 1


async def test_help_lists_what_a_role_has(shift, lena, olga):
    """No command that would be refused."""
    leads = (await typed(shift, lena, "/help"))["text"]
    agents = (await typed(shift, olga, "/help"))["text"]

    assert all(name in leads for name in ("/role", "/forget", "/find", "/next"))
    assert all(name in agents for name in ("/next", "/find"))
    assert "/forget" not in agents


async def test_languages_are_set_and_told(shift, olga):
    """Anywhere; a wrong one is answered with those that there are."""
    told = await typed(shift, olga, "/lang en ru", group=True)
    wrong = await typed(shift, olga, "/lang xx")

    assert told["text"] == "Noted. You read: EN, RU"
    assert "is no language" in wrong["text"]


async def test_telegram_offers_the_commands(shift):
    """The desk's in its groups and private chats, in both languages; the customers' everywhere else."""
    await shift.until(lambda: len(shift.telegram.state.commands) > 6)
    offered = shift.telegram.state.commands

    assert next(one["command"] for one in offered[f"chat {shift.staff} ru"]) == "next"
    assert {one["command"] for one in offered["all_private_chats fy"]} == {
        "privacy",
        "export",
        "forget",
        "noprofile",
        "news",
    }
