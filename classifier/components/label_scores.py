"""Turns the marked words and the learned weights into one probability for each label, with the words behind it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Final

import numpy as np
import numpy.typing as npt
from spacy.language import Language
from spacy.tokens import Doc, Span

from classifier.components.word_weights import Learned, Place

# A second insult adds half of the first, a third a quarter; more is noise.
REPEATS = (1.0, 0.5, 0.25)
# exp() of more than this is certainty already, and stays finite.
CERTAIN = 30.0
# What is less likely than this is on no screen, so nobody looks for its words. Dangers are shown early.
EXPLAINED: Final = 0.1
DANGER_EXPLAINED: Final = 0.02

Weights = Mapping[str, Mapping[str, float]]


@Language.factory(
    "label_scores",
    default_config={"weights": {}, "links": {}, "odds": {}, "exclusive": []},
)
def make_label_scores(
    nlp: Language,
    name: str,
    weights: dict[str, dict[str, float]],
    links: dict[str, dict[str, float]],
    odds: dict[str, dict[str, float]],
    exclusive: list[str],
) -> "LabelScores":
    """Build the scorer; `odds` has for each label its bias, the trust in its cues and in the learned weights."""
    strangers = sorted(set(links) - set(odds))
    if strangers:
        raise ValueError(f"{name}: {', '.join(strangers)} need odds as well: a bias, and the trust in cues and weights")
    del nlp  # spaCy hands it to every factory; the model here is arithmetic
    return LabelScores(weights, links, odds, exclusive)


class LabelScores:
    """Write `doc.cats` and, in `doc.user_data["because"]`, the places that moved each label up, strongest first.

    `weights`: feature -> label -> log-odds. `links`: how much of another label's evidence a label takes over
    (a negative share: it speaks against it). Labels of an `exclusive` axis share one probability mass.
    """

    def __init__(self, weights: Weights, links: Weights, odds: Weights, exclusive: Iterable[str]) -> None:
        self._weights, self._links, self._odds = weights, links, odds
        self._labels = tuple(odds)
        self._bias, self._cues, self._learned = (_column(odds, name) for name in ("bias", "cues", "learned"))
        self._shared = [self._columns_of(axis) for axis in exclusive]
        self._place = {label: at for at, label in enumerate(odds)}
        # How often each label occurs, which the best guess may lean against.
        self.priors = {label: one["usual"] for label, one in odds.items()}

    def __call__(self, doc: Doc) -> Doc:
        """Score the doc and hand it on."""
        because = self._contributions(doc)
        evidence = self._evidence(because)
        learned: Learned = doc.user_data["learned"]
        doc.cats = dict(zip(self._labels, self._probabilities(evidence, learned), strict=True))
        doc.user_data["evidence"] = evidence
        doc.user_data["because"] = {
            label: self._places(label, because, learned)
            for label, score in doc.cats.items()
            # A cue of danger may page by itself, however unlikely the rest of the message makes it.
            if score >= _explained(label) or (label in because and _axis(label) == "flag")
        }
        return doc

    def _columns_of(self, axis: str) -> npt.NDArray[np.int64]:
        return np.array([at for at, label in enumerate(self._labels) if _axis(label) == axis], dtype=np.int64)

    def _evidence(self, because: Mapping[str, list[Place]]) -> dict[str, float]:
        """Sum the cues of each label, and what it takes over from others; labels without any are left out."""
        direct = {label: sum(weight for weight, *_ in places) for label, places in because.items()}
        evidence = dict(direct)
        for label, shares in self._links.items():
            linked = sum(share * max(0.0, direct.get(other, 0.0)) for other, share in shares.items())
            if linked:
                evidence[label] = evidence.get(label, 0.0) + linked
        return evidence

    def _contributions(self, doc: Doc) -> dict[str, list[Place]]:
        marked: dict[str, list[Span]] = defaultdict(list)
        for group in doc.spans.values():
            for span in group:
                marked[f"{span.label_}/{span.id_}"].append(span)
        contributions: dict[str, list[Place]] = defaultdict(list)
        for feature, spans in marked.items():
            for label, weight in self._weights.get(feature, {}).items():
                for repeat, span in zip(REPEATS, _apart(spans), strict=False):
                    contributions[label].append((weight * repeat, span.start_char, span.end_char))
        return contributions

    def _places(self, label: str, because: Mapping[str, list[Place]], learned: Learned) -> list[Place]:
        sources = {label: 1.0, **self._links.get(label, {})}
        odds = self._odds[label]
        found = [
            (odds["cues"] * share * weight, start, end)
            for source, share in sources.items()
            for weight, start, end in because.get(source, ())
        ]
        found += [(odds["learned"] * weight, start, end) for weight, start, end in learned.places(label)]
        return sorted((place for place in found if place[0] > 0), reverse=True)

    def _probabilities(self, evidence: Mapping[str, float], learned: Learned) -> list[float]:
        cues = np.zeros(len(self._labels))
        for label, value in evidence.items():
            cues[self._place[label]] = value
        odds = np.clip(self._bias + self._cues * cues + self._learned * learned.of(self._labels), -CERTAIN, CERTAIN)
        scores: npt.NDArray[np.float64] = 1 / (1 + np.exp(-odds))
        for columns in self._shared:
            mass = np.exp(odds[columns])
            scores[columns] = mass / mass.sum()
        return [float(score) for score in scores]


def _explained(label: str) -> float:
    return DANGER_EXPLAINED if _axis(label) == "flag" else EXPLAINED


def _column(odds: Weights, name: str) -> npt.NDArray[np.float64]:
    return np.array([one[name] for one in odds.values()])


def _axis(label: str) -> str:
    return label.partition(":")[0]


def _apart(spans: Iterable[Span]) -> list[Span]:
    """Keep the longest of overlapping spans, so that "very very angry" counts once for each place."""
    kept: list[Span] = []
    taken: set[int] = set()
    for span in sorted(spans, key=lambda span: (-len(span), span.start)):
        if taken.isdisjoint(range(span.start, span.end)):
            kept.append(span)
            taken.update(range(span.start, span.end))
    return kept
