"""Updates that are none, or odd: stored, counted, skipped, never a crash, and nobody waits behind them."""

import json

from bot.storage.tables import Intake, Message

NUL, HALF = "\x00", "\ud800"
PRIVATE = {"id": 7, "type": "private"}

# What Telegram never sent so far: (update, the state in which it ends).
ODD = {
    "nothing": (None, "aside"),
    "text": ("hello", "aside"),
    "number": (5, "aside"),
    "list": ([1, 2], "aside"),
    "empty": ({}, "aside"),
    "number in words": ({"update_id": "x", "message": {}}, "aside"),
    "huge": ({"update_id": 901, "message": {"text": "x" * 600_000}}, "aside"),
    "unknown kind": ({"update_id": 902, "brand_new": {"chat": PRIVATE}}, "done"),
    "kind that no database takes": ({"update_id": 903, f"k{NUL}{HALF}": {"chat": PRIVATE}}, "done"),
    "endless kind": ({"update_id": 904, "k" * 5000: 1}, "done"),
    "message without a chat": ({"update_id": 905, "message": {"text": "x"}}, "aside"),
    "chat of 300 digits": ({"update_id": 906, "message": {"chat": {"id": 10**300}, "text": "x"}}, "aside"),
    "connection that no database takes": (
        {"update_id": 907, "business_message": {"business_connection_id": NUL * 9, "chat": PRIVATE}},
        "aside",
    ),
    "wrong types": ({"update_id": 908, "message": {"message_id": "x", "chat": PRIVATE, "date": [NUL, HALF]}}, "aside"),
    "a press on nothing": ({"update_id": 909, "callback_query": {"id": 1}}, "aside"),
}


async def test_odd_updates_hold_nobody_up(harness, stored):
    """They are kept as they came, with what was wrong; the customer who writes next is served."""
    anna = harness.telegram.customer("Anna")
    body = json.dumps({"ok": True, "result": [update for update, _ in ODD.values()]})
    async with harness.bot():
        harness.telegram.push_raw(body.encode())
        harness.telegram.write(anna, "Where is my order?")
        await harness.card()
        await stored.quiet(harness.telegram)
    rows = (await stored.all(Intake))[: len(ODD)]

    assert {name: row.state for name, row in zip(ODD, rows, strict=True)} == {
        name: state for name, (_, state) in ODD.items()
    }
    assert all(bool(row.error) is (row.state == "aside") for row in rows)
    assert [row.text for row in await stored.all(Message)] == ["Where is my order?"]


async def test_many_odd_updates_in_one_batch(harness, stored):
    """They are confirmed with the batch that they came in, so that none comes again."""
    anna = harness.telegram.customer("Anna")
    for update in (
        None,
        [1],
        {},
        {"update_id": 5, "brand_new": {}},
        {"update_id": 6, "message": {"text": "x" * 600_000}},
    ):
        harness.telegram.push(update)
    harness.telegram.write(anna, "Where is my order?")
    async with harness.bot():
        await harness.card()
        await stored.quiet(harness.telegram)

    assert await stored.count(Message) == 1
    assert (await stored.states())["aside"] == 4


async def test_three_tries_then_aside(harness, stored):
    """An update that fails is tried three times; the next of the same customer waits for it, and then goes on."""
    anna = harness.telegram.customer("Anna")
    async with harness.bot():
        harness.telegram.push({"update_id": 5, "message": {"message_id": "x", "chat": {"id": anna.id}, "text": NUL}})
        harness.telegram.write(anna, "Where is my order?")
        await harness.card()
    [aside] = await stored.aside()

    assert (aside.attempts, aside.claims, aside.line) == (3, 3, f"chat:{anna.id}")
    assert "ValidationError" in aside.error


NO_ANSWERS = [
    b"<html>502 Bad Gateway</html>",
    b"\xff\xfe",
    b"",
    b"[]",
    b'"text"',
    b"{}",
    b'{"ok": true}',
    b'{"ok": true, "result": {"update_id": 1}}',
    b'{"ok": true, "result": ' + b"[" * 100_000,
    b'{"ok": false, "parameters": [1]}',
]


async def test_answers_that_are_no_answers(harness, stored):
    """Whatever stands in for Telegram's answer, the next poll asks again."""
    anna = harness.telegram.customer("Anna")
    async with harness.bot():
        for number, body in enumerate(NO_ANSWERS):
            await harness.telegram.until(lambda: harness.telegram.polls == 1)
            harness.telegram.push_raw(body)
            await harness.telegram.until(lambda: not harness.telegram.state.updates.raw_bodies)
            harness.telegram.write(anna, f"message {number}")
            await stored.quiet(harness.telegram)

    assert [row.text for row in await stored.all(Message)] == [f"message {number}" for number in range(len(NO_ANSWERS))]


async def test_a_number_of_thousands_of_digits(harness, stored):
    """One update of a batch that Python would not read must not keep the others away."""
    anna = harness.telegram.customer("Anna")
    message = harness.telegram.write(anna, "Where is my order?")
    harness.telegram.state.updates.clear()
    batch = [{"update_id": 1, "message": {"date": 0}}, {"update_id": 2, "message": message}]
    body = json.dumps({"ok": True, "result": batch}).replace('"date": 0', '"date": ' + "9" * 5000)
    async with harness.bot():
        harness.telegram.push_raw(body.encode())
        await harness.card()
        await stored.quiet(harness.telegram)

    assert await stored.states() == {"done": 2, "aside": 1}
