"""Keeps a shop's own playbooks from making danger go unheard: they may answer it in other words, and no more."""

from collections.abc import Iterator

from playbooks.errors import KeyPath
from playbooks.meaning import covers
from playbooks.schema import Playbook


def weakened(ours: Playbook, theirs: Playbook) -> Iterator[tuple[KeyPath, str]]:
    """Say by what a playbook that stands in the place of a shipped one hears or answers danger less."""
    if ours.kind != "danger":
        return
    if theirs.kind != "danger":
        yield (
            ("kind",),
            f"{theirs.kind!r} lets others speak before danger does; write `kind: danger`",
        )
    if not covers(theirs.when, ours.when) or theirs.unless != ours.unless:
        sentence = "is met by less than the shipped one, so danger may go unanswered; copy its when and unless"
        yield ("when",), sentence
    if ours.approved and not theirs.approved:
        yield ("approved",), "is true in the shipped one, so that nothing stands beside its answer; write it here too"
    if ours.substance and not theirs.substance:
        yield ("substance",), "is missing, so danger would be answered with nothing; write it"
    for key, asked in (("needs", theirs.needs - ours.needs), ("promises", set(theirs.promises) - set(ours.promises))):
        if asked:
            yield (
                (key,),
                f"silences this where {', '.join(sorted(asked))} is not known; danger needs nothing, leave it out",
            )


def silenced(playbook: Playbook) -> Iterator[tuple[KeyPath, str]]:
    """Say where a playbook would keep danger from being answered beside it."""
    for number, name in enumerate(playbook.forbids):
        if name == "danger":
            yield ("forbids", number), "'danger' must never be silent; leave it out"
