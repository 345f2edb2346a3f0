"""What is held on a person is given to them whole, in words that they may read."""

import json

import pytest
from storage_rows import NOW
from whole_person import whole_person

from bot.storage.export import export_person
from bot.wording import load_wording


@pytest.fixture
async def told(database):
    """Anna's export, as it is written and read."""
    anna = await whole_person(database)
    async with database.reading() as session:
        return json.loads(json.dumps(await export_person(session, anna, names=load_wording("en").name, now=NOW)))


async def test_everything_held_is_in_it(told):
    """From the shop and from the chat: both rows of the person make one answer."""
    (talk,) = told["conversations"]
    (message,) = talk["messages"]

    assert {(one["kind"], one["value"]) for one in told["known_by"]} == {
        ("telegram", "7001"),
        ("email", "anna@example.org"),
        ("phone", "+31612345678"),
        ("shop", "shop77"),
    }
    assert [(order["number"], order["items"][0]["title"]) for order in told["orders"]] == [("1", "Lamp"), ("2", "Lamp")]
    assert [one["kind"] for one in told["activity"]] == ["cart_left"]
    assert (message["text"], message["versions"][0]["text"]) == ("my secret", "my older secret")
    assert [note["text"] for note in talk["notes"]] == ["a secret note"]
    assert [one["text"] for one in talk["follow_ups"]] == ["ask for the secret"]
    assert talk["suggested_replies"][0]["replies"] == ["Dear secret Anna"]
    assert told["conclusions_from_orders"][0]["figures"] == {"orders": "2 orders"}
    assert len(told["joined_accounts"]) == 1


async def test_conclusions_come_with_their_reasons(told):
    """What was concluded, how surely, and from which words."""
    (concluded,) = told["conversations"][0]["messages"][0]["concluded"]

    assert concluded["about"] == "where the order is"
    assert [one["because"] for one in concluded["verdicts"]] == [["secret"], ["secret"]]
    assert concluded["verdicts"][0]["score"] == 0.81


async def test_no_id_of_the_code_that_would_hurt_is_in_it(told):
    """Types are named as agents read them, also in the record of corrections."""
    assert "petty" not in json.dumps(told)
    assert "vulnerable" not in json.dumps(told)


async def test_the_shops_own_figures_and_colleagues_are_not_in_it(told):
    """What goods cost the shop, and which agent it was, is not about the person."""
    written = json.dumps(told)

    assert "20.00" not in written
    assert "agent_id" not in written
