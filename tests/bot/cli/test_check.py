"""`triage check`: each line says ok or what to do."""

import pytest

from bot.cli.check import findings
from bot.settings import Settings
from bot.storage.engine import Database
from bot.storage.intake import Update, store_updates
from bot.storage.migrate import migrate


async def found(settings):
    return {finding.what.strip(): finding async for finding in findings(settings)}


async def test_all_is_well(harness):
    """With a token, a group with rights and a database everything is ok."""
    await migrate(harness.settings.database)

    told = await found(harness.settings)

    assert [what for what, finding in told.items() if not finding.ok] == []
    assert told["Telegram"].says.endswith("@triage_sandbox_bot")
    assert told["pending"].says == "0 updates to work on, 0 messages to send, 0 reminders to come"


async def test_set_aside_updates_are_shown(harness):
    """What could not be worked on is listed with its reason, and is something wrong."""
    await migrate(harness.settings.database)
    database = Database(harness.settings.database)
    async with database.writing() as session:
        await store_updates(session, 42, [Update(7, "line", "message", "{", "no JSON")], harness.clock.now())
    await database.close()

    told = await found(harness.settings)

    assert not told["set aside"].ok
    assert told["update 7 (message)"].says == "no JSON"


async def test_a_group_without_topics_is_named(harness):
    """The sentence says where to switch them on."""
    plain = harness.telegram.relations.group("Plain", is_forum=False)

    told = await found(harness.settings.model_copy(update={"staff_chat": (plain,)}))

    assert "has no topics" in told["Telegram"].says


@pytest.mark.parametrize(("phone", "said"), [("", True), ('duty_phone: "+31 20 555 0123"', False)])
async def test_a_ladder_that_calls_a_phone_that_there_is_not(tmp_path, phone, said):
    """Whoever wrote `to: duty` learns what to set; with a number there is nothing to say."""
    (tmp_path / "shop.yaml").write_text(f"name: Tents\n{phone}\n")
    (tmp_path / "playbooks").mkdir()
    night = "name: night\nsummary: A sample.\nwhen: {facts: [linked]}\nsteps:\n  - escalate: {to: duty}\n"
    (tmp_path / "playbooks" / "night.yaml").write_text(night)
    settings = Settings(_env_file=None, shop=tmp_path / "shop.yaml", playbooks=tmp_path / "playbooks")

    told = await found(settings)

    assert ("duty phone" in told) is said
    assert not said or told["duty phone"].says.startswith("night call the duty phone and there is none; set")
    assert not said or not told["duty phone"].ok


async def test_the_shipped_ladders_do_without_a_duty_phone(harness):
    """A shop without one is told who would call it, and nothing is wrong."""
    finding = (await found(harness.settings.model_copy(update={"shop": None})))["duty phone"]

    assert finding.ok
    assert "leads and owner only" in finding.says


async def test_one_fault_hides_no_other(tmp_path):
    """Everything is looked at, whatever was wrong before it."""
    (tmp_path / "shop.yaml").write_text("nam: x\n")
    settings = Settings(
        _env_file=None,
        shop=tmp_path / "shop.yaml",
        playbooks=tmp_path / "missing",
        database_url="postgresql+asyncpg://triage@127.0.0.1:1/triage",
    )

    told = await found(settings)

    assert [what for what, finding in told.items() if not finding.ok] == [
        "token",
        "staff group",
        "shop",
        "playbooks",
        "database",
        "Telegram",
    ]


@pytest.mark.parametrize(("settings", "code"), [({"timezone": "Mars"}, 2), ({}, 1)])
def test_the_exit_code_tells(triage, settings, code):
    """1 where something is to be done, 2 where a setting cannot even be read."""
    assert triage("check", **settings).exit_code == code


async def test_what_the_shop_promises_is_told_apart_from_what_no_reply_speaks_of(tmp_path):
    """An owner sees at a glance which settings would let replies say more."""
    (tmp_path / "shop.yaml").write_text("name: Tents\npolicies: {return_days: 30}\n")

    told = await found(Settings(_env_file=None, shop=tmp_path / "shop.yaml"))

    assert told["promises"].says.startswith("return_days; no reply speaks of refund_days, ")
    assert told["offers"].says.startswith("none set; no reply speaks of welcome, ")
