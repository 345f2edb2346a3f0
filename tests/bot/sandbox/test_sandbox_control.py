"""The control API that the page and other processes use."""

import asyncio
import json

import aiohttp
import pytest


@pytest.fixture
def control(server, http):
    """GET without, POST with a body; answers (status, JSON)."""

    async def ask(path, body=None):
        method = "GET" if body is None else "POST"
        async with http.request(method, f"{server.address}/sandbox/{path}", json=body) as response:
            return response.status, await response.json()

    return ask


async def test_the_state_lists_people_and_topics(server, anna, olga, topic, control):
    """Customers and agents apart, with what the page shows of them."""
    server.write(anna, "hello")
    _, state = await control("state")

    assert state["customers"] == [
        {
            "id": anna.id,
            "first_name": "Anna",
            "last_name": None,
            "username": "anna_w",
            "language_code": "en",
            "about": None,
            "unread": 0,
        }
    ]
    assert [agent["id"] for agent in state["agents"]] == [olga.id]
    assert [(shown["thread_id"], shown["name"], shown["closed"]) for shown in state["topics"]] == [
        (topic, "Anna", False)
    ]
    assert (state["staff_chat"], state["limits"]) == (server.staff_chat, False)


async def test_unread_counts_what_the_bot_said_since(server, anna, result, control):
    """Writing back reads it all."""
    for text in ("1", "2"):
        await result("sendMessage", chat_id=anna.id, text=text)
    _, before = await control("state")
    server.write(anna, "thanks")
    _, after = await control("state")

    assert [state["customers"][0]["unread"] for state in (before, after)] == [2, 0]


async def test_a_customer_is_made_and_writes(server, control, result):
    """As the page does it."""
    _, made = await control("customers", {"first_name": "Zoë", "language_code": "nl", "about": "returns a lot"})
    _, message = await control("write", {"user_id": made["id"], "text": "Hallo"})
    update = (await result("getUpdates"))[0]

    assert update["message"] == message
    assert (message["from"]["first_name"], message["text"]) == ("Zoë", "Hallo")


async def test_an_agent_writes_in_a_topic(server, olga, topic, control):
    """With the group, the thread and what is answered."""
    place = {"user_id": olga.id, "chat_id": server.staff_chat, "thread_id": topic}
    _, first = await control("write", {**place, "text": "one"})
    await control("write", {**place, "text": "two", "reply_to": first["message_id"]})
    _, chat = await control(f"chat/{server.staff_chat}?thread={topic}")

    assert [message.get("text") for message in chat["messages"]] == [None, "one", "two"]
    assert chat["messages"][-1]["reply_to_message"]["text"] == "one"


async def test_a_chat_shows_what_bots_are_not_told(server, anna, result, control):
    """Deleted and edited messages are marked, formatting comes as safe HTML."""
    kept = await result("sendMessage", chat_id=anna.id, text="<b>x</b>", parse_mode="HTML")
    gone = await result("sendMessage", chat_id=anna.id, text="y")
    await result("editMessageText", chat_id=anna.id, message_id=kept["message_id"], text="<i>z</i>", parse_mode="HTML")
    await result("deleteMessage", chat_id=anna.id, message_id=gone["message_id"])
    _, chat = await control(f"chat/{anna.id}")

    assert [(m["deleted"], m["edited"], m.get("_html")) for m in chat["messages"]] == [
        (False, True, "<i>z</i>"),
        (True, False, None),
    ]


async def test_a_button_is_pressed_and_its_answer_seen(server, olga, result, control):
    """The page asks for the answer by the id it got."""
    markup = {"inline_keyboard": [[{"text": "Claim", "callback_data": "c"}]]}
    card = await result("sendMessage", chat_id=server.staff_chat, text="card", reply_markup=markup)
    press = {"user_id": olga.id, "chat_id": server.staff_chat, "message_id": card["message_id"], "data": "c"}
    _, pressed = await control("press", press)
    await result("answerCallbackQuery", callback_query_id=pressed["callback_id"], text="Yours")
    _, seen = await control(f"callback/{pressed['callback_id']}")

    assert seen == {"answered": True, "text": "Yours", "show_alert": False}


async def test_a_photo_is_sent_and_looked_at(server, anna, http):
    """Multipart in, the bytes out."""
    form = aiohttp.FormData({"user_id": str(anna.id), "caption": "broken"})
    form.add_field("file", b"\x89PNG picture", filename="a.png")
    async with http.post(f"{server.address}/sandbox/photo", data=form) as response:
        message = await response.json()
    async with http.get(f"{server.address}/sandbox/file/{message['photo'][-1]['file_id']}") as response:
        seen = response.content_type, await response.read()

    assert message["caption"] == "broken"
    assert seen == ("image/png", b"\x89PNG picture")


