"""The `triage` command in an empty folder, with nothing set in its environment."""

import json
import os

import pytest
from typer.testing import CliRunner

from bot.cli.commands import app


@pytest.fixture
def triage(monkeypatch, tmp_path):
    """Call the command as a shell would; settings are given by their names without the prefix."""
    for name in [name for name in os.environ if name.startswith("TRIAGE_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)

    def call(*arguments, stdin=None, **settings):
        environment = {f"TRIAGE_{name.upper()}": str(value) for name, value in settings.items()}
        return CliRunner().invoke(app, [str(each) for each in arguments], input=stdin, env=environment)

    return call


@pytest.fixture
def lines():
    """Read JSON lines."""
    return lambda text: [json.loads(line) for line in text.splitlines()]
