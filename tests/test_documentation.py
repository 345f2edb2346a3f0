"""README tells all that there is, and what it shows works."""

import json
import re
import shlex
from collections import Counter
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from bot.cli.commands import app
from bot.cli.playbooks import served_by
from bot.metrics import Metrics
from bot.settings import PREFIX, Settings
from bot.shop.generic import ITEM_COLUMNS, ORDER_COLUMNS
from bot.shop.shopfile import Shop, load_shop
from bot.web.metrics import ShopCounts
from classifier.taxonomy import FLAGS, INTENTS, TYPES
from playbooks.checks import check, say
from playbooks.conditions import Conditions
from playbooks.extending import EXTEND
from playbooks.filters import FILTERS
from playbooks.loader import load
from playbooks.schema import Escalate, FollowUpText, Playbook, StepText
from playbooks.vocabulary import POLICIES, SITUATIONS, VARIABLES

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
# What stands in code style, word by word: `order_id`, `{{ order.id }}`, `| date`.
CODE = set(re.findall(r"[\w.{}-]+", " ".join(re.findall(r"`([^`\n]+)`", README))))
# These begin something that does not end by itself, or change the machine.
NOT_RUN = ("make", "triage run", "triage sandbox")


def blocks(language):
    return re.findall(rf"(?ms)^ *```{language}\n(.*?)^ *```", README)


def commands(group, before=""):
    found = typer.main.get_command(group)
    for word, command in found.commands.items():
        inner = getattr(command, "commands", None)
        yield from ([f"{before}{word} {each}" for each in inner] if inner else [f"{before}{word}"])


def metric_names():
    """Every metric as it is asked for: with `_total` where it counts."""
    metrics = Metrics()
    metrics.registry.register(ShopCounts(Counter()))
    families = [family for family in metrics.registry.collect() if family.name.startswith("triage_")]
    return [family.name + "_total" * (family.type == "counter") for family in families]


TOLD = {
    "settings": [PREFIX + field.upper() for field in Settings.model_fields],
    "playbook keys": [
        *(EXTEND, "off"),
        *(
            field.alias or key
            for model in (Playbook, Conditions, StepText, Escalate, FollowUpText)
            for key, field in model.model_fields.items()
        ),
    ],
    "facts of playbooks": [name for name in VARIABLES if not name.startswith("shop.policies.")],
    "situations of playbooks": list(SITUATIONS),
    "filters of playbooks": list(FILTERS),
    "types": [*TYPES, *(type_ for types in TYPES.values() for type_ in types)],
    "intents": list(INTENTS),
    "flags": list(FLAGS),
    "sections of shop.yaml": list(Shop.model_fields),
    "metrics": metric_names(),
    "columns of the import": [*ORDER_COLUMNS, *ITEM_COLUMNS],
}


@pytest.mark.parametrize("what", TOLD)
def test_readme_tells_all(what):
    """Adding something without a word about it fails here, and says what is missing."""
    missing = [word for word in TOLD[what] if word not in CODE]

    assert missing == []


def test_readme_tells_every_command():
    """With its name as one types it."""
    missing = [command for command in commands(app) if f"`triage {command}" not in README]

    assert missing == []


def test_readme_names_only_settings_that_exist():
    """A setting that was renamed is not left behind."""
    told = set(re.findall(rf"{PREFIX}[A-Z_]+", README))

    assert told == set(TOLD["settings"])


def test_policies_are_explained_where_a_shop_looks():
    """The defaults list each policy, so that README need not."""
    defaults = (ROOT / "bot" / "shop" / "default.yaml").read_text(encoding="utf-8")

    assert [name for name in POLICIES if f"{name}:" not in defaults] == []


def test_the_settings_of_readme_are_read(tmp_path, monkeypatch):
    """The `.env` that README shows starts a bot; only its token and its file are the reader's own."""
    (env,) = blocks("ini")
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_text(re.sub(r"(?m)^ +", "", env), encoding="utf-8")

    settings = Settings()

    assert settings.staff_chat == (-1001234567890,)
    assert settings.zone.key == "Europe/Amsterdam"


@pytest.mark.parametrize("example", blocks("yaml"), ids=lambda text: text.splitlines()[0])
def test_the_files_of_readme_load(example, tmp_path):
    """A reader can begin with a copy."""
    name = example.splitlines()[0].removeprefix("# ")
    (tmp_path / name).write_text(example, encoding="utf-8")

    if name == "shop.yaml":
        assert load_shop(tmp_path / name).name == "Noordlicht"
    else:
        loaded = load(tmp_path)
        shop = load_shop(None).model_copy(update={"links": {"offers": "https://noordlicht.example/offers"}})
        served = served_by(shop, Settings(_env_file=None))
        told = [say(finding, loaded) for finding in check(loaded, served) if finding.playbook in loaded.own]

        assert loaded.library[name.removesuffix(".yaml")].summary
        assert told == []


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder with the files that README shows, and no settings."""
    (orders,) = blocks("csv")
    (tmp_path / "orders.csv").write_text(orders, encoding="utf-8")
    for field in Settings.model_fields:
        monkeypatch.delenv(PREFIX + field.upper(), raising=False)
    monkeypatch.chdir(tmp_path)


def test_the_commands_of_readme_run(folder):
    """In their order, each ends well."""
    shown = [line.removeprefix("$ ") for block in blocks("console") for line in block.splitlines()]
    run = [line for line in shown if not line.startswith(NOT_RUN)]
    codes = {line: CliRunner().invoke(app, shlex.split(line)[1:]).exit_code for line in run}

    assert codes == dict.fromkeys(run, 0)
    assert len(run) >= 5


def test_the_json_of_readme_is_answered(folder):
    """The line that README shows has every key of the contract, and gets an answer."""
    (line,) = blocks("json")
    told = CliRunner().invoke(app, ["suggest", "--jsonl"], input=line)

    assert told.exit_code == 0, told.stdout
    assert set(json.loads(told.stdout)) >= {"id", "lang", "axes", "intent", "flags", "priority", "replies", "steps"}


def test_every_file_that_readme_names_is_there():
    """Paths in the table of a message's way lead somewhere."""
    named = re.findall(r"`((?:bot|classifier|playbooks)/[\w/.]*)`", README)

    assert [path for path in named if not (ROOT / path).exists()] == []
