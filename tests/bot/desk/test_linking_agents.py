"""How an agent joins a chat with a shop account, and takes a join back."""

import pytest
import pytest_asyncio
from linking_people import CARRIER, a_buyer, links_of, opens_the_shop, tells_an_order, token_of
from pydantic import SecretStr

from bot.storage.tables import Agent, Audit, Link

SETTINGS = {"shop_secret": SecretStr("the shop's own secret")}

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module", autouse=True)
async def secret(shift):
    opens_the_shop(shift)


async def commands(shift, agent, customer, text, answer):
    """An agent writes a command in the customer's topic; returns the new line that has these words."""
    before = len(shift.topic(customer))
    shift.telegram.write_in_topic(agent, shift.thread(customer), text)
    return await line_of(shift, customer, answer, before + 1)  # the command itself is the first


async def line_of(shift, customer, words, before=0):
    """Wait for a line in the topic, and return its message."""

    def found():
        return [one for one in shift.topic(customer)[before:] if words in one.get("text", "")]

    await shift.until(found)
    return found()[-1]


async def link(shift, agent, customer, asked):
    """Look somebody up and tap; returns what the agent was told."""
    preview = await commands(shift, agent, customer, f"/link {asked}", "Join this chat with")
    return await shift.press(agent, preview, "link_yes")


async def unlink(shift, agent, customer):
    """Look and tap; returns the preview and what the agent was told."""
    preview = await commands(shift, agent, customer, "/unlink", "Take the join back?")
    return preview, await shift.press(agent, preview, "unlink_yes")


@pytest.mark.parametrize("known_by", ["email", "phone", "order", "shop_id"])
async def test_an_agent_joins_by_what_they_know(shift, known_by):
    """A preview with a masked address, a tap, and the card of the waiting question has the facts."""
    anna, olga, berta = shift.customer(), shift.agent(), await a_buyer(shift)
    await shift.asks(anna)
    preview = await commands(shift, olga, anna, f"/link {getattr(berta, known_by)}", "Join this chat")
    before = await links_of(shift, anna)
    told = await shift.press(olga, preview, "link_yes")
    await shift.until(lambda: shift.shows(anna, CARRIER))
    await shift.until(lambda: any("Olga joined this chat" in line for line in shift.lines(anna)))
    (joined,) = await links_of(shift, anna)
    (agent,) = await shift.rows(Agent, telegram_id=olga.id)

    assert preview["text"].startswith("🔗 Join this chat with Berta Berg (b•••@example.org, orders: 1)?")
    assert before == []
    assert told.text == "Joined"
    assert (joined.how, joined.by) == ("agent", agent.id)
    assert shift.received(anna) == []


async def test_a_second_tap_changes_nothing(shift):
    """And says so."""
    anna, olga, berta = shift.customer(), shift.agent(), await a_buyer(shift)
    await shift.asks(anna)
    preview = await commands(shift, olga, anna, f"/link {berta.email}", "Join this chat")
    told = [(await shift.press(olga, preview, "link_yes")).text for _ in range(2)]
    again = await commands(shift, olga, anna, f"/link {berta.email}", "They are joined already")

    assert told == ["Joined", "They are joined already"]
    assert len(await links_of(shift, anna)) == 1
    assert "reply_markup" not in again


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("", "Write here: /link and an e-mail"),
        ("nobody@example.org", "Nobody in the shop is known by nobody@example.org"),
        ("'; drop table customer; --", "Nobody in the shop is known by"),
        ("x" * 4000, "Nobody in the shop is known by x"),
    ],
)
async def test_what_names_nobody_is_answered(shift, asked, told):
    """In a sentence, and nothing reaches the customer."""
    anna, olga = shift.customer(), shift.agent()
    await shift.asks(anna)
    answer = await commands(shift, olga, anna, f"/link {asked}".strip(), told)

    assert answer["text"].startswith(told)
    assert shift.received(anna) == []


async def test_the_menu_finds_whom_the_customer_named(shift):
    """One tap where the customer wrote their address already."""
    anna, olga, berta = shift.customer(), shift.agent(), await a_buyer(shift)
    card = await shift.asks(anna, f"I am {berta.email} and my parcel is not here")
    await shift.press(olga, card, "menu", "more")
    await shift.press(olga, shift.fresh(card), "link")
    told = await shift.press(olga, await line_of(shift, anna, "Join this chat with Berta"), "link_yes")

    assert told.text == "Joined"


