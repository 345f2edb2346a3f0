"""Misbehaviour on demand."""

import asyncio

import aiohttp
import pytest

from bot.sandbox import Fault
from bot.sandbox.faults import CLOSE, CLOSE_AFTER, NOT_JSON, from_json, hang, retry_after, status, wrong_thread


def shown(server, user):
    return [message["text"] for message in server.sent(user.id)]


@pytest.mark.parametrize(("after", "arrived"), [(False, []), (True, ["x"])])
async def test_an_error_instead_of_or_after_the_deed(server, anna, call, after, arrived):
    """An error may hide that the message is there."""
    server.faults.add(Fault(kind=status(500, "Internal Server Error"), after=after))
    answer = await call("sendMessage", chat_id=anna.id, text="x")

    assert answer == {"ok": False, "error_code": 500, "description": "Internal Server Error"}
    assert shown(server, anna) == arrived


async def test_a_wait_is_told_as_telegram_tells_it(server, anna, call):
    """`retry_after` in words and in the parameters."""
    server.faults.add(Fault(kind=retry_after(2282)))

    assert await call("sendMessage", chat_id=anna.id, text="x") == {
        "ok": False,
        "error_code": 429,
        "description": "Too Many Requests: retry after 2282",
        "parameters": {"retry_after": 2282},
    }


@pytest.mark.parametrize(("kind", "arrived"), [(CLOSE, []), (CLOSE_AFTER, ["x"])])
async def test_a_dropped_connection(server, anna, call, kind, arrived):
    """The caller cannot tell whether it happened; the sandbox knows."""
    server.faults.add(Fault(kind=kind))
    with pytest.raises(aiohttp.ClientConnectionError):
        await call("sendMessage", chat_id=anna.id, text="x")

    assert shown(server, anna) == arrived
    assert server.transcript[-1].answer is None
    assert (await call("sendMessage", chat_id=anna.id, text="y"))["ok"]


async def test_an_answer_that_is_no_json(server, anna, http):
    """A page of a proxy in place of an answer."""
    server.faults.add(Fault(kind=NOT_JSON))
    async with http.post(f"{server.address}/bot{server.token}/getMe") as response:
        body = await response.text()

    assert (response.status, response.content_type, body[:6]) == (502, "text/html", "<html>")


@pytest.mark.parametrize(("after", "arrived"), [(False, []), (True, ["x"])])
async def test_a_caller_that_gives_up_on_a_silent_server(server, anna, call, after, arrived):
    """Whether the deed was done before the silence is the difference; the sandbox notices that nobody waits."""
    server.faults.add(Fault(kind=hang(60), after=after))
    waiting = asyncio.create_task(call("sendMessage", chat_id=anna.id, text="x"))
    await server.until(lambda: not len(server.faults))
    waiting.cancel()
    await server.until(lambda: server.transcript)

    assert server.transcript[-1].answer is None
    assert shown(server, anna) == arrived


async def test_a_silent_server_answers_in_the_end(server, anna, call):
    """A hang is late, not lost."""
    server.faults.add(Fault(kind=hang(0.001)))
    server.faults.add(Fault(kind=hang(0.001), after=True))

    assert [(await call("sendMessage", chat_id=anna.id, text="x"))["ok"] for _ in range(2)] == [True, True]


async def test_a_message_in_the_wrong_topic(server, topic, result):
    """The answer says where it really is: another topic, or General where there is no other."""
    server.faults.add(Fault(method="sendMessage", kind=wrong_thread(), times=2))
    where = {"chat_id": server.staff_chat, "message_thread_id": topic}
    general = await result("sendMessage", **where, text="x")
    other = (await result("createForumTopic", chat_id=server.staff_chat, name="Other"))["message_thread_id"]
    wrong = await result("sendMessage", **where, text="x")
    right = await result("sendMessage", **where, text="x")

    assert "message_thread_id" not in general
    assert (wrong["message_thread_id"], right["message_thread_id"]) == (other, topic)


