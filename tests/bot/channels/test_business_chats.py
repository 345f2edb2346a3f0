"""The shop's own Telegram account: its chats are triaged, and answered in its name where Telegram lets us."""

from datetime import timedelta

import pytest
import pytest_asyncio

from bot.storage.tables import BusinessAccount, Conversation, Identity, Message

LEAD = 424343
SETTINGS = {"leads": (LEAD,)}

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def lead(shift):
    """Somebody who hears of accounts that come and go."""
    return shift.telegram.agent("Lena", id=LEAD, started=True)


@pytest_asyncio.fixture(loop_scope="module")
async def account(shift, lead):
    """A connected account of the shop."""
    owner = shift.telegram.customer("Lamps", "Amsterdam")
    account = shift.telegram.business.connect(owner)
    await let_in(shift, lead, account)
    return account


def asks_to_come_in(shift, lead):
    """List the leads' notes about accounts that nobody let in yet."""
    sent = [one for one in shift.telegram.sent(lead.id) if one["from"]["is_bot"]]
    return [one for one in sent if "the shop's own account?" in one.get("text", "")]


async def let_in(shift, lead, account):
    """The lead says that the account is the shop's own."""
    (known,) = await shift.eventually(lambda: shift.rows(BusinessAccount, connection=account.id))
    data = f":account_in:{known.id}"
    await shift.until(lambda: any(data in str(one) for one in asks_to_come_in(shift, lead)))
    (note,) = [one for one in asks_to_come_in(shift, lead) if data in str(one)]
    return await shift.press(lead, note, "account_in")


@pytest_asyncio.fixture(loop_scope="module")
async def anna(shift):
    return shift.customer()


async def asks(shift, customer, account, text="Where is my order? It should have been here by now"):
    """The customer writes to the account; gives the card."""
    before = {card["message_id"] for card in shift.cards(customer)}
    message = shift.telegram.business.write(customer, account, text)
    await shift.until(lambda: {card["message_id"] for card in shift.cards(customer)} - before)
    return message


def said(shift, account, customer):
    """List what the bot said in the account's chat."""
    there = shift.telegram.business.sent(account, customer)
    return [one.get("text") or one.get("caption") or "" for one in there if "sender_business_bot" in one]


async def talks(shift, customer, account):
    (known,) = await shift.rows(Identity, kind="telegram", value=str(customer.id))
    return (await shift.rows(Conversation, customer_id=known.customer_id, connection=account.id))[-1]


async def test_a_customer_of_the_account_gets_a_topic_and_a_card(shift, account, anna):
    """The relay says which account it came through, and nothing automatic is said there."""
    await asks(shift, anna, account)

    assert any(
        line == "💬 [Lamps Amsterdam] Where is my order? It should have been here by now" for line in shift.lines(anna)
    )
    assert said(shift, account, anna) == [] == shift.received(anna)


async def test_a_suggested_reply_goes_out_in_the_accounts_name(shift, account, anna):
    """Into the chat where the customer wrote, not into the one with the bot."""
    await asks(shift, anna, account)
    await shift.press(shift.agent(), shift.card(anna), "say", "short")
    await shift.let_go(anna)
    await shift.until(lambda: said(shift, account, anna))

    assert shift.received(anna) == []
    assert (await talks(shift, anna, account)).waiting_since is None


async def test_own_words_and_pictures_go_out_in_the_accounts_name(shift, account, anna):
    """Telegram copies nothing into such a chat, so the picture is sent again."""
    await asks(shift, anna, account)
    olga = shift.agent()
    shift.telegram.write_in_topic(olga, shift.thread(anna), "It comes today.")
    shift.telegram.send_photo_in_topic(olga, shift.thread(anna), b"a map", "Here it is now")
    await shift.until(lambda: len(said(shift, account, anna)) == 2)

    assert said(shift, account, anna) == ["It comes today.", "Here it is now"]


async def test_a_picture_to_the_account_reaches_the_topic(shift, account, anna):
    """With the words below it, and whose account it is."""
    content = shift.telegram._actors.photo(b"a broken lamp", "Look at this")
    shift.telegram.business.say(anna, account, content)
    await shift.until(lambda: any("photo" in message for message in shift.topic(anna)))

    assert "💬 [Lamps Amsterdam] Look at this" in shift.lines(anna)


