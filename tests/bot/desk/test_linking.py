"""How a customer joins their chat with their shop account, by themselves."""

import json
from datetime import timedelta

import pytest
import pytest_asyncio
from linking_people import CARRIER, a_buyer, contact, links_of, opens_the_shop, token_of, tries_of
from pydantic import SecretStr

from bot.storage.tables import Audit, Conversation, Identity, SuggestionRow

SETTINGS = {"shop_secret": SecretStr("the shop's own secret")}
AUTOMATIC = "(This line is automatic.)"

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module", autouse=True)
async def secret(shift):
    opens_the_shop(shift)


async def starts(shift, customer, token=""):
    """The customer opens the chat, by a link or without one; returns the greeting."""
    before = len(shift.received(customer))
    shift.telegram.write(customer, f"/start {token}".strip())
    await shift.until(lambda: len(shift.received(customer)) > before)
    return shift.received(customer)[-1]


async def shares(shift, customer, phone):
    """The customer shares their own number outside a conversation; returns the answer."""
    before = len(shift.received(customer))
    shift.telegram.say(customer, contact(phone, customer.id))
    await shift.until(lambda: len(shift.received(customer)) > before)
    return shift.received(customer)[-1]


async def test_a_link_from_the_account_page_joins(shift):
    """The first card knows the order, and the agents know how the join came."""
    anna, berta = shift.customer(), await a_buyer(shift)
    greeting = await starts(shift, anna, token_of(shift, berta))
    card = await shift.asks(anna)
    (link,) = await links_of(shift, anna)

    assert greeting.endswith(AUTOMATIC)
    assert (link.how, link.from_customer_id) == ("token", berta.id)
    assert CARRIER in card["text"]
    assert "linked" in card["text"]


async def test_a_link_pressed_in_the_middle_of_a_conversation_renews_the_card(shift):
    """The waiting question is judged again by what is known now, and the topic says why."""
    anna, berta = shift.customer(), await a_buyer(shift)
    card = await shift.asks(anna)
    await starts(shift, anna, token_of(shift, berta))
    await shift.until(lambda: shift.shows(anna, CARRIER))
    await shift.until(lambda: any("by a link from the shop's account page" in line for line in shift.lines(anna)))

    assert "not linked" in card["text"]
    assert any("b•••@example.org, orders: 1" in line for line in shift.lines(anna))
    assert berta.email not in "".join(shift.lines(anna))


async def test_a_link_pressed_again_judges_nothing_anew(shift):
    """The card knows already."""
    anna, berta = shift.customer(), await a_buyer(shift)
    await shift.asks(anna)
    for _ in range(3):
        await starts(shift, anna, token_of(shift, berta))
    await shift.until(lambda: shift.shows(anna, CARRIER))

    assert len(await shift.of(SuggestionRow, anna)) == 2


async def test_a_join_is_recorded(shift):
    """Who came to whose orders, and how, can be looked up later."""
    anna, berta = shift.customer(), await a_buyer(shift)
    await starts(shift, anna, token_of(shift, berta))
    (link,) = await links_of(shift, anna)
    (entry,) = [one for one in await shift.rows(Audit, action="link") if one.detail["link"] == link.id]

    assert entry.detail == {
        "customer": link.customer_id,
        "from_customer": berta.id,
        "how": "token",
        "link": link.id,
        "orders": 1,
    }


async def test_an_account_that_has_not_bought_yet_is_joined(shift):
    """Its first order will find the chat."""
    anna, berta = shift.customer(), await a_buyer(shift)
    berta.shop_id = "never-bought"
    await starts(shift, anna, token_of(shift, berta))
    (link,) = await links_of(shift, anna)
    (identity,) = await shift.rows(Identity, kind="shop", value="never-bought")

    assert identity.customer_id == link.customer_id


async def test_a_link_of_somebody_joined_elsewhere_is_refused_and_told(shift):
    """The one who holds it is greeted as anybody; the agents are told in both topics, once."""
    anna, piet, berta = shift.customer(), shift.customer("Piet"), await a_buyer(shift)
    await starts(shift, anna, token_of(shift, berta))
    await shift.asks(anna)
    await shift.asks(piet)
    greetings = [await starts(shift, piet, token_of(shift, berta)) for _ in range(3)]
    await shift.until(lambda: any("is joined to another chat" in line for line in shift.lines(piet)))
    await shift.until(lambda: any("Somebody in another chat" in line for line in shift.lines(anna)))

    assert {greeting.endswith(AUTOMATIC) for greeting in greetings} == {True}
    assert await links_of(shift, piet) == []
    assert len([line for line in shift.lines(piet) if "is joined to another chat" in line]) == 1
    assert not shift.shows(piet, CARRIER)


async def test_the_greeting_offers_the_number_only_where_it_helps(shift):
    """Somebody who is joined has nothing to share; the button is in the customer's own language."""
    anna, ivan, berta = shift.customer(), shift.customer("Ivan", language_code="ru"), await a_buyer(shift)
    await starts(shift, ivan)
    offered = asked_of(shift, ivan)
    await starts(shift, anna, token_of(shift, berta))

    assert (offered["text"], offered["request_contact"]) == ("📱 Отправить мой номер", True)
    assert asked_of(shift, anna) is None