async def test_the_clock_moves_forward(server, control):
    """By so many seconds, and never back."""
    before = server.clock.now()
    status, _ = await control("clock", {"advance_seconds": 7200})
    refused, error = await control("clock", {"advance_seconds": -1})

    assert (server.clock.now() - before).total_seconds() >= 7200
    assert (status, refused) == (200, 400)
    assert error == {"error": "clock: cannot go back by 0:00:01; advance by zero or more"}


async def test_faults_and_limits_are_switched(server, anna, call, control):
    """From another process, as benchmarks do."""
    await control("faults", {"kind": "status", "code": 500, "description": "x", "times": None})
    failed = await call("getMe")
    await control("faults", {"clear": True})
    await control("limits", {"on": True})

    assert failed["error_code"] == 500
    assert (await call("getMe"))["ok"]
    assert server.limits is not None

    await control("limits", {"on": False})

    assert server.limits is None


async def test_any_update_can_be_pushed(server, http, control, result, call):
    """JSON as an update, anything else as a whole body."""
    _, pushed = await control("push", {"update_id": 5, "poll": {}})
    updates = await result("getUpdates")
    await http.post(f"{server.address}/sandbox/push", data=b"{broken")

    assert (pushed, updates) == ({"update_id": 5}, [{"update_id": 5, "poll": {}}])
    with pytest.raises(json.JSONDecodeError):
        await call("getUpdates")


async def test_the_transcript_is_read_from_where_one_left_off(call, control):
    """Each call with its parameters and its answer."""
    await call("getMe")
    _, first = await control("transcript")
    await call("sendMessage", chat_id=1, text="x", nonsense="y")
    _, second = await control(f"transcript?since={first['next']}")

    assert [entry["method"] for entry in first["calls"]] == ["getMe"]
    assert [(entry["method"], entry["params"]["text"], entry["answer"]["ok"]) for entry in second["calls"]] == [
        ("sendMessage", "x", False)
    ]


async def test_ignored_parameters_are_noted(server, call):
    """Telegram ignores what it does not know; a test can insist that nothing is."""
    await call("sendMessage", chat_id=1, text="x", nonsense="y")

    assert server.transcript[-1].ignored == ("nonsense",)


@pytest.mark.parametrize(
    ("path", "body", "error"),
    [
        ("write", {"text": "x"}, "'user_id' is missing"),
        ("write", {"user_id": 7, "text": "x"}, "no user 7; make one with POST /sandbox/customers"),
        ("limits", {}, "'on' is missing"),
        ("transcript?since=x", None, "invalid literal"),
        ("chat/5?thread=x", None, "invalid literal"),
        ("photo", {}, "no file in the request"),
        ("press", {"user_id": 7, "message_id": 1, "chat_id": 7, "data": "x"}, "no user 7"),
        ("faults", {"kind": "slow"}, "'slow' is not a fault"),
        ("customers", {"name": "x"}, "unexpected keyword argument 'name'"),
    ],
)
async def test_wrong_requests_are_told_why(control, path, body, error):
    """In one sentence, with 400."""
    status, answer = await control(path, body)

    assert status == 400
    assert error in answer["error"]


@pytest.mark.parametrize("path", ["callback/9", "file/9"])
async def test_what_is_not_there_is_404(control, path):
    """Said as JSON too."""
    assert (await control(path))[0] == 404


async def test_a_page_learns_what_changed(server, anna, http):
    """Server-sent events name the chats, so that a page reloads only those."""
    async with http.get(f"{server.address}/sandbox/events") as response:
        lines = response.content
        ready = [await lines.readline() for _ in range(3)]
        server.write(anna, "x")
        event = [await asyncio.wait_for(lines.readline(), 5) for _ in range(3)]

    assert (ready[0], response.content_type) == (b"event: ready\n", "text/event-stream")
    assert event[0] == b"event: change\n"
    assert {"chat_id": anna.id, "thread_id": None} in json.loads(event[1].removeprefix(b"data: "))["chats"]


async def test_a_page_that_went_away_is_forgotten(server, http):
    """Nobody is told who no longer listens."""
    async with http.get(f"{server.address}/sandbox/events") as response:
        await response.content.readline()
        listening = len(server.state.listeners)
    await server.until(lambda: not server.state.listeners)

    assert listening == 1
