"""`triage report` in a terminal."""

import asyncio
import json
from datetime import UTC, datetime, timedelta

from known_people import a_person, a_talk
from typer.testing import CliRunner

from bot.cli.commands import app
from bot.storage.engine import Database
from bot.storage.migrate import migrate_now


def test_the_report_in_a_terminal(monkeypatch, tmp_path):
    """In words, and with every figure as JSON for who keeps them elsewhere."""
    monkeypatch.chdir(tmp_path)
    address = f"sqlite:///{tmp_path / 'triage.db'}"
    monkeypatch.setenv("TRIAGE_DATABASE_URL", address)
    migrate_now(address)

    async def write():
        database = Database(address)
        async with database.writing() as session:
            await a_talk(session, await a_person(session, "Anna"), "hello", at=datetime.now(UTC) - timedelta(days=1))
        await database.close()

    asyncio.run(write())
    words = CliRunner().invoke(app, ["report"])
    figures = json.loads(CliRunner().invoke(app, ["report", "--days", "3", "--json"]).stdout)

    assert words.exit_code == 0
    assert "New conversations: 1" in words.stdout
    assert figures["now"]["conversations"] == 1
    assert sum(figures["now"]["by_day"].values()) == 1
    assert figures["before"]["conversations"] == 0
