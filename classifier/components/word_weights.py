"""Adds up what the learned weights say of a text, and remembers which of its words said so."""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc

from classifier.features import Features, Token, features_of
from classifier.weights import Floats, Weights, load_weights

# A word that says less than a third of what the strongest says is not what moved the verdict.
SHARE: Final = 0.33
# In log-odds: less moves a probability by under two points.
LEAST: Final = 0.08
# A longer quote is no longer what the eye is sent to.
LONGEST: Final = 8

# Weight in log-odds, and the place in the text.
Place = tuple[float, int, int]


@Language.factory("word_weights")
def make_word_weights(nlp: Language, name: str) -> "WordWeights":
    """Build the component on the shipped weights."""
    del nlp, name  # spaCy hands them to every factory; the weights are the same in all languages
    return WordWeights(load_weights())


class WordWeights:
    """Set `doc.user_data["learned"]`: the log-odds of each label, and its words."""

    def __init__(self, weights: Weights) -> None:
        self._weights = weights

    def __call__(self, doc: Doc) -> Doc:
        """Read the text anew: the features are finer than spaCy's tokens."""
        features = features_of(doc.text)
        doc.user_data["learned"] = Learned(self._weights, features, self._weights.contributions(features))
        return doc


@dataclass
class Learned:
    """What the weights say of one text: `rows` (features, labels) in log-odds."""

    weights: Weights
    features: Features
    rows: Floats

    def of(self, labels: Sequence[str]) -> Floats:
        """Log-odds of these labels, before calibration; 0 for one that has no weights."""
        total = np.append(self.weights.log_odds(self.rows), np.float32(0))
        found: Floats = total[self.weights.columns(tuple(labels))]
        return found

    def places(self, label: str) -> list[Place]:
        """List the runs of words that speak for a label, strongest first."""
        if label not in self.weights.labels or not self.features.tokens:
            return []
        shares = self._by_token(self.weights.labels.index(label))
        spoken = [share if _is_word(token) else 0.0 for share, token in zip(shares, self.features.tokens, strict=True)]
        least = max(LEAST, SHARE * max(spoken))
        runs = [run for run in _runs([share >= least for share in spoken]) if spoken[run[0]] > 0]
        telling = [run for run in runs if not self._is_lone_character(run)]
        return sorted((self._place(run, spoken) for run in telling or runs), reverse=True)

    def _is_lone_character(self, run: range) -> bool:
        """One Chinese character is seldom a word, and quoted alone explains nothing."""
        return len(run) == 1 and self.features.tokens[run[0]].kind == "han"

    def _by_token(self, column: int) -> list[float]:
        """Share what a feature says between its first and its last token."""
        half = self.rows[:, column] / 2
        size = len(self.features.tokens)
        first = np.bincount(self.features.firsts, half, minlength=size)
        last = np.bincount(self.features.lasts, half, minlength=size)
        return [float(share) for share in first + last]

    def _place(self, run: range, spoken: Sequence[float]) -> Place:
        tokens = self.features.tokens
        return sum(spoken[at] for at in run), tokens[run[0]].start, tokens[run[-1]].end


def _runs(chosen: Sequence[bool]) -> Iterator[range]:
    """Join chosen neighbours, also over one word between them, to quotes of at most `LONGEST`."""
    run: range | None = None
    for at in (at for at, taken in enumerate(chosen) if taken):
        if run is not None and at - run[-1] <= 2 and at - run[0] < LONGEST:
            run = range(run[0], at + 1)
            continue
        if run is not None:
            yield run
        run = range(at, at + 1)
    if run is not None:
        yield run


def _is_word(token: Token) -> bool:
    """Leave out what explains nothing to a reader: commas, numbers, links, names."""
    return token.kind in {"word", "han"} or token.form[0] in "!?" or unicodedata.category(token.form[0]) == "So"