async def test_what_the_owner_writes_by_hand_ends_the_turn(shift, account, anna):
    """It is kept as our reply by no agent, and the topic shows it."""
    await asks(shift, anna, account)
    shift.telegram.business.by_hand(account, anna, "Hello, it left this morning")
    await shift.until(lambda: any("answered by hand" in line for line in shift.lines(anna)))
    conversation = await talks(shift, anna, account)
    kept = (await shift.rows(Message, conversation_id=conversation.id))[-1]

    assert conversation.waiting_since is None
    assert (kept.direction, kept.agent_id, kept.text) == ("outgoing", None, "Hello, it left this morning")


async def test_an_away_text_ends_nothing(shift, account, anna):
    """Telegram said it by itself, so the customer still waits for a person."""
    await asks(shift, anna, account)
    shift.telegram.business.by_hand(account, anna, "We are away until Monday", is_from_offline=True)
    await shift.until(lambda: any("said by itself" in line for line in shift.lines(anna)))

    assert (await talks(shift, anna, account)).waiting_since is not None


async def test_the_owners_own_chats_are_none_of_our_business(shift, account):
    """Where no customer wrote, nothing the owner says is kept."""
    friend = shift.customer("Freek")
    shift.telegram.business.by_hand(account, friend, "Dinner on Friday?")
    anna = shift.customer()
    await asks(shift, anna, account)

    assert await shift.rows(Message, text="Dinner on Friday?") == []


async def test_an_edit_in_the_accounts_chat_is_judged_again(shift, account, anna):
    """The old wording is kept, and agents see the new one."""
    message = await asks(shift, anna, account)
    shift.telegram.business.edit(account, anna, message["message_id"], "I want to cancel the order I placed today")
    await shift.until(lambda: any("I want to cancel" in line for line in shift.lines(anna)))
    conversation = await talks(shift, anna, account)

    assert [one.text for one in await shift.rows(Message, conversation_id=conversation.id)] == [
        "I want to cancel the order I placed today"
    ]


async def test_a_deleted_message_is_marked_and_kept(shift, account, anna):
    """The topic is told, and the words stay for the desk."""
    message = await asks(shift, anna, account, "My address is wrong, please change it")
    shift.telegram.business.delete(account, anna, message["message_id"])
    await shift.until(lambda: any("deleted a message" in line for line in shift.lines(anna)))
    conversation = await talks(shift, anna, account)
    (kept,) = await shift.rows(Message, conversation_id=conversation.id)

    assert kept.deleted_at is not None
    assert kept.text == "My address is wrong, please change it"


async def test_the_two_chats_of_one_person_stay_apart(shift, account, anna):
    """One customer, one topic, two conversations; each is answered where it was asked."""
    await asks(shift, anna, account)
    await shift.asks(anna, "Do you have this lamp in green?")
    (known,) = await shift.rows(Identity, kind="telegram", value=str(anna.id))
    talks = await shift.rows(Conversation, customer_id=known.customer_id)
    relay = next(one for one in shift.topic(anna) if one.get("text", "").startswith("💬 [Lamps"))
    olga = shift.agent()
    shift.telegram.write_in_topic(olga, shift.thread(anna), "Which do I mean?")
    await shift.until(lambda: any("waits in two chats" in line for line in shift.lines(anna)))
    shift.telegram.write_in_topic(olga, shift.thread(anna), "It is on its way.", reply_to=relay["message_id"])
    await shift.until(lambda: said(shift, account, anna))
    shift.telegram.write_in_topic(olga, shift.thread(anna), "Yes, in green too.")
    await shift.until(lambda: shift.received(anna))

    assert {talk.connection for talk in talks} == {"", account.id}
    assert said(shift, account, anna) == ["It is on its way."]
    assert shift.received(anna) == ["Yes, in green too."]


