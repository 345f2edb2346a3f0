"""Finds slots that are silent in a language that the shop serves, or in a tone that others have."""

from collections.abc import Iterator

from playbooks.checks.finding import ERROR, WARNING, Finding, Served, writes
from playbooks.loader import Loaded
from playbooks.schema import SLOTS, Playbook, Slot
from playbooks.suggestion import TONES


def missing_texts(loaded: Loaded, served: Served) -> Iterator[Finding]:
    """Give the languages and tones that are missing; without a substance the customer reads another answer."""
    for playbook in loaded.library.playbooks:
        wanted = tuple(lang for lang in served.languages if lang in (playbook.when.languages or served.languages))
        for slot in SLOTS:
            if writes(loaded, playbook, slot):
                yield from _languages(playbook, slot, wanted)
                yield from _tones(playbook, slot, wanted)


def _languages(playbook: Playbook, slot: Slot, wanted: tuple[str, ...]) -> Iterator[Finding]:
    missing = [lang for lang in wanted if lang not in playbook.fragment(slot)]
    if not missing:
        return
    if slot == "substance":
        sentence = "who writes so gets another playbook's answer, or one in English"
        yield Finding(ERROR, playbook.name, (slot,), f"has no text in {', '.join(missing)}; {sentence}; write it")
    else:
        yield Finding(WARNING, playbook.name, (slot,), f"has no text in {', '.join(missing)}; write it")


def _tones(playbook: Playbook, slot: Slot, wanted: tuple[str, ...]) -> Iterator[Finding]:
    texts = playbook.fragment(slot)
    # An opening may be meant for one tone; an answer is wanted in all.
    all_tones = set(TONES) if slot == "substance" else set[str]().union(*texts.values())
    for lang in wanted:
        missing = [tone for tone in TONES if lang in texts and tone in all_tones and tone not in texts[lang]]
        if missing:
            yield Finding(WARNING, playbook.name, (slot, lang), f"has no {' and no '.join(missing)} text; write it")
