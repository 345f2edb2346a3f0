"""Puts one reply together: who says the substance, and who may open, limit, offer and close around it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from playbooks.fragments import Variant
from playbooks.known import Known
from playbooks.records import Records, chooser
from playbooks.rendering import choose, fits
from playbooks.schema import SLOTS, Slot
from playbooks.selection import Match
from playbooks.suggestion import TONES, Tone, Wording

# On a phone more than this is a letter: what is not needed is left out first.
COMFORTABLE: Final = 600
_SPARE: Final[tuple[Slot, ...]] = ("offer", "limit")

_UNSPACED_ENDS: Final = ("。", "！", "？", "，", "：", "；")

# A playbook's name and the fact that one of its texts lacked.
Gap = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Sentence:
    """What one playbook says in one slot."""

    match: Match
    text: str
    named: frozenset[str]
    variant: Variant


@dataclass(frozen=True, slots=True)
class Draft:
    """One reply before it is a reply: who says what, slot by slot."""

    tone: Tone
    lang: str
    sentences: Mapping[Slot, Sentence]

    @property
    def text(self) -> str:
        """The whole reply, in the order of the slots."""
        return joined([self.sentences[slot].text for slot in SLOTS if slot in self.sentences])

    @property
    def speakers(self) -> tuple[Match, ...]:
        """Whoever says something, once each, in the order of speaking."""
        said = [self.sentences[slot].match for slot in SLOTS if slot in self.sentences]
        return tuple({match.playbook.name: match for match in said}.values())

    @property
    def named(self) -> frozenset[str]:
        """All facts that the reply names."""
        return frozenset[str]().union(*(sentence.named for sentence in self.sentences.values()))

    @property
    def wordings(self) -> tuple[Wording, ...]:
        """Whose words stand where, in the order of the slots."""
        said = ((slot, self.sentences[slot]) for slot in SLOTS if slot in self.sentences)
        return tuple(Wording(one.match.playbook.name, slot, one.variant.key, len(one.text)) for slot, one in said)

    @property
    def substance(self) -> Match:
        """The playbook that answers what was asked."""
        return self.sentences["substance"].match


@dataclass(frozen=True, slots=True)
class Speech:
    """What there is to speak from: what is known, in which language, and how wordings fared."""

    known: Known
    lang: str
    records: Records


def compose(matches: Sequence[Match], known: Known, lang: str, records: Records) -> tuple[list[Draft], set[Gap]]:
    """Draft a reply in each tone that has a substance, and name the facts that kept texts back."""
    gaps: set[Gap] = set()
    speech = Speech(known, lang, records)
    drafts = [draft for tone in TONES if (draft := _draft(matches, speech, tone, gaps))]
    return drafts, gaps


def is_rival(match: Match, winner: Match) -> bool:
    """Tell a playbook that had another answer of the same kind: none of it belongs around the winner's."""
    mine, theirs = match.playbook, winner.playbook
    return mine.kind == theirs.kind and bool(mine.substance) and mine.name != theirs.name


def joined(texts: Sequence[str]) -> str:
    """Put sentences after one another; Chinese has no space between them."""
    return "".join(
        text if not number or texts[number - 1].endswith(_UNSPACED_ENDS) else f" {text}"
        for number, text in enumerate(texts)
    )


def _draft(matches: Sequence[Match], speech: Speech, tone: Tone, gaps: set[Gap]) -> Draft | None:
    substance = _fill("substance", matches, speech, tone, gaps)
    if substance is None:
        return None
    around = [match for match in matches if not is_rival(match, substance.match)]
    if substance.match.playbook.approved:
        around = [substance.match]
    sentences: dict[Slot, Sentence] = {"substance": substance}
    for slot in SLOTS:
        # After a question the next word is the customer's: a time of ours would begin to run before it.
        silent = slot == "substance" or (slot == "closing" and substance.variant.asks)
        sentence = None if silent else _fill(slot, around, speech, tone, gaps)
        if sentence:
            sentences[slot] = sentence
    return next((draft for draft in _shorter(Draft(tone, speech.lang, sentences)) if fits(draft.text)), None)


def _fill(slot: Slot, matches: Sequence[Match], speech: Speech, tone: Tone, gaps: set[Gap]) -> Sentence | None:
    """Let the first playbook speak that has a text for this slot, language and tone, and knows its facts."""
    for match in matches:
        playbook = match.playbook
        if not match.speaks_in(slot):
            continue
        needs = playbook.needs | {f"shop.policies.{policy}" for policy in playbook.promises}
        # An approved text stands in the order in which it was approved.
        fixed = not speech.records or playbook.approved or playbook.kind == "danger"
        pick = None if fixed else chooser(speech.records, playbook.name, slot)
        wordings = playbook.fragment(slot).get(speech.lang, {}).get(tone, ())
        choice = choose(wordings, needs, speech.known, speech.lang, pick)
        gaps.update((playbook.name, fact) for fact in choice.missing)
        if choice.text and choice.variant and fits(choice.text):
            return Sentence(match, choice.text, choice.named, choice.variant)
    return None


def _shorter(draft: Draft) -> Iterator[Draft]:
    """Give the draft, without its spare slots where it is too long to read on a phone."""
    kept = dict(draft.sentences)
    for slot in _SPARE:
        if len(Draft(draft.tone, draft.lang, kept).text) > COMFORTABLE:
            kept.pop(slot, None)
    yield Draft(draft.tone, draft.lang, kept)
