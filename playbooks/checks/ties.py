"""Finds two playbooks between which only their names decide."""

from collections.abc import Iterator
from itertools import combinations
from typing import Final

from playbooks.checks.finding import ERROR, WARNING, Finding, Level
from playbooks.conditions import Conditions
from playbooks.loader import Loaded
from playbooks.meaning import apart, clash, covers, single_lines
from playbooks.schema import SLOTS, Playbook, Slot

# Whoever gives it another priority is rid of them all.
SHOWN: Final = 3


def ties(loaded: Loaded) -> Iterator[Finding]:
    """Give pairs of the same kind, priority, exactness and score that speak in the same slot.

    Always meant together is an error; meant together for some messages only, a warning.
    """
    found: dict[tuple[str, Level, Slot], list[str]] = {}
    for one, other in combinations(loaded.library.playbooks, 2):
        slot = _shared_slot(one, other) if _equal(one, other) and not _never_meet(one, other) else None
        if slot is not None:
            same = covers(one.when, other.when) and covers(other.when, one.when) and one.unless == other.unless
            mine, theirs = (one, other) if _decides(one, loaded) else (other, one)
            if mine.name in loaded.extended and not _decides(mine, loaded):
                mine, theirs = theirs, mine
            found.setdefault((mine.name, ERROR if same else WARNING, slot), []).append(theirs.name)
    for (name, level, slot), others in found.items():
        meet = "whenever one is meant, so is the other" if level == ERROR else "where both are meant"
        sentence = f"ties with {_named(others)} in {slot}: {meet}, only their names decide who speaks"
        yield Finding(level, name, ("priority",), f"{sentence}; give it a priority of its own")


def _decides(playbook: Playbook, loaded: Loaded) -> bool:
    """Tell whether the shop's own file says when this is meant; its owner can change that."""
    written = loaded.documents[playbook.name].content.keys() & {"when", "unless", "priority", "kind"}
    return playbook.name in loaded.own and (playbook.name not in loaded.extended or bool(written))


def _named(names: list[str]) -> str:
    more = len(names) - SHOWN
    return ", ".join(names[:SHOWN]) + (f" and {more} more" if more > 0 else "")


def _shared_slot(one: Playbook, other: Playbook) -> Slot | None:
    return next((slot for slot in SLOTS if _meet_in(slot, one, other)), None)


def _meet_in(slot: Slot, one: Playbook, other: Playbook) -> bool:
    mine, theirs = one.fragment(slot), other.fragment(slot)
    return any(mine[lang].keys() & theirs[lang].keys() for lang in mine.keys() & theirs.keys())


def _equal(one: Playbook, other: Playbook) -> bool:
    return one.rank == other.rank and one.when.lines == other.when.lines and _scored(one.when) == _scored(other.when)


def _scored(when: Conditions) -> object:
    """Give what the score comes from; of intents there is one at a time, so any list of them scores alike."""
    return dict(when.axes), bool(when.intent), dict(when.flags)


def _never_meet(one: Playbook, other: Playbook) -> bool:
    return (
        apart(one.when, other.when)
        or clash(one.when.facts | one.needs | other.when.facts | other.needs) is not None
        or _shut_out(one, other)
        or _shut_out(other, one)
        or _other_words(one.when, other.when)
    )


def _shut_out(one: Playbook, other: Playbook) -> bool:
    return any(covers(line, other.when) for _, line in single_lines(one.unless))


def _other_words(one: Conditions, other: Conditions) -> bool:
    """Two lists of different words meet in rare messages only, where either answer is one of the two asked for."""
    shared = one.words.keys() & other.words.keys()
    return bool(one.words and other.words) and not any(set(one.words[k]) & set(other.words[k]) for k in shared)
