"""Webhook mode: refused without the secret, answered when stored, asked again when not."""

import json

from hooked import SECRET, an_update, bringing, hooked

from bot.storage.tables import Intake, Message
from bot.web.server import LARGEST_BODY


async def test_the_whole_walk_by_webhook(harness, stored):
    """Telegram brings the message and the press; the reply arrives."""
    anna, olga = harness.telegram.customer("Anna"), harness.telegram.agent("Olga")
    harness.telegram.write(anna, "Where is my order?")
    async with hooked(harness):
        card = await harness.card()
        harness.telegram.press(olga, card["message_id"], harness.staff, harness.button(card, "say"))
        await harness.telegram.until(lambda: len(harness.texts(anna.id)) == 2, timeout=15)
        await stored.quiet(harness.telegram)

    assert await stored.count(Message) == 2
    assert "getUpdates" not in {call.method for call in harness.telegram.transcript}


async def test_a_wrong_secret_is_refused(harness, stored):
    """Nothing of what comes without it is stored."""
    wrong = [None, "", "Sesame", "sesam", "ésame", "s" * 5000]
    async with hooked(harness) as app, bringing() as bring:
        statuses = [await bring(app, {"update_id": 1, "message": {}}, secret) for secret in wrong]
        right = await bring(app, {"update_id": 2, "brand_new": {}})

    assert (set(statuses), right) == ({403}, 200)
    assert [row.update_id for row in await stored.all(Intake)] == [2]


async def test_stored_before_it_is_acknowledged(harness, stored):
    """At the moment of the answer the update is in the database; brought again, it is there once."""
    anna = harness.telegram.customer("Anna")
    update = an_update(harness, anna, 7, "Where is my order?")
    async with hooked(harness) as app, bringing() as bring:
        statuses, seen = [], []
        for _ in range(3):
            statuses.append(await bring(app, update))
            seen.append([(row.update_id, json.loads(row.payload)) for row in await stored.all(Intake)])
        await harness.card()

    assert statuses == [200] * 3
    assert seen == [[(7, update)]] * 3
    assert await stored.count(Message) == 1


# A body, and what is said of it.
NO_UPDATES = [
    (b"not json", "no JSON"),
    (b"", "no JSON"),
    (b"\xff\xfe\x00", "no JSON"),
    (b"[" * 100_000, "nested too deeply"),
    (b"[]", "no JSON object but list"),
    (b'{"update_id": null}', "not a whole number"),
    (b'{"update_id": 1, "message": "' + b"x" * 600_000 + b'"}', "huge"),
    (b'{"update_id": 2, "message": "' + b"x" * LARGEST_BODY + b'"}', "huge"),
]


async def test_what_is_no_update_is_acknowledged_and_set_aside(harness, stored):
    """Refusing it would bring it again and again, and hold up everything behind it."""
    async with hooked(harness) as app, bringing() as bring:
        statuses = [await bring(app, body) for body, _ in NO_UPDATES for _ in range(2)]
    rows = await stored.aside()

    assert set(statuses) == {200}
    assert [why in row.error for row, (_, why) in zip(rows, NO_UPDATES, strict=True)] == [True] * len(NO_UPDATES)
    assert all(len(row.payload) <= 1000 for row in rows)


async def test_a_start_by_polling_ends_the_webhook(harness, stored):
    """A shop that goes back to polling gets what waited."""
    anna = harness.telegram.customer("Anna")
    async with hooked(harness):
        before = harness.telegram.state.webhook.secret_token
    harness.telegram.write(anna, "Where is my order?")
    async with harness.bot():
        await harness.card()

    assert before == SECRET
    assert harness.telegram.state.webhook.url == ""
    assert await stored.count(Message) == 1
