"""Says a reply once more in the desk's language, for an agent who does not read the customer's."""

from typing import Final

from playbooks.composition import Draft, joined
from playbooks.known import Known
from playbooks.rendering import alike, choose, in_address
from playbooks.schema import SLOTS, Slot

# Stands for a sentence that its playbook does not have in the desk's language: nobody shall take the rest for all.
UNSAID: Final = "…"


def gloss_of(draft: Draft, known: Known, lang: str) -> str | None:
    """Compose the same playbooks, slot by slot, in a tone's desk-language wordings; `None` where there is no need.

    Without the substance in that language there is no gloss: openings and closings alone say nothing.
    """
    if draft.lang == lang:
        return None
    known = known.speaking(lang)
    said = {slot: _sentence(slot, draft, known, lang) for slot in SLOTS if slot in draft.sentences}
    if not said["substance"]:
        return None
    return joined([text or UNSAID for text in said.values()])


def _sentence(slot: Slot, draft: Draft, known: Known, lang: str) -> str | None:
    """Find the wording that needs the same facts as the one said, at its place among its like; else the first sayable."""
    said, texts = draft.sentences[slot].variant, draft.sentences[slot].match.playbook.fragment(slot)
    theirs, ours = (texts.get(code, {}).get(draft.tone, ()) for code in (draft.lang, lang))
    place = list(in_address(alike(said, theirs), known, draft.lang)).index(said)
    same = list(in_address(alike(said, ours), known, lang))
    return choose((*same[place : place + 1], *same, *ours), frozenset(), known, lang).text
