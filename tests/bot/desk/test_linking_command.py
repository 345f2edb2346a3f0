"""`triage link-token`: what an account page would make, for trying it out."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from typer.testing import CliRunner

from bot.cli.commands import app
from bot.settings import PREFIX, Settings
from bot.shop.tokens import read_token
from bot.storage.engine import Database
from bot.storage.identities import add_keys, add_people
from bot.storage.migrate import migrate
from bot.storage.tables.people import IdentityKind

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture
def shop(tmp_path, monkeypatch):
    """A database with a customer who has an account, one with two, and one who bought as a guest."""
    for field in Settings.model_fields:
        monkeypatch.delenv(PREFIX + field.upper(), raising=False)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TRIAGE_SHOP_SECRET", "secret")
    address = f"sqlite:///{tmp_path / 'data' / 'triage.db'}"
    asyncio.run(fill(address))


async def fill(address):
    await migrate(address)
    database = Database(address)
    known = {"anna": ["7001"], "viktor": ["7002", "7003"], "gast": [], "gross": ["x" * 40]}
    async with database.writing() as session:
        for name, shop_ids in known.items():
            (person,) = await add_people(session, [(name, None)], NOW)
            keys = [(IdentityKind.EMAIL, f"{name}@example.org"), *((IdentityKind.SHOP, each) for each in shop_ids)]
            await add_keys(session, [(person, key) for key in keys], NOW)
    await database.close()


@pytest.mark.parametrize("asked", ["shop:7001", "anna@example.org"])
def test_a_token_is_printed(shop, asked):
    """Alone on its line, good for an hour."""
    told, now = CliRunner().invoke(app, ["link-token", asked]), datetime.now(UTC)

    assert told.exit_code == 0
    assert read_token(told.stdout.strip(), "secret", now + timedelta(minutes=59)) == "7001"
    assert read_token(told.stdout.strip(), "secret", now + timedelta(minutes=61)) is None


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ("nobody@example.org", "no account of the shop is known by 'nobody@example.org'"),
        ("gast@example.org", "no account of the shop is known by 'gast@example.org'"),
        ("viktor@example.org", "write one of 7002, 7003"),
        ("gross@example.org", "an id has at most 32"),
    ],
)
def test_whoever_has_no_one_account_gets_a_sentence(shop, asked, sentence):
    """And no token."""
    told = CliRunner().invoke(app, ["link-token", asked])

    assert told.exit_code == 1
    assert sentence in told.stderr
    assert told.stdout == ""


def test_without_a_secret_it_says_which_is_missing(shop, monkeypatch):
    """By the setting's name."""
    monkeypatch.delenv("TRIAGE_SHOP_SECRET")
    told = CliRunner().invoke(app, ["link-token", "shop:7001"])

    assert told.exit_code == 2
    assert told.stderr.startswith("TRIAGE_SHOP_SECRET is not set")
