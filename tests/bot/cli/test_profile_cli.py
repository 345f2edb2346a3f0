"""What `triage profile` shows of a history."""

import io
import json
from datetime import UTC, datetime

from rich.console import Console

from bot.cli.profile import profile_json, profile_table
from bot.sandbox.demo import load_demo
from bot.shop.shopfile import load_shop
from classifier.history.profile import build_profile, shop_statistics

NOW = datetime(2026, 3, 12, 9, 30, tzinfo=UTC)


def a_profile(key):
    customers = load_demo(NOW)
    shop = shop_statistics([each.orders for each in customers], "EUR", NOW)
    (customer,) = [each for each in customers if each.key == key]
    return build_profile(customer.orders, customer.engagement, shop, NOW)


def rendered(table):
    console = Console(file=io.StringIO(), width=160)
    console.print(table)
    return console.file.getvalue()


def test_a_profile_is_plain_json():
    """Sums are numbers, times are ISO, and each axis looks as it does in `classify`."""
    found = json.loads(json.dumps(profile_json({"id": 2, "name": "Viktor"}, a_profile("viktor"))))

    assert found["customer"] == {"id": 2, "name": "Viktor"}
    assert found["figures"]["orders"] == {"value": 22, "words": "22 orders"}
    assert found["figures"]["revenue"]["value"] == 3910.95
    assert found["figures"]["first_order"]["value"].startswith("2023-")
    assert found["axes"]["value"]["type"] == "gold"
    assert set(found["axes"]["lifecycle"]) == {"type", "score", "best", "second", "evidence"}
    assert found["axes"]["lifecycle"]["evidence"][0] == {
        "fact": "history",
        "value": "22 orders, usual gap 45 days, last 22 days ago",
    }


def test_what_is_not_known_is_null():
    """Somebody without orders has figures, too."""
    found = profile_json({"id": 3}, a_profile("emma"))

    assert found["figures"]["margin_12m"] == {"value": None, "words": "no orders yet"}
    assert found["axes"]["value"]["type"] == "unknown"


def test_the_table_shows_verdicts_with_their_reasons():
    """What an agent asks first: who is this, and why do you say so."""
    shown = rendered(profile_table(a_profile("viktor"), title="Viktor"))

    assert "loyal 0.91" in shown
    assert "22 orders, usual gap 45 days" in shown
    assert "3,910.95 EUR after refunds" in shown


def test_the_table_says_what_is_not_known():
    """An empty history is no error."""
    shown = rendered(profile_table(a_profile("emma")))

    assert "not known" in shown
    assert "no orders, no engagement yet" in shown


def test_the_nearest_persona_stands_with_its_reasons():
    """In both forms; who is near none has none."""
    personas = load_shop().personas
    told = profile_json({"id": 2}, a_profile("viktor"), personas)["persona"]
    shown = rendered(profile_table(a_profile("viktor"), personas=personas))

    assert (told["name"], told["distance"]) == ("The regular", 0)
    assert told["evidence"][0]["fact"] == "lifecycle"
    assert "The regular" in shown
    assert profile_json({"id": 3}, a_profile("emma"), personas)["persona"] is None