async def test_faults_strike_their_method_and_chat_only(server, anna, call):
    """And only so many times."""
    boris = server.customer("Boris")
    server.faults.add(Fault(method="sendMessage", chat_id=anna.id, times=2, kind=status(400, "Bad Request: x")))
    struck = [
        not (await call(method, chat_id=chat, text="x", action="typing"))["ok"]
        for method, chat in [
            ("sendChatAction", anna.id),
            ("sendMessage", boris.id),
            ("sendMessage", anna.id),
            ("sendMessage", anna.id),
            ("sendMessage", anna.id),
        ]
    ]

    assert struck == [False, False, True, True, False]


async def test_a_fault_without_end_lasts_until_cleared(server, call):
    """`times=None`."""
    server.faults.add(Fault(kind=status(500, "x"), times=None))
    before = [(await call("getMe"))["ok"] for _ in range(5)]
    server.faults.clear()

    assert (before, (await call("getMe"))["ok"]) == ([False] * 5, True)


async def test_polls_can_be_struck_too(server, anna, call, result):
    """And lose nothing by it."""
    server.write(anna, "x")
    server.faults.add(Fault(method="getUpdates", kind=CLOSE_AFTER))
    server.faults.add(Fault(method="getUpdates", kind=status(502, "Bad Gateway")))
    with pytest.raises(aiohttp.ClientConnectionError):
        await call("getUpdates")

    assert (await call("getUpdates"))["error_code"] == 502
    assert len(await result("getUpdates")) == 1


async def test_a_poll_whose_answer_is_lost_has_confirmed(server, anna, call, result):
    """The offset was heard, so what it confirmed is gone, and the rest comes again."""
    for text in ("one", "two"):
        server.write(anna, text)
    first = await result("getUpdates", limit=1)
    server.faults.add(Fault(method="getUpdates", kind=CLOSE_AFTER))
    with pytest.raises(aiohttp.ClientConnectionError):
        await call("getUpdates", offset=first[0]["update_id"] + 1)

    assert [update["message"]["text"] for update in await result("getUpdates")] == ["two"]


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        ({"kind": "close"}, Fault(kind=CLOSE)),
        ({"kind": "close_after", "times": None}, Fault(kind=CLOSE_AFTER, times=None)),
        ({"kind": "not_json", "after": True}, Fault(kind=NOT_JSON, after=True)),
        ({"kind": "hang", "seconds": 2, "method": "getMe"}, Fault(kind=hang(2), method="getMe")),
        ({"kind": "retry_after", "seconds": 7, "chat_id": 5}, Fault(kind=retry_after(7), chat_id=5)),
        ({"kind": "wrong_thread", "thread_to": 9}, Fault(kind=wrong_thread(9))),
        ({"kind": "status", "code": 400, "description": "x"}, Fault(kind=status(400, "x"))),
    ],
)
def test_faults_can_be_written_as_json(given, fault):
    """For benchmarks and kill tests that run the sandbox as a process."""
    assert from_json(given) == fault


def test_an_unknown_fault_names_the_known_ones():
    """A typo must not become a server that behaves."""
    with pytest.raises(ValueError, match="'slow' is not a fault; choose one of status, retry_after"):
        from_json({"kind": "slow"})


async def test_waiting_for_what_never_comes_says_what_did(server, call):
    """The error names the last calls."""
    await call("getMe")
    with pytest.raises(TimeoutError, match="last calls: getMe"):
        await server.until(lambda: False, timeout=0.01)


async def test_waiting_ends_with_the_change(server, anna, call):
    """No polling: the condition is looked at when something changed."""
    waiting = asyncio.create_task(server.until(lambda: shown(server, anna) == ["x"]))
    await call("sendMessage", chat_id=anna.id, text="x")
    await waiting

    assert shown(server, anna) == ["x"]
