"""`triage segments`: what kinds of customers the shop has, as tables, as JSON and as charts."""

import asyncio
import json
import struct
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from bot.storage.audit import record
from bot.storage.engine import Database
from bot.storage.migrate import migrate
from bot.storage.orders import save_order
from bot.storage.tables.conversations import Conversation
from bot.storage.tables.people import Agent, Customer
from classifier.history.orders import Item, Order

NOW = datetime(2026, 3, 12, 9, 30, tzinfo=UTC)
AT = NOW.isoformat()[:19]
PNG = b"\x89PNG\r\n"


def an_order(number, days_ago, total="50", **more):
    item = Item("A-1", "Lamp", 1, Decimal(total), "home", Decimal(total) / 2)
    return Order(number, NOW - timedelta(days=days_ago), "EUR", Decimal(total), (item,), **more)


def fill(url, histories, *, silent=(), decided=None):
    """Put customers with these orders into a new database; `decided` is a type that Olga said is right for the first."""

    async def work():
        await migrate(url)
        database = Database(url)
        async with database.writing() as session:
            for number, orders in enumerate(histories, 1):
                session.add(Customer(id=number, first_name="Anna", no_profile=number in silent, created_at=NOW))
                await session.flush()
                for place, (days, total, more) in enumerate(orders):
                    await save_order(session, number, an_order(f"{number}-{place}", days, total, **more))
            if decided:
                session.add(Agent(id=1, telegram_id=9, name="Olga", created_at=NOW))
                session.add(Conversation(id=1, customer_id=1, opened_at=NOW))
                await session.flush()
                at = NOW - timedelta(days=3)
                record(session, "correct", at, conversation_id=1, agent_id=1, axis="caution", right=decided, turn=1)
                record(session, "correct", at, conversation_id=1, agent_id=1, axis="value", right="gold", turn=1)
        await database.close()

    asyncio.run(work())


def regular(*days, total="50", **more):
    return [(day, total, more) for day in days]


RETURNS = regular(20, 40, 60, 80, 100, 120, refunded=Decimal(50))
SHOP = [regular(5), regular(10, 40, 70, 100, 130, 160, 190, 220, 250, total="100"), regular(800)]


@pytest.fixture
def segments(triage, sqlite_url):
    """Call the command on a shop with these histories."""

    def call(*arguments, histories=SHOP, url=sqlite_url, settings=None, **more):
        fill(url, histories, **more)
        return triage("segments", "--now", AT, *arguments, database_url=url, **(settings or {}))

    return call


def test_json_has_every_grouping_with_its_figures(segments):
    """Three customers, of whom the loyal one brings nine tenths."""
    found = json.loads(segments("--json").stdout)
    (loyal,) = [one for one in found["segments"]["lifecycle"] if one["type"] == "loyal"]

    assert (found["customers"], found["revenue"], found["currency"]) == (3, 1000.0, "EUR")
    assert set(found["segments"]) == {
        "lifecycle", "value", "advocacy", "caution", "frequency", "spend", "speaking", "breadth"
    }  # fmt: skip
    assert (loyal["customers"], loyal["share"], loyal["revenue_share"]) == (1, 0.3333, 0.9)
    assert (loyal["average_order"], loyal["margin_12m"], loyal["margin_known"]) == (100.0, 450.0, 1)
    assert (loyal["service_level"], loyal["return_on_effort"]) == (1.0, 450.0)
    assert [(one["persona"], one["customers"]) for one in found["personas"]] == [("The regular", 1), ("near none", 2)]
    assert found["personas"][0]["story"].startswith("Knows the shelves")


def test_tables_are_for_people(segments):
    """A line about the whole, then each grouping."""
    told = segments()

    assert told.exit_code == 0
    assert told.stdout.startswith("3 customers, 1,000.00 EUR after refunds; margin known of 3")
    assert "speaks for the shop" in told.stdout


def test_an_empty_shop_is_told_what_to_do(segments):
    """A sentence, and no empty tables."""
    told = segments(histories=[])

    assert (told.exit_code, told.stdout.splitlines()) == (
        0,
        ["no customers yet; `triage import-orders FILE` brings purchase history in"],
    )
    assert json.loads(segments("--json", histories=[]).stdout)["segments"]["lifecycle"] == []


def test_who_wants_no_profile_is_in_no_figure(segments):
    """They are only counted as left out."""
    found = json.loads(segments("--json", silent=[2]).stdout)

    assert (found["customers"], found["left_out"], found["revenue"]) == (2, 1, 100.0)


def test_a_caution_has_its_figures_its_end_and_nobody_who_decided(segments):
    """Until a person confirmed it, that is what it says."""
    told = segments("--json", histories=[RETURNS])
    (caution,) = json.loads(told.stdout)["caution"]

    assert caution["type"] == "abuser"
    assert caution["figures"].startswith("goods returned from 6 of 6 orders")
    assert caution["expires"] == (NOW + timedelta(days=160)).isoformat()
    assert caution["decided"] is None


def test_tables_of_cautions_are_neutral_and_say_that_nobody_decided(segments):
    """People read words that do not hurt, and where a name would stand that there is none."""
    shown = " ".join(segments(histories=[RETURNS]).stdout.split())

    assert "returns above" in shown
    assert "abuser" not in shown
    assert "not decided" in shown


def test_a_caution_names_the_human_who_decided(segments, database_url):
    """From the record of what agents called right, on either database; other axes don't count."""
    found = json.loads(segments("--json", histories=[RETURNS], url=database_url, decided="none").stdout)

    assert found["caution"][0]["decided"] == {
        "by": "Olga",
        "at": (NOW - timedelta(days=3)).isoformat(),
        "type": "none",
    }


@pytest.mark.parametrize("language", ["en", "ru"])
def test_charts_are_saved_as_pictures(segments, tmp_path, language):
    """Three PNGs in a folder that is made, in the desk's language."""
    told = segments("--charts", "charts/march", settings={"language": language})
    files = sorted((tmp_path / "charts" / "march").iterdir())

    assert told.exit_code == 0
    assert [file.name for file in files] == ["cohorts.png", "map.png", "revenue.png"]
    assert all(file.read_bytes().startswith(PNG) for file in files)
    assert {struct.unpack(">II", file.read_bytes()[16:24]) for file in files} == {(1200, 800)}


def test_an_empty_chart_is_a_sentence(segments, tmp_path):
    """On stderr, so that JSON stays JSON."""
    told = segments("--json", "--charts", "charts", histories=[regular(1)])

    assert json.loads(told.stdout)["customers"] == 1
    assert told.stderr.splitlines() == [
        "No whole month has passed since a first order, so there is no chart of who comes back yet"
    ]
    assert not (tmp_path / "charts" / "cohorts.png").exists()


def test_a_folder_that_cannot_be_is_said(segments, tmp_path):
    """A file stands there; no traceback."""
    (tmp_path / "charts").write_text("mine")
    told = segments("--json", "--charts", "charts/march")

    assert told.exit_code == 1
    assert told.stderr.startswith("charts/march: ")
    assert told.stderr.rstrip().endswith("name a folder that can be written to")


def test_a_shop_has_its_own_personas(segments, tmp_path):
    """Its list replaces the shipped one."""
    shop = tmp_path / "shop.yaml"
    shop.write_text(
        "personas:\n  - name: Once and away\n    story: Came once.\n    when: {frequency: one_off, recency_score: [1, 5]}\n"
    )
    found = json.loads(segments("--json", settings={"shop": shop}).stdout)

    assert [(one["persona"], one["customers"]) for one in found["personas"]] == [("Once and away", 2), ("near none", 1)]
