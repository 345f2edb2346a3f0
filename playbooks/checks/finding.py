"""What a check has to say, and what it is told of the shop."""

from dataclasses import dataclass, field
from typing import Final, Literal

from classifier.taxonomy import Axis
from playbooks.errors import KeyPath
from playbooks.facts import ShopFacts
from playbooks.loader import Loaded
from playbooks.schema import Playbook, Slot

Level = Literal["error", "warning"]
ERROR: Final = "error"  # somebody gets a wrong answer, or what was written is never said
WARNING: Final = "warning"  # it may be meant so; a person decides


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to look at, at a place in a playbook's file."""

    level: Level
    playbook: str
    at: KeyPath
    sentence: str


@dataclass(frozen=True, slots=True)
class Served:
    """Whom the library is to serve: the languages that the shop answers in, its facts, and the axes that are on."""

    languages: tuple[str, ...]
    shop: ShopFacts
    axes_on: frozenset[Axis] = field(default_factory=lambda: frozenset(Axis))


def say(finding: Finding, loaded: Loaded) -> str:
    """Say a finding as a sentence with file, line and key."""
    return loaded.documents[finding.playbook].problem(finding.sentence, *finding.at)


def writes(loaded: Loaded, playbook: Playbook, slot: Slot) -> bool:
    """Tell whether the playbook's own file has this slot; an extension leaves most of them to what ships."""
    return bool(playbook.fragment(slot)) and slot in loaded.documents[playbook.name].content