async def test_after_a_day_the_agent_is_told_why_nothing_can_be_said(shift, account, anna):
    """Telegram lets bots answer within 24 hours; own words are shown as not sent."""
    await asks(shift, anna, account)
    shift.harness.clock.advance(timedelta(hours=25))
    told = await shift.press(shift.agent(), shift.card(anna), "say", "short")
    shift.telegram.write_in_topic(shift.agent(), shift.thread(anna), "Still there?")
    await shift.until(lambda: any("more than 24 hours ago" in line for line in shift.lines(anna)))

    assert "24 hours" in told.text
    assert said(shift, account, anna) == []


async def test_an_account_that_may_only_be_read_is_not_answered(shift, account, anna):
    """The right is looked at before anything is promised to the agent."""
    await asks(shift, anna, account)
    shift.telegram.business.grant(account, "can_read_messages")
    await shift.until(lambda: any("no longer lets the bot reply" in line for line in shift.lines(anna)))
    told = await shift.press(shift.agent(), shift.card(anna), "say", "short")

    assert "not reply" in told.text
    assert said(shift, account, anna) == []


async def test_a_removed_account_is_told_to_leads_and_to_its_conversations(shift, lead, account, anna):
    """What was begun there cannot be answered from here, and everybody sees it."""
    await asks(shift, anna, account)
    shift.telegram.business.disconnect(account)
    await shift.until(lambda: any("cannot be answered from here" in line for line in shift.lines(anna)))
    told = await shift.press(shift.agent(), shift.card(anna), "say", "short")
    await shift.until(lambda: any("has taken the bot out" in line for line in shift.received(lead)))

    assert "taken the bot out" in told.text


async def test_an_account_connected_before_we_listened_is_asked_for(shift, lead, account, anna):
    """Its first message comes without any word of the connection; Telegram knows whose it is."""
    early = shift.telegram.customer("Early", "Bird")
    shift.telegram.state.updates.put = lambda *_: None  # nothing reaches the bot
    try:
        connected = shift.telegram.business.connect(early)
    finally:
        del shift.telegram.state.updates.put
    shift.telegram.business.write(anna, connected, "Hello?")
    await let_in(shift, lead, connected)
    await asks(shift, anna, connected)

    assert any("[Early Bird]" in line for line in shift.lines(anna))
    assert [one.name for one in await shift.rows(BusinessAccount, connection=connected.id)] == ["Early Bird"]


async def test_an_agent_who_writes_to_the_account_is_no_customer(shift, account, lead):
    """Colleagues write to each other, too."""
    shift.telegram.business.write(lead, account, "Shall we order more lamps?")
    anna = shift.customer()
    await asks(shift, anna, account)

    assert await shift.rows(Message, text="Shall we order more lamps?") == []


async def test_nothing_comes_from_an_account_that_no_lead_let_in(shift, lead, account):
    """Anybody can connect any bot: their friends are no customers, and they read no reply of ours to a customer."""
    stranger, anna = shift.telegram.customer("Somebody", "Else"), shift.customer()
    before = len(asks_to_come_in(shift, lead))
    foreign = shift.telegram.business.connect(stranger)
    shift.telegram.business.write(anna, foreign, "Dinner on Friday?")
    await shift.until(lambda: len(asks_to_come_in(shift, lead)) == before + 1)
    shift.telegram.business.by_hand(foreign, anna, "Gladly, at seven")
    await asks(shift, anna, account)

    assert (
        await shift.rows(Message, text="Dinner on Friday?") == [] == await shift.rows(Message, text="Gladly, at seven")
    )
    assert len(await shift.rows(Conversation, connection=foreign.id)) == 0


async def test_only_a_lead_lets_an_account_in(shift, lead, account):
    """The button is forged from under a card by an agent: nothing comes of it."""
    foreign = shift.telegram.business.connect(shift.telegram.customer("Somebody", "Other"))
    (known,) = await shift.eventually(lambda: shift.rows(BusinessAccount, connection=foreign.id))
    card = await shift.asks(shift.customer())
    data = shift.data(card, "say", "short").split(":")[0] + f":account_in:{known.id}"
    told = await shift.push(shift.agent(), card, data)

    assert "A lead decides" in told.text
