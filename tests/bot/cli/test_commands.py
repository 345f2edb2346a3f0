"""What every command has in common: quick help, exit codes, sentences instead of tracebacks."""

import subprocess
import sys

import pytest

HEAVY = ("spacy", "aiogram", "sqlalchemy", "sqlmodel", "numpy", "aiohttp", "pydantic_settings", "bot.settings")
LOADED = """
import sys
from bot.cli import main
try:
    main()
except SystemExit:
    print("LOADED", *[name for name in sys.modules if name in {HEAVY}])
"""
COMMANDS = (
    "run",
    "sandbox",
    "classify",
    "suggest",
    "import-orders",
    "profile",
    "evaluate",
    "train",
    "check",
    "version",
)


@pytest.mark.parametrize(
    ("arguments", "too_heavy"),
    [
        (["--help"], (*HEAVY, "pydantic", "rich")),
        # typer itself reads a command's parameters by pydantic.
        (["classify", "--help"], HEAVY),
        (["playbooks", "check", "--help"], HEAVY),
    ],
)
def test_help_imports_nothing_heavy(arguments, too_heavy):
    """Help is there at once: no model, no Telegram, no database is loaded for it."""
    program = LOADED.replace("{HEAVY}", repr(too_heavy))
    told = subprocess.run([sys.executable, "-c", program, *arguments], capture_output=True, text=True)

    assert told.stdout.splitlines()[0].startswith("Usage")
    assert told.stdout.splitlines()[-1] == "LOADED"


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(triage, command):
    """`--help` works everywhere."""
    told = triage(command, "--help")

    assert told.exit_code == 0
    assert "Usage" in told.stdout


@pytest.mark.parametrize(
    "arguments",
    [
        ["clasify", "hello"],
        ["classify"],
        ["classify", "hello", "--jsonl"],
        ["suggest"],
        ["import-orders", "missing.csv"],
        ["import-orders"],
        ["profile"],
        ["profile", "--all"],
        ["profile", "anna@example.org", "--all", "--jsonl"],
        ["evaluate", "missing.jsonl"],
        ["sandbox", "--port", "70000"],
        ["playbooks", "check", "missing"],
    ],
)
def test_wrong_usage_is_two(triage, arguments):
    """A call that cannot be meant ends with 2 and says why."""
    told = triage(*arguments)

    assert told.exit_code == 2
    assert told.stderr.strip()
    assert "Traceback" not in told.output


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"timezone": "Mars"}, "TRIAGE_TIMEZONE"),
        ({"staff_chat": "support"}, "TRIAGE_STAFF_CHAT"),
        ({"bot_token": "42"}, "TRIAGE_BOT_TOKEN"),
        ({}, "TRIAGE_BOT_TOKEN"),
    ],
)
def test_a_wrong_setting_is_one_sentence(triage, settings, sentence):
    """The bot does not start, names the setting, and shows neither a traceback nor the token."""
    told = triage("run", **settings)

    assert told.exit_code == 2
    assert sentence in told.stderr
    assert len(told.stderr.strip().splitlines()) == 1
    assert "AAE" not in told.stderr.replace("123456789:AAE…", "")


def test_a_wrong_key_in_the_shops_file_is_one_sentence(triage, tmp_path):
    """The file and the key are named."""
    (tmp_path / "shop.yaml").write_text("nam: Noordlicht\n")

    told = triage("classify", "hello", shop=tmp_path / "shop.yaml")

    assert told.exit_code == 2
    assert told.stderr.splitlines() == ["shop.yaml: 'nam' is not a key here; did you mean 'name'?"]


def test_a_wrong_playbook_is_one_sentence(triage, tmp_path):
    """The file and the key are named here as well."""
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "sizes.yaml").write_text("name: sizes\nsumary: which size\n")

    told = triage("suggest", "hello", playbooks=tmp_path / "mine")

    assert told.exit_code == 2
    assert told.stderr.splitlines() == ["sizes.yaml, line 2: 'sumary' is not a key here; did you mean 'summary'?"]


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("mysql://localhost/triage", "is not spoken here"),
        ("what", "is no database address"),
        ("postgresql+asyncpg://triage:secret@127.0.0.1:1/triage", "check TRIAGE_DATABASE_URL"),
    ],
)
def test_an_unusable_database_is_one_sentence(triage, tmp_path, address, words):
    """What is wrong with the address or the server is said, without the password."""
    (tmp_path / "orders.csv").write_text("order_id,placed_at,total,customer_email\n")

    told = triage("import-orders", "orders.csv", database_url=address)

    assert told.exit_code == 2
    assert words in told.stderr
    assert "secret" not in told.output


def test_the_version_is_told(triage):
    """For reports of faults."""
    assert triage("version").stdout.startswith("triage 0.")
