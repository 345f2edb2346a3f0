"""Webhooks: secret, order, delivery until 2xx."""

import asyncio
import json

import pytest
from aiohttp import web

SECRET = "X-Telegram-Bot-Api-Secret-Token"


class Hook:
    """A bot's webhook that notes what comes and answers what it is told to."""

    def __init__(self):
        self.got = []
        self.answers = []
        self.url = ""

    async def handle(self, request):
        self.got.append((request.headers.get(SECRET), await request.read()))
        return self.answers.pop(0) if self.answers else web.Response()

    def texts(self):
        return [json.loads(body)["message"]["text"] for _, body in self.got]


@pytest.fixture
async def hook():
    hook = Hook()
    app = web.Application()
    app.router.add_post("/hook", hook.handle)
    runner = web.AppRunner(app, shutdown_timeout=0.05)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    hook.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    yield hook
    await runner.cleanup()


async def test_updates_come_in_order_with_the_secret(server, anna, hook, result):
    """Those that waited before the webhook was set come first."""
    server.write(anna, "one")
    await result("setWebhook", url=hook.url, secret_token="s3cret")
    server.write(anna, "two")
    await server.until(lambda: len(hook.got) == 2)

    assert hook.texts() == ["one", "two"]
    assert {secret for secret, _ in hook.got} == {"s3cret"}


async def test_an_update_is_delivered_until_it_is_taken(server, anna, hook, result):
    """What failed comes again, before all others, and the last error is told."""
    hook.answers = [web.Response(status=500), web.Response(status=404)]
    await result("setWebhook", url=hook.url)
    server.write(anna, "one")
    server.write(anna, "two")
    await server.until(lambda: len(server.state.updates) == 0)
    info = await result("getWebhookInfo")

    assert hook.texts() == ["one", "one", "one", "two"]
    assert info["pending_update_count"] == 0
    assert info["last_error_message"] == "Wrong response from the webhook: 404 Not Found"


async def test_nobody_at_home_loses_nothing(server, anna, hook, result):
    """A refused connection is one more failure; a new address ends the pause."""
    await result("setWebhook", url="http://127.0.0.1:9/hook")
    server.write(anna, "one")
    await server.until(lambda: server.state.webhook.last_error is not None)
    await result("setWebhook", url=hook.url)
    await server.until(lambda: len(server.state.updates) == 0)

    assert hook.texts() == ["one"]


async def test_a_method_in_the_answer_is_called(server, anna, hook, result):
    """As Telegram does for webhooks that answer in the response."""
    hook.answers = [web.json_response({"method": "sendMessage", "chat_id": anna.id, "text": "answer"})]
    await result("setWebhook", url=hook.url)
    server.write(anna, "question")
    await server.until(lambda: len(server.sent(anna.id)) == 2)

    assert server.sent(anna.id)[-1]["text"] == "answer"


async def test_a_raw_body_is_posted_as_it_is(server, hook, result):
    """Broken JSON reaches the webhook like any update."""
    await result("setWebhook", url=hook.url)
    server.push_raw(b"{broken")
    await server.until(lambda: hook.got)

    assert hook.got == [(None, b"{broken")]


async def test_without_a_webhook_nothing_is_posted(server, anna, hook, result):
    """Deleting it leaves the updates for polling, or drops them on request."""
    await result("setWebhook", url=hook.url)
    await result("deleteWebhook")
    server.write(anna, "one")
    waiting = await result("getUpdates")
    await result("deleteWebhook", drop_pending_updates=True)

    assert (len(waiting), await result("getUpdates"), hook.got) == (1, [], [])


async def test_the_settings_can_be_asked_for(result):
    """What was set is what is told."""
    empty = await result("getWebhookInfo")
    await result("setWebhook", url="https://x.example/h", allowed_updates=["message"], max_connections=7)
    info = await result("getWebhookInfo")
    await result("setWebhook", url="")

    assert empty == {"url": "", "has_custom_certificate": False, "pending_update_count": 0}
    assert (info["url"], info["allowed_updates"], info["max_connections"]) == ("https://x.example/h", ["message"], 7)
    assert (await result("getWebhookInfo"))["url"] == ""


@pytest.mark.parametrize(
    ("params", "why"),
    [
        ({"url": "ftp://x.example"}, "bad webhook: An HTTPS URL must be provided for webhook"),
        ({"url": "https://x.example", "secret_token": "no spaces"}, "secret token contains unallowed characters"),
        ({"url": "https://x.example", "max_connections": 101}, "bad webhook: max_connections must be from 1 to 100"),
        (
            {"url": "https://x.example", "allowed_updates": 1},
            "can't parse allowed_updates: expected an Array of String",
        ),
    ],
)
async def test_wrong_settings_are_refused(refusal, params, why):
    """And change nothing."""
    assert await refusal("setWebhook", **params) == f"Bad Request: {why}"


async def test_setting_a_webhook_ends_an_open_poll(server, call, result):
    """The poller is told why."""
    poll = asyncio.create_task(call("getUpdates", timeout=30))
    await server.until(lambda: server.polls == 1)
    await result("setWebhook", url="http://127.0.0.1:9/hook")

    assert (await poll)["description"] == "Conflict: terminated by setWebhook request"