def asked_of(shift, customer):
    """Find the button below the last greeting that asks for something; `None` where there is none."""
    calls = [call.params for call in shift.telegram.transcript if call.method == "sendMessage"]
    markup = [one.get("reply_markup") for one in calls if int(one["chat_id"]) == customer.id][-1]
    return json.loads(markup)["keyboard"][0][0] if markup else None


async def test_the_own_number_joins(shift):
    """Telegram vouches for it; outside a conversation nobody is bothered with it."""
    anna, berta = shift.customer(), await a_buyer(shift)
    told = await shares(shift, anna, berta.phone)
    (link,) = await links_of(shift, anna)
    card = await shift.asks(anna)

    assert told.startswith("Thank you.")
    assert link.how == "contact"
    assert CARRIER in card["text"]


async def test_a_number_that_nobody_has_is_answered_the_same(shift):
    """Whether the shop knows a number is nothing that its answer tells."""
    anna, piet, berta = shift.customer(), shift.customer("Piet"), await a_buyer(shift)

    assert await shares(shift, anna, berta.phone) == await shares(shift, piet, "+31699999999")


async def test_a_number_shared_in_a_conversation_reaches_the_agents(shift):
    """They asked for it: they see the card and what it brought."""
    anna, berta = shift.customer(), await a_buyer(shift)
    await shift.asks(anna)
    shift.telegram.say(anna, contact(berta.phone, anna.id))
    await shift.until(lambda: shift.shows(anna, CARRIER))
    await shift.until(lambda: any("by their own phone number" in line for line in shift.lines(anna)))

    assert shift.received(anna) == []


@pytest.mark.parametrize(
    "words",
    [
        "Where is my order {order}? I ordered with {email}",
        "{email} #{order} where is it??",
        "hello, order number {order}, mail {EMAIL}.",
        "заказ №{order}, почта {email}",
    ],
)
async def test_number_and_address_in_a_message_join(shift, words):
    """The very card of this message has the order's facts, and nothing is said to the customer by itself."""
    anna, berta = shift.customer(), await a_buyer(shift)
    card = await shift.asks(anna, words.format(order=berta.order, email=berta.email, EMAIL=berta.email.upper()))
    await shift.until(lambda: any("order number and e-mail" in line for line in shift.lines(anna)))
    (link,) = await links_of(shift, anna)

    assert link.how == "order"
    assert CARRIER in card["text"]
    assert shift.received(anna) == []


async def test_number_and_address_in_two_messages_join(shift):
    """People answer in pieces."""
    anna, olga, berta = shift.customer(), shift.agent(), await a_buyer(shift)
    await shift.asks(anna, f"My order {berta.order} is not here, where is it?")
    await shift.says(olga, anna, "Which e-mail did you order with?")
    card = await shift.asks(anna, berta.email)

    assert CARRIER in card["text"]


async def test_after_three_wrong_tries_an_agent_is_asked(shift):
    """The right pair then does nothing before the next day; the topic says that a person must look."""
    anna, berta = shift.customer(), await a_buyer(shift)
    for wrong in ("1", "2", "3"):
        shift.telegram.write(anna, f"order #90{wrong}1, {berta.email}, where is it?")
    await shift.until(lambda: any("no more tries" in line for line in shift.lines(anna)))
    shift.telegram.write(anna, f"order #{berta.order}, {berta.email}")
    await shift.until(lambda: any(berta.order in line and "💬" in line for line in shift.lines(anna)))
    shift.harness.clock.advance(timedelta(hours=25))
    early = await links_of(shift, anna), await tries_of(shift, anna)
    shift.telegram.write(anna, f"again: order #{berta.order}, {berta.email}")
    (link,) = await shift.eventually(lambda: links_of(shift, anna))

    assert (early[0], len(early[1])) == ([], 3)
    assert link.how == "order"
    assert len([line for line in shift.lines(anna) if "no more tries" in line]) == 1


async def test_the_same_message_done_twice_is_one_try(shift):
    """Telegram repeats what it is not sure of."""
    anna = shift.customer()
    await shift.asks(anna)
    message = shift.telegram.write(anna, "order #9091, nobody@example.org")
    await shift.eventually(lambda: tries_of(shift, anna))
    shift.telegram.push({"update_id": 900_000_001, "message": message})
    shift.telegram.push({"update_id": 900_000_002, "message": message})
    shift.telegram.write(anna, "and now?")
    await shift.until(lambda: any("and now?" in line for line in shift.lines(anna)))

    assert len(await tries_of(shift, anna)) == 1


async def test_a_joined_customer_is_not_asked_again(shift):
    """Further addresses in their messages are words like any others."""
    anna, berta, other = shift.customer(), await a_buyer(shift), await a_buyer(shift)
    await shift.asks(anna, f"order {berta.order}, {berta.email}")
    shift.telegram.write(anna, f"and order {other.order}, {other.email}")
    await shift.until(lambda: any(other.order in line for line in shift.lines(anna)))

    assert len(await links_of(shift, anna)) == 1
    assert len(await tries_of(shift, anna)) == 1


async def test_a_join_before_the_first_word_opens_no_conversation(shift):
    """Nobody has asked anything yet."""
    anna, berta = shift.customer(), await a_buyer(shift)
    await starts(shift, anna, token_of(shift, berta))
    (link,) = await links_of(shift, anna)

    assert await shift.rows(Conversation, customer_id=link.customer_id) == []
    assert shift.thread(anna) is None
