"""Long polling: confirmation by offset, one poller at a time."""

import asyncio

import aiohttp
import pytest


def texts(updates):
    return [update["message"]["text"] for update in updates]


async def test_updates_stay_until_an_offset_confirms_them(server, anna, result):
    """What was handed out and not confirmed is handed out again."""
    for text in ("one", "two", "three"):
        server.write(anna, text)

    first = await result("getUpdates")
    again = await result("getUpdates", offset=0)
    rest = await result("getUpdates", offset=first[1]["update_id"])
    later = await result("getUpdates")

    assert texts(first) == texts(again) == ["one", "two", "three"]
    assert texts(rest) == texts(later) == ["two", "three"]


async def test_a_negative_offset_keeps_only_the_last(server, anna, result):
    """-1 forgets all but the newest update."""
    for text in ("one", "two", "three"):
        server.write(anna, text)

    assert texts(await result("getUpdates", offset=-1)) == ["three"]
    assert texts(await result("getUpdates")) == ["three"]


async def test_a_poll_hands_out_no_more_than_its_limit(server, anna, result):
    """100 at most, fewer on request."""
    for number in range(120):
        server.write(anna, str(number))

    assert len(await result("getUpdates")) == 100
    assert texts(await result("getUpdates", limit=2)) == ["0", "1"]


async def test_an_open_poll_answers_when_something_arrives(server, anna, result):
    """A long poll waits for the first update instead of answering with none."""
    poll = asyncio.create_task(result("getUpdates", timeout=30))
    await server.until(lambda: server.polls == 1)
    server.write(anna, "hello")

    assert texts(await poll) == ["hello"]


async def test_an_idle_poll_ends_with_nothing(server, result):
    """After its timeout, here the shortest there is."""
    assert await result("getUpdates", timeout=1) == []
    assert server.polls == 0


async def test_the_newest_poller_wins(server, anna, call, result):
    """A second poller gets the updates, the first is told why it ended."""
    older = asyncio.create_task(call("getUpdates", timeout=30))
    await server.until(lambda: server.polls == 1)
    newer = asyncio.create_task(result("getUpdates", timeout=30))
    ended = await older
    server.write(anna, "hello")

    assert ended["error_code"] == 409
    assert ended["description"] == (
        "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
    )
    assert texts(await newer) == ["hello"]


async def test_a_poller_that_went_away_takes_nothing_along(server, anna, result, http):
    """A cut connection ends the poll on the server too, and the update goes to the next poller."""
    gone = asyncio.create_task(http.get(f"{server.address}/bot{server.token}/getUpdates?timeout=30"))
    await server.until(lambda: server.polls == 1)
    gone.cancel()
    await asyncio.gather(gone, return_exceptions=True)
    await server.until(lambda: server.polls == 0)
    server.write(anna, "hello")

    assert texts(await result("getUpdates", timeout=5)) == ["hello"]


async def test_polling_and_a_webhook_exclude_each_other(result, refusal):
    """While a webhook is set, polling is refused."""
    await result("setWebhook", url="http://127.0.0.1:9/hook")

    assert await refusal("getUpdates") == (
        "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
    )

    await result("deleteWebhook")

    assert await result("getUpdates") == []


async def test_only_the_kinds_asked_for_are_queued(server, anna, result):
    """Kinds that were not asked for are lost, as with Telegram; an empty list restores the default."""
    await result("getUpdates", allowed_updates=["edited_message"])
    message = server.write(anna, "unheard")
    server.edit(anna, message["message_id"], "heard")
    await result("getUpdates", allowed_updates=[])
    server.write(anna, "heard again")
    kinds = [sorted(update.keys() - {"update_id"}) for update in await result("getUpdates")]

    assert kinds == [["edited_message"], ["message"]]


async def test_numbers_can_start_anew_and_repeat(server, anna, result):
    """After a quiet week Telegram's numbers jump; the same update may come three times."""
    server.write(anna, "before")
    server.state.updates.number_from(12)
    server.write(anna, "after")
    for _ in range(3):
        server.push({"update_id": 5, "message": {"text": "again"}})
    waiting = await result("getUpdates")

    assert [update["update_id"] for update in waiting][1:] == [12, 5, 5, 5]

    left = await result("getUpdates", offset=12)

    assert [update["update_id"] for update in left] == [waiting[0]["update_id"], 12]


@pytest.mark.parametrize("malformed", [17, "text", None, [], {"message": {}}, {"update_id": "x"}])
async def test_a_malformed_update_is_handed_out_once(server, anna, result, malformed):
    """Nobody could confirm what has no number, so it does not come back."""
    server.push(malformed)
    server.write(anna, "well-formed")
    first = await result("getUpdates")

    assert first[0] == malformed
    assert texts(await result("getUpdates")) == ["well-formed"]


async def test_a_whole_raw_body_is_delivered_as_it_is(server, http):
    """A body that is no JSON reaches the poller unchanged, once."""
    server.push_raw(b'{"ok": true, "result": [')

    async with http.get(f"{server.address}/bot{server.token}/getUpdates") as response:
        assert await response.read() == b'{"ok": true, "result": ['
    async with http.get(f"{server.address}/bot{server.token}/getUpdates") as response:
        assert await response.json() == {"ok": True, "result": []}


async def test_a_wrong_token_is_unauthorized(server, http):
    """Another token finds no bot."""
    async with http.get(f"{server.address}/bot43:OTHER/getMe") as response:
        assert await response.json() == {"ok": False, "error_code": 401, "description": "Unauthorized"}


async def test_an_unknown_method_is_named(call):
    """What the sandbox does not speak is refused by name, so that nobody searches long."""
    assert await call("sendDice", chat_id=1) == {
        "ok": False,
        "error_code": 404,
        "description": 'Not Found: method "sendDice" is not spoken by the sandbox',
    }


@pytest.mark.parametrize("way", ["json", "form", "query", "multipart"])
async def test_parameters_come_in_every_way_telegram_takes(server, anna, http, way):
    """JSON, form, query string and multipart mean the same."""
    params = {"chat_id": str(anna.id), "text": "Привет & <b>"}
    multipart = aiohttp.MultipartWriter("form-data")
    for name, value in params.items():
        multipart.append(value).set_content_disposition("form-data", name=name)
    ways = {
        "json": {"json": params},
        "form": {"data": params},
        "query": {"params": params},
        "multipart": {"data": multipart},
    }
    async with http.post(f"{server.address}/bot{server.token}/sendMessage", **ways[way]) as response:
        answer = await response.json()

    assert answer["result"]["text"] == "Привет & <b>"
