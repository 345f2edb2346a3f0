"""Whatever a bot sends, the sandbox answers as an API does and does not fall over."""

import json

import pytest

from bot.sandbox.methods import METHODS
from bot.sandbox.polling import HEEDS

# What a mistaken client could put anywhere: wrong types, broken JSON, empty and huge values.
NONSENSE = [
    "",
    "null",
    "[]",
    "{}",
    "[1]",
    '["x"]',
    '[{"a": 1}]',
    '{"a": [1]}',
    '"x"',
    "{",
    "-1",
    "9" * 30,
    "1.5",
    "true",
    "\x00",
]
DEEP = [
    '[{"type": "photo", "media": 5}, {"type": "photo"}]',
    '[{"type": "emoji", "emoji": []}]',
    '[{"type": [1], "media": "x"}, {"type": {}, "media": "x"}]',
    '[{"type": "text_link", "url": 5, "offset": 0, "length": 1}]',
    '[{"type": "custom_emoji", "offset": 0, "length": 1}]',
    '{"message_id": "x"}',
    '{"inline_keyboard": [[{"text": 5}]]}',
    '{"inline_keyboard": [[{"text": "x", "url": 5}]]}',
    '{"inline_keyboard": [5]}',
    '[{"type": "bold", "offset": "x", "length": 1}]',
    '[{"command": 5, "description": 5}]',
]
HEEDED = {name: sorted(method.heeds) for name, method in METHODS.items()} | {"getUpdates": sorted(HEEDS - {"timeout"})}


@pytest.mark.parametrize("name", HEEDED)
async def test_nonsense_is_answered_in_order(server, anna, topic, http, name):
    """Each parameter of each method in turn is nonsense, the others are sensible: never a crash, never no JSON."""
    number = server.write(anna, "x")["message_id"]
    sensible = {"chat_id": anna.id, "from_chat_id": anna.id, "message_id": number, "text": "x", "user_id": anna.id}
    sensible |= {"name": "x", "message_ids": f"[{number}]", "action": "typing", "url": "http://127.0.0.1:9/x"}
    good = {key: value for key, value in sensible.items() if key in HEEDED[name]}
    wrong = []
    for heeded in HEEDED[name]:
        for value in NONSENSE + DEEP:
            params = {**good, heeded: value}
            async with http.post(f"{server.address}/bot{server.token}/{name}", data=params) as response:
                body = await response.text()
            server.sent(anna.id)  # what was accepted can be shown, too
            if response.status not in {200, 400, 403, 409} or "ok" not in json.loads(body):
                wrong.append((heeded, value, response.status, body[:80]))

    assert wrong == []


@pytest.mark.parametrize(
    ("body", "kind", "why"),
    [
        (b"{", "application/json", "can't parse request parameters JSON object"),
        (b"[]", "application/json", "request parameters must be a JSON object"),
        (b"text=\xff", "application/x-www-form-urlencoded", None),
        (b"\xff", "application/x-www-form-urlencoded", "strings must be encoded in UTF-8"),
    ],
)
async def test_broken_bodies_are_refused(server, http, body, kind, why):
    """As parameters that cannot be read."""
    headers = {"Content-Type": kind}
    async with http.post(f"{server.address}/bot{server.token}/sendMessage", data=body, headers=headers) as response:
        answer = await response.json()

    assert answer["error_code"] == 400
    assert why is None or answer["description"] == f"Bad Request: {why}"
