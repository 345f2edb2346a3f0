"""A running sandbox and a way to call it as a bot does, over HTTP."""

import json

import aiohttp
import pytest

from bot.sandbox import SandboxServer


@pytest.fixture
async def server():
    async with SandboxServer() as server:
        yield server


@pytest.fixture
async def http():
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
def call(server, http):
    """Call a Bot API method with form fields and give back the answer as JSON."""

    async def post(method, **params):
        form = {key: value if isinstance(value, str) else json.dumps(value) for key, value in params.items()}
        async with http.post(f"{server.address}/bot{server.token}/{method}", data=form) as response:
            answer = await response.json()
        assert response.status == answer.get("error_code", 200)
        return answer

    return post


@pytest.fixture
def result(call):
    """Call a method that must succeed and give back its result."""

    async def post(method, **params):
        answer = await call(method, **params)
        assert answer["ok"], answer
        return answer["result"]

    return post


@pytest.fixture
def refusal(call):
    """Call a method that must fail and give back the description."""

    async def post(method, **params):
        answer = await call(method, **params)
        assert not answer["ok"], answer
        return answer["description"]

    return post


@pytest.fixture
def anna(server):
    return server.customer("Anna", username="anna_w")


@pytest.fixture
def olga(server):
    return server.agent("Olga")


@pytest.fixture
async def topic(server, result):
    """A topic in the staff group, its service message already confirmed."""
    made = await result("createForumTopic", chat_id=server.staff_chat, name="Anna")
    await result("getUpdates", offset=-1)
    waiting = await result("getUpdates")
    await result("getUpdates", offset=waiting[-1]["update_id"] + 1)
    return made["message_thread_id"]