async def test_the_menu_says_how_where_nobody_is_named(shift):
    """A hint as an alert, since there is nothing to show."""
    anna, olga = shift.customer(), shift.agent()
    card = await shift.asks(anna)
    await shift.press(olga, card, "menu", "more")
    told = await shift.press(olga, shift.fresh(card), "link")

    assert told.text.startswith("Write here: /link")
    assert told.show_alert


async def test_an_account_joined_elsewhere_is_refused(shift):
    """First the other join is taken back."""
    anna, piet, olga, berta = shift.customer(), shift.customer("Piet"), shift.agent(), await a_buyer(shift)
    await shift.asks(anna)
    await shift.asks(piet)
    await link(shift, olga, anna, berta.email)
    told = await link(shift, olga, piet, berta.email)

    assert told.text.startswith("That shop account is joined to another chat")
    assert told.show_alert
    assert await links_of(shift, piet) == []


async def test_an_undo_takes_the_facts_away(shift):
    """The card says not linked, the reply asks for what joins, and the record names the agent."""
    anna, olga, berta = shift.customer(), shift.agent(), await a_buyer(shift)
    await shift.asks(anna)
    await link(shift, olga, anna, berta.email)
    await shift.until(lambda: shift.shows(anna, CARRIER))
    preview, told = await unlink(shift, olga, anna)
    await shift.until(lambda: shift.shows(anna, "not linked"))
    again = await shift.press(olga, preview, "unlink_yes")
    (undone,) = await links_of(shift, anna)
    (agent,) = await shift.rows(Agent, telegram_id=olga.id)
    entries = [one for one in await shift.rows(Audit, action="unlink") if one.detail["link"] == undone.id]

    assert (told.text, again.text) == ("Taken back", "There is no join here to take back")
    assert (undone.undone_by, undone.undone_at is not None) == (agent.id, True)
    assert not tells_an_order(shift.card(anna)["text"])
    assert [entry.agent_id for entry in entries] == [agent.id]
    assert await line_of(shift, anna, "Olga took the join back")


async def test_after_an_undo_the_link_that_was_wrong_does_nothing(shift):
    """It is still in the customer's hands."""
    anna, olga, berta = shift.customer(), shift.agent(), await a_buyer(shift)
    await shift.asks(anna)
    await link(shift, olga, anna, berta.email)
    await unlink(shift, olga, anna)
    shift.telegram.write(anna, f"/start {token_of(shift, berta)}")
    await shift.until(lambda: shift.received(anna))

    assert [one.undone_at is None for one in await links_of(shift, anna)] == [False]


async def test_the_menu_of_a_joined_chat_offers_to_take_it_back(shift):
    """The same button, the other way."""
    anna, olga, berta = shift.customer(), shift.agent(), await a_buyer(shift)
    await shift.asks(anna)
    await link(shift, olga, anna, berta.order)
    await shift.push(olga, shift.card(anna), f"t1:link:{(await shift.conversation(anna)).id}:1")
    await line_of(shift, anna, "Take the join back?")

    assert (await links_of(shift, anna))[0].undone_at is None


async def test_unlink_without_a_join_says_so(shift):
    """Nothing happens."""
    anna, olga = shift.customer(), shift.agent()
    await shift.asks(anna)
    answer = await commands(shift, olga, anna, "/unlink", "There is no join")

    assert answer["text"] == "There is no join here to take back"


async def test_an_answered_turn_is_renewed_as_well(shift):
    """The card that stands there is not left saying that nothing is known."""
    anna, olga, berta = shift.customer(), shift.agent(), await a_buyer(shift)
    await shift.asks(anna)
    await shift.says(olga, anna, "let me look")
    await link(shift, olga, anna, berta.email)
    await shift.until(lambda: shift.shows(anna, CARRIER))

    assert (await shift.conversation(anna)).waiting_since is None


@pytest.mark.parametrize(
    "data", ["link_yes:999999:1", "link_yes:1:999999", "unlink_yes:1:999999", "unlink_yes:999999:1"]
)
async def test_data_that_names_nothing_joins_nothing(shift, data):
    """Well formed and meaningless."""
    anna, olga = shift.customer(), shift.agent()
    card = await shift.asks(anna)
    before = len(await shift.rows(Link, undone_at=None))
    told = await shift.push(olga, card, f"t1:{data}")

    assert told.text
    assert told.show_alert
    assert len(await shift.rows(Link, undone_at=None)) == before
