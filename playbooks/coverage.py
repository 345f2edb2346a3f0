"""Which types, intents and flags the library reacts to, and in which languages."""

from collections.abc import Mapping
from typing import Final

from classifier.taxonomy import FLAGS, INTENTS, LANGUAGES, TYPES, label
from playbooks.loader import Library
from playbooks.schema import SLOTS, Playbook

# The plain answer is theirs: these say that there is nothing to react to.
PLAIN: Final = frozenset({"demeanour:calm", "motive:none", "value:standard", "advocacy:neutral", "caution:none"})


def coverage(library: Library) -> Mapping[str, Mapping[str, int]]:
    """Count, for every label and language, the playbooks that react to it there.

    A playbook that only has steps and don'ts reacts in every language: it speaks to agents.
    """
    reacting: dict[str, list[Playbook]] = {name: [] for name in _labels()}
    for playbook in library.playbooks:
        for name in _reacts_to(playbook) & reacting.keys():
            reacting[name].append(playbook)
    return {
        name: {lang: sum(_speaks(playbook, lang) for playbook in playbooks) for lang in LANGUAGES}
        for name, playbooks in reacting.items()
    }


def _labels() -> list[str]:
    types = [label(axis, type_) for axis, names in TYPES.items() for type_ in names]
    return [*types, *(f"intent:{intent}" for intent in INTENTS), *(f"flag:{flag}" for flag in FLAGS)]


def _reacts_to(playbook: Playbook) -> set[str]:
    """Name the labels of `when` and of what single wordings suppose."""
    when = playbook.when
    found = {label(axis, type_) for axis, scores in when.axes.items() for type_ in scores}
    found |= {f"intent:{intent}" for intent in when.intent} | {f"flag:{flag}" for flag in when.flags} | set(when.facts)
    if playbook.kind == "everyday":
        found |= PLAIN
    return found | {need for variant in playbook.wordings for need in variant.needs}


def _speaks(playbook: Playbook, lang: str) -> bool:
    said = [texts for slot in SLOTS if (texts := playbook.fragment(slot))]
    return all(lang in texts for texts in said)
