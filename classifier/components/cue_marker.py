"""Marks the phrases of one axis in a text, so that scores can be counted and words can be shown."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc, Span, Token

from classifier.cue_patterns import CueTrie, Found

# "not at all happy": three words back is where a negation still reaches.
NEGATION_REACH = 3

Groups = Mapping[str, Mapping[str, Mapping[str, Any]]]


@Language.factory("cue_marker", default_config={"axis": "demeanour", "groups": {}, "negations": []})
def make_cue_marker(nlp: Language, name: str, axis: str, groups: dict[str, Any], negations: list[str]) -> "CueMarker":
    """Build the marker of one axis; `groups` is what `classifier.cue_files` reads."""
    if not axis:
        raise ValueError(f"{name}: axis must name the axis whose phrases are marked, got {axis!r}")
    return CueMarker(nlp, axis, groups, negations)


class CueMarker:
    """Write `doc.spans[axis]`; each span's label is the label key, its id the cue group."""

    def __init__(self, nlp: Language, axis: str, groups: Groups, negations: Sequence[str]) -> None:
        self.axis = axis
        self._trie = CueTrie(lambda chunk: [_key(token) for token in nlp.make_doc(chunk)])
        self._masks = {key for key, group in _flat(groups) if group.get("masks")}
        self._negatable = {key for key, group in _flat(groups) if group.get("negatable")}
        self._negations = frozenset(negations)
        for (label, name), group in _flat(groups):
            for phrase in group["phrases"]:
                self._trie.add(phrase, label, name)

    def __call__(self, doc: Doc) -> Doc:
        """Mark the doc and hand it on."""
        words = _words(doc)
        found = self._trie.find(words, opening=_opening(doc))
        kept = self._without_negated(words, self._without_masked(found))
        doc.spans[self.axis] = [Span(doc, one.start, one.end, label=one.label, span_id=one.group) for one in kept]
        return doc

    def _without_masked(self, found: list[Found]) -> list[Found]:
        if not self._masks:
            return found
        masks = [one for one in found if (one.label, one.group) in self._masks]
        covered = {at for mask in masks for at in range(mask.start, mask.end)}
        return masks + [one for one in found if not covered.intersection(range(one.start, one.end))]

    def _without_negated(self, words: Sequence[str], found: list[Found]) -> list[Found]:
        return [
            one
            for one in found
            if (one.label, one.group) not in self._negatable
            or self._negations.isdisjoint(words[max(0, one.start - NEGATION_REACH) : one.start])
        ]


def _words(doc: Doc) -> list[str]:
    """Spell the words once for all axes."""
    words: list[str] | None = doc.user_data.get("words")
    if words is None:
        words = doc.user_data["words"] = [_key(token) for token in doc]
    return words


def _key(token: Token) -> str:
    """Spell a word as cues do: contractions undone ("n't" is "not"), and Russian without the dots that few type."""
    return token.norm_.replace("ё", "е")


def _flat(groups: Groups) -> Iterable[tuple[tuple[str, str], Mapping[str, Any]]]:
    return (((label, name), group) for label, named in groups.items() for name, group in named.items())


def _opening(doc: Doc) -> int:
    """Skip the mentions and marks that a message may begin with."""
    return next((token.i for token in doc if not (token.is_punct or token.text.startswith("@"))), len(doc))
