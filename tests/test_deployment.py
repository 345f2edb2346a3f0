"""The files in `deploy/` name commands, settings, paths and addresses that there are."""

import json
import re
import shutil
import subprocess
from configparser import RawConfigParser
from pathlib import Path

import pytest
import typer

from bot.app import LAST_ANSWERS_SECONDS
from bot.cli.commands import app
from bot.settings import PREFIX, Settings
from bot.web.server import build_web

ROOT = Path(__file__).resolve().parents[1]
DEPLOY = ROOT / "deploy"
UNIT = DEPLOY / "triage.service"
CONTAINER = (DEPLOY / "Containerfile").read_text(encoding="utf-8")
COMMANDS = set(typer.main.get_command(app).commands)


def unit():
    """The unit's sections; a key may stand twice, of which the last is kept."""
    parser = RawConfigParser(strict=False)
    parser.optionxform = str
    parser.read_string(UNIT.read_text(encoding="utf-8"))
    return parser


def instruction(name):
    """What stands behind an instruction of the Containerfile, each time that it stands there."""
    joined = CONTAINER.replace("\\\n", " ")
    return re.findall(rf"(?m)^\s*{name} (.+)$", joined)


def test_the_unit_starts_a_command_that_there_is():
    """And its program is the one that an install makes."""
    program, command = unit()["Service"]["ExecStart"].split()

    assert Path(program).name == "triage"
    assert command in COMMANDS


def test_the_unit_waits_for_an_orderly_end():
    """Longer than the last answers, the work in hand, what is being sent and what is being written may take."""
    assert int(unit()["Service"]["TimeoutStopSec"]) > LAST_ANSWERS_SECONDS + 5 + 2 + 10 + 5


def test_the_unit_does_not_run_as_root():
    """With data of its own, and nothing else to write to."""
    service = unit()["Service"]

    assert service["User"] not in {"", "root"}
    assert service["ProtectSystem"] == "strict"
    assert service["WorkingDirectory"] == f"/var/lib/{service['StateDirectory']}"


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="there is no systemd here to read the unit")
def test_systemd_understands_the_unit(tmp_path):
    """Every key and value; only the program is somewhere else here."""
    copy = tmp_path / UNIT.name
    copy.write_text(re.sub(r"(?m)^ExecStart=\S+", "ExecStart=/bin/true", UNIT.read_text(encoding="utf-8")))
    read = subprocess.run(["systemd-analyze", "verify", str(copy)], capture_output=True, text=True)
    about_ours = [line for line in read.stderr.splitlines() if UNIT.name in line]

    assert about_ours == []


def test_the_container_starts_a_command_that_there_is():
    """`run` unless another is given behind the image's name."""
    (entry,), (command,) = instruction("ENTRYPOINT"), instruction("CMD")[-1:]

    assert json.loads(entry) == ["triage"]
    assert json.loads(command)[0] in COMMANDS


def test_the_containers_settings_are_read():
    """A setting that was renamed is not left behind."""
    told = set(re.findall(rf"{PREFIX}[A-Z_]+", CONTAINER))

    assert told <= {PREFIX + field.upper() for field in Settings.model_fields}
    assert "TRIAGE_DATA=/data" in CONTAINER
    assert instruction("VOLUME") == ["/data"]


async def test_the_containers_health_is_an_address_that_answers():
    """Its command is whole Python, and asks for a path that the bot serves."""
    (check,) = [json.loads(found) for found in re.findall(r"CMD (\[.+\])", CONTAINER) if "urllib" in found]
    compile(check[-1], "healthcheck", "exec")
    served = {route.resource.canonical for route in build_web(dict).router.routes()}

    assert set(re.findall(r"'(/\w+)'", check[-1])) <= served


def test_the_container_copies_what_there_is_and_runs_as_nobody_special():
    """Every folder of the program is in it."""
    copied = {word for line in instruction("COPY") if "--from" not in line for word in line.split()[:-1]}

    assert [path for path in copied if not (ROOT / path).exists()] == []
    assert copied >= {"bot", "classifier", "playbooks", "pyproject.toml", "requirements.lock"}
    assert instruction("USER") == ["triage"]


def test_no_file_names_somebody_elses_server():
    """Where images come from is the reader's choice."""
    text = "".join(path.read_text(encoding="utf-8") for path in DEPLOY.iterdir())

    assert set(instruction("FROM")) == {"${BASE} AS build", "${BASE}"}
    assert re.findall(r"\b[\w-]+\.(?:io|com|org|net|dev)\b", text) == []
