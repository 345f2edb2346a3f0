"""Writes the owner's first playbook from two answers: the words that tell it, and what to say."""

import re
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import yaml

from bot.desk.setup.reading import NotReadError
from playbooks.errors import PlaybookError
from playbooks.folder import list_files
from playbooks.loader import load

# Above all that ships, as `triage playbooks new` has it: own words are heard where they are met.
PRIORITY: Final = 50
_HEAD: Final = '# Written by /setup. README, "Write your own playbook", has everything else that can stand here.\n'
LONGEST: Final = 1_000


def write_playbook(folder: Path, heard: Sequence[str], says: str, lang: str) -> str:
    """Write the file and tell its name; raises `NotReadError` where it would not be in order, and writes nothing."""
    text = says.strip()
    if not text or len(text) > LONGEST:
        raise NotReadError(f"{len(text)} characters; write between 1 and {LONGEST}")
    name = _name(heard[0], folder)
    body = {
        "name": name,
        "summary": f"Asks about {heard[0]}.",
        "when": {"words": {lang: list(heard)}},
        "priority": PRIORITY,
        # Braces would be read as a fact to fill in, and brackets as two addresses.
        "substance": {lang: re.sub(r"[{}\[\]]", "", text)},
        "because": {"en": f"asks about {heard[0]}", "ru": f"спрашивает: {heard[0]}"},
    }
    content = _HEAD + yaml.safe_dump(body, allow_unicode=True, sort_keys=False, width=1_000)
    _check(name, content)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.yaml").write_text(content, encoding="utf-8")
    return name


def _check(name: str, content: str) -> None:
    """Load it alone over what ships, so that a mistake never reaches the folder in use."""
    with TemporaryDirectory() as aside:
        (Path(aside) / f"{name}.yaml").write_text(content, encoding="utf-8")
        try:
            load(Path(aside))
        except PlaybookError as error:
            raise NotReadError(error.problems[0]) from error


def _name(word: str, folder: Path) -> str:
    """Make a file name of the first word; scripts without one get a number."""
    plain = re.sub(r"[^a-z0-9]+", "_", word.lower()).strip("_")[:30]
    stem = plain if plain[:1].isalpha() else "own"
    taken = {file.stem for file in list_files(folder)[0]} if folder.is_dir() else set[str]()
    names = (stem if number == 1 else f"{stem}_{number}" for number in range(1, 1_000))
    own = (f"our_{name}" for name in names)
    return next(name for name in own if name not in taken)
