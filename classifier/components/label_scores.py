"""Turns the marked words into one probability for each label: a small logistic model whose weights have reasons."""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping

from spacy.language import Language
from spacy.tokens import Doc, Span

# A second insult adds half of the first, a third a quarter; more is noise.
REPEATS = (1.0, 0.5, 0.25)
# exp() of more than this is certainty already, and stays finite.
CERTAIN = 30.0

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
    """Build the scorer; `odds` has a bias and a scale for each label."""
    strangers = sorted(set(links) - set(odds))
    if strangers:
        raise ValueError(f"{name}: {', '.join(strangers)} need odds as well: the bias before any word, and a scale")
    del nlp  # spaCy hands it to every factory; the model here is arithmetic
    return LabelScores(weights, links, odds, exclusive)


class LabelScores:
    """Write `doc.cats` and, in `doc.user_data["because"]`, the spans that moved each label up, strongest first.

    `weights`: feature -> label -> log-odds. `links`: how much of another label's evidence a label takes over
    (a negative share: it speaks against it). Labels of an `exclusive` axis share one probability mass.
    """

    def __init__(self, weights: Weights, links: Weights, odds: Weights, exclusive: Iterable[str]) -> None:
        self._weights, self._links = weights, links
        self._biases = {label: one["bias"] for label, one in odds.items()}
        self._scales = {label: one["scale"] for label, one in odds.items()}
        self._exclusive = frozenset(exclusive)
        # What each label has before any word is read.
        self.priors = self._probabilities(dict.fromkeys(odds, 0.0))

    def __call__(self, doc: Doc) -> Doc:
        """Score the doc and hand it on."""
        because = self._contributions(doc)
        direct = {label: sum(weight for weight, _ in spans) for label, spans in because.items()}
        evidence = {label: direct.get(label, 0.0) + self._linked(label, direct) for label in self._biases}
        doc.cats = self._probabilities(evidence)
        doc.user_data["evidence"] = evidence
        doc.user_data["because"] = {label: self._spans(label, because) for label in self._biases}
        return doc

    def _contributions(self, doc: Doc) -> dict[str, list[tuple[float, Span]]]:
        marked: dict[str, list[Span]] = defaultdict(list)
        for group in doc.spans.values():
            for span in group:
                marked[f"{span.label_}/{span.id_}"].append(span)
        contributions: dict[str, list[tuple[float, Span]]] = defaultdict(list)
        for feature, spans in marked.items():
            for label, weight in self._weights.get(feature, {}).items():
                for repeat, span in zip(REPEATS, _apart(spans), strict=False):
                    contributions[label].append((weight * repeat, span))
        return contributions

    def _linked(self, label: str, direct: Mapping[str, float]) -> float:
        return sum(share * max(0.0, direct.get(other, 0.0)) for other, share in self._links.get(label, {}).items())

    def _spans(self, label: str, because: Mapping[str, list[tuple[float, Span]]]) -> list[Span]:
        linked = [other for other, share in self._links.get(label, {}).items() if share > 0]
        found = [pair for source in (label, *linked) for pair in because.get(source, ()) if pair[0] > 0]
        return [span for _, span in sorted(found, key=lambda pair: -pair[0])]

    def _probabilities(self, evidence: Mapping[str, float]) -> dict[str, float]:
        odds = {
            label: max(-CERTAIN, min(CERTAIN, bias + self._scales[label] * evidence[label]))
            for label, bias in self._biases.items()
        }
        totals: dict[str, float] = defaultdict(float)
        for label, value in odds.items():
            totals[_axis(label)] += math.exp(value)
        return {
            label: math.exp(value) / totals[_axis(label)]
            if _axis(label) in self._exclusive
            else 1 / (1 + math.exp(-value))
            for label, value in odds.items()
        }


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
