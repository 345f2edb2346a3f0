"""What must stay so while the code grows: who imports whom, how long a file is, what never gets into the repository."""

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("bot", "classifier", "playbooks")
PRODUCT = [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]
# Generated step by step, and never edited afterwards.
MIGRATIONS = ROOT / "bot" / "storage" / "migrations" / "versions"
LONGEST = 250
TELEGRAM = (ROOT / "bot" / "telegram", ROOT / "bot" / "app.py")


def name(path):
    return path.relative_to(ROOT).as_posix()


def imports(path):
    """List what a file imports, also inside functions."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


def tracked():
    """List the files of the repository; in a plain copy, all that is not made by tools."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True)
    if listed.returncode == 0 and listed.stdout:
        return [path for each in listed.stdout.split("\0") if each and (path := ROOT / each).is_file()]
    made = {".venv", ".git", "__pycache__", "data", "build", "dist"}
    return [
        path
        for path in ROOT.rglob("*")
        if path.is_file()
        and not any(part in made or part.endswith(("_cache", ".egg-info")) for part in path.relative_to(ROOT).parts)
    ]


def test_the_import_contracts_hold():
    """bot -> playbooks -> classifier, and no framework where none belongs."""
    linter = Path(sys.executable).with_name("lint-imports")
    told = subprocess.run([linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True)

    assert told.returncode == 0, told.stdout + told.stderr


def test_only_the_telegram_folder_and_the_composition_root_speak_aiogram():
    """Everything else works with plain values, and could speak to another messenger."""
    speakers = [
        name(path)
        for path in PRODUCT
        if any(module.split(".")[0] == "aiogram" for module in imports(path))
        and not any(path == home or home in path.parents for home in TELEGRAM)
    ]

    assert speakers == []


def test_product_code_has_no_bare_assert():
    """`python -O` takes asserts away; what must hold is checked and named."""
    asserting = [
        f"{name(path)}:{node.lineno}"
        for path in PRODUCT
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Assert)
    ]

    assert asserting == []


def test_every_file_is_one_idea():
    """A file that needs more lines is two files."""
    long = {
        name(path): lines
        for path in PRODUCT
        if MIGRATIONS not in path.parents and (lines := len(path.read_text(encoding="utf-8").splitlines())) > LONGEST
    }

    assert long == {}


def test_every_file_says_what_it_is_for():
    """The first lines of a file tell a reader whether to read on."""
    silent = [
        name(path)
        for path in PRODUCT
        if path.read_text(encoding="utf-8").strip() and not ast.get_docstring(ast.parse(path.read_text("utf-8")))
    ]

    assert silent == []


# Written in pieces, so that this file does not find itself.
FORBIDDEN = {
    "the address of a package index": re.compile("pypi" + r"\.org|python" + "hosted|--(extra-)?index" + "-url [^\\\\ ]|--find" + "-links"),
    "a path of somebody's machine": re.compile(
        # where the service's unit stands is nobody's machine
        r"(?<![\w./-])/(?:work|root|home|Users|opt(?!/triage\b))" + r"/\w"
    ),
    "a token": re.compile(r"\b\d{8,10}:AA[\w-]{30,}"),
}  # fmt: skip


@pytest.mark.parametrize("what", FORBIDDEN)
def test_nothing_of_a_machine_is_in_the_repository(what):
    """Whoever clones it finds no trace of where it was made."""
    found = []
    for path in tracked():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue  # pictures
        found += [f"{name(path)}: {match[0]}" for match in FORBIDDEN[what].finditer(text)]

    assert found == []


def test_the_lock_has_all_that_the_project_asks_for():
    """Whoever adds a dependency runs `make lock` as well; whoever drops one, too."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    asked = {
        re.match(r"[\w-]+", each)[0].lower()
        for each in [*project["dependencies"], *(each for more in extras.values() for each in more)]
    }
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    for_us = re.findall(r"(?m)^([a-z0-9][\w-]*)\S*==(?:(?!^\S).)*?triage-desk", lock, re.DOTALL)

    assert set(for_us) == asked


def test_the_lock_pins_everything():
    """Each requirement has one version and its hashes."""
    entries = re.findall(r"(?m)^[a-z0-9].*$", (ROOT / "requirements.lock").read_text(encoding="utf-8"))
    hashed = re.findall(
        r"(?m)^[a-z0-9][^\n]*==[^\n]*\\\n\s+--hash=sha256:", (ROOT / "requirements.lock").read_text("utf-8")
    )

    assert entries
    assert len(hashed) == len(entries)
