"""The local Telegram's accounts and inline queries behave as Telegram's do."""

from datetime import timedelta

import aiohttp
import pytest

from bot.sandbox import SandboxServer


@pytest.fixture
async def server():
    async with SandboxServer() as server:
        yield server


@pytest.fixture
async def post(server):
    """Call a Bot API method, or the control API where the name begins with a slash."""
    async with aiohttp.ClientSession() as http:

        async def post(name, **params):
            path = name if name.startswith("/") else f"/bot{server.token}/{name}"
            async with http.post(f"{server.address}{path}", json=params) as response:
                return await response.json()

        yield post


@pytest.fixture
def account(server):
    return server.business.connect(server.customer("Lamps"))


async def test_what_the_bot_says_there_stands_under_the_owners_name(server, post, account):
    """And says which bot it was; the chat with the bot stays empty."""
    anna = server.customer()
    server.business.write(anna, account, "Where is it?")
    await post("sendMessage", business_connection_id=account.id, chat_id=anna.id, text="On its way")
    said = server.business.sent(account, anna)[-1]

    assert (said["from"]["first_name"], said["sender_business_bot"]["is_bot"]) == ("Lamps", True)
    assert server.sent(anna.id) == []


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda server, account: server.clock.advance(timedelta(hours=25)), "BUSINESS_PEER_USAGE_MISSING"),
        (lambda server, account: server.business.grant(account, "can_read_messages"), "not enough rights"),
        (lambda server, account: server.business.disconnect(account), "BUSINESS_CONNECTION_INVALID"),
        (lambda server, account: server.state.accounts.clear(), "business connection not found"),
    ],
)
async def test_where_nothing_may_be_said_it_is_refused(server, post, account, spoil, told):
    """After a day, without the right, without the connection."""
    anna = server.customer()
    server.business.write(anna, account, "Where is it?")
    spoil(server, account)
    answer = await post("sendMessage", business_connection_id=account.id, chat_id=anna.id, text="x")

    assert told in answer["description"]


async def test_the_control_api_plays_owner_and_customer(server, post):
    """Other processes and the page act in accounts over HTTP."""
    shop, anna = server.customer("Lamps"), server.customer()
    made = await post("/sandbox/business", user_id=shop.id)
    await post("/sandbox/business/write", account=made["id"], user_id=anna.id, text="Hello")
    hand = await post("/sandbox/business/write", account=made["id"], user_id=anna.id, text="Hi", by_hand=True)
    await post("/sandbox/business/delete", account=made["id"], user_id=anna.id, message_ids=[hand["message_id"]])
    seen = await post("/sandbox/business/chat", account=made["id"], user_id=anna.id)
    gone = await post("/sandbox/business/rights", account=made["id"], enabled=False)

    assert [one["text"] for one in seen["messages"]] == ["Hello"]
    assert gone["is_enabled"] is False


async def test_an_inline_query_is_asked_and_seen_over_http(server, post):
    """What is offered twice under one id is refused, as Telegram does."""
    anna = server.customer()
    asked = await post("/sandbox/inline", user_id=anna.id, query="refund")
    article = {"type": "article", "id": "1", "title": "x", "input_message_content": {"message_text": "y"}}
    twice = await post("answerInlineQuery", inline_query_id=asked["id"], results=[article, article])
    await post("answerInlineQuery", inline_query_id=asked["id"], results=[article], is_personal=True)
    seen = await post("/sandbox/inline/answer", id=asked["id"])

    assert twice["description"].endswith("RESULT_ID_DUPLICATE")
    assert (seen["answered"], seen["is_personal"], len(seen["results"])) == (True, True, 1)
