"""Reads the shipped playbooks, and lays a shop's own over them: replaced by name, added, or switched off."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pydantic import ValidationError

from playbooks.errors import PlaybookError, did_you_mean, explain
from playbooks.schema import Playbook
from playbooks.yamlfile import read_yaml

SHIPPED: Final = Path(__file__).parent / "library"
_OFF_KEYS: Final = frozenset({"name", "off"})


@dataclass(frozen=True, slots=True)
class Library:
    """All playbooks in use, by name."""

    playbooks: tuple[Playbook, ...]

    def __getitem__(self, name: str) -> Playbook:
        found = next((playbook for playbook in self.playbooks if playbook.name == name), None)
        if found is None:
            names = [playbook.name for playbook in self.playbooks]
            raise KeyError(f"there is no playbook {name!r}; {did_you_mean(name, names)}")
        return found


def load_library(overlay: Path | None = None) -> Library:
    """Load what ships, and the shop's folder over it; every problem of every file is told at once."""
    shipped, _ = _read_folder(SHIPPED)
    own, off = _read_folder(overlay) if overlay else ({}, {})
    problems = [
        f"{file.name}: name: {name!r} is no shipped playbook; {did_you_mean(name, shipped)}"
        for name, file in off.items()
        if name not in shipped
    ]
    problems += [
        f"{file.name}: name: {name!r} keeps danger from being overlooked; replace its texts instead of switching it off"
        for name, file in off.items()
        if name in shipped and shipped[name].kind == "danger"
    ]
    library = {**{name: playbook for name, playbook in shipped.items() if name not in off}, **own}
    if not any(playbook.kind == "everyday" and _answers_all(playbook) for playbook in library.values()):
        problems.append(
            "no playbook answers when nothing else fits; keep `everyday`, or replace it by one without `when`"
        )
    if problems:
        raise PlaybookError(problems)
    return Library(tuple(library[name] for name in sorted(library)))


def read_playbook(file: Path) -> Playbook:
    """Read one playbook; what is wrong is said by file and key."""
    return _playbook(read_yaml(file), file)


def _read_folder(folder: Path) -> tuple[Mapping[str, Playbook], Mapping[str, Path]]:
    if not folder.is_dir():
        raise PlaybookError([f"{folder}: is not a folder; give the folder that holds the playbooks"])
    playbooks: dict[str, Playbook] = {}
    files: dict[str, Path] = {}
    off: dict[str, Path] = {}
    problems: list[str] = []
    for file in sorted([*folder.rglob("*.yaml"), *folder.rglob("*.yml")]):
        try:
            content = read_yaml(file)
            name = _name_if_off(content, file)
            if name is None:
                playbook = _playbook(content, file)
                playbooks[playbook.name] = playbook
            name = name or playbook.name
        except PlaybookError as error:
            problems += error.problems
            continue
        if name in files:
            problems.append(f"{file.name}: name: {name!r} is taken by {files[name].name}; choose another")
        files[name] = file
        if name not in playbooks:
            off[name] = file
    if problems:
        raise PlaybookError(problems)
    return playbooks, off


def _playbook(content: Mapping[str, object], file: Path) -> Playbook:
    try:
        return Playbook.model_validate(content)
    except ValidationError as error:
        raise PlaybookError(explain(error, file)) from error


def _name_if_off(content: Mapping[str, object], file: Path) -> str | None:
    if "off" not in content:
        return None
    if content["off"] is not True or not isinstance(content.get("name"), str) or set(content) != _OFF_KEYS:
        raise PlaybookError([f"{file.name}: off: a switched-off playbook has only a name and `off: true`"])
    return str(content["name"])


def _answers_all(playbook: Playbook) -> bool:
    return not playbook.when.lines and not playbook.unless.lines and "en" in playbook.substance
