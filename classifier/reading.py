"""What one text says by itself, before history and conversation are weighed in. Plain values: no spaCy."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from classifier.assessment import TextEvidence


@dataclass(frozen=True, slots=True)
class Reading:
    """Probabilities by label key, the words behind each, and whether the text carries a judgement at all.

    `priors` are the probabilities before any word. `explicit` lists the flags whose words name the danger outright. `weak` texts (a link, an emoji, a text for a
    program) are read but never judged with confidence. A `nudge` only asks for attention: "??", "hello?".
    In a language we cannot read (`lang_known` false) silence of the cues means nothing, not calm.
    """

    lang: str
    scores: Mapping[str, float]
    evidence: Mapping[str, tuple[TextEvidence, ...]] = field(default_factory=dict)
    priors: Mapping[str, float] = field(default_factory=dict)
    explicit: frozenset[str] = frozenset()
    weak: bool = False
    nudge: bool = False
    length: int = 0
    lang_known: bool = True

    def score(self, label: str) -> float:
        """Look up a probability; what was not scored is 0."""
        return self.scores.get(label, 0.0)


@dataclass(frozen=True, slots=True)
class Earlier:
    """A message said before; `reading` where the customer wrote it and it is recent enough to be read."""

    who: Literal["customer", "agent"]
    at: datetime
    length: int
    reading: Reading | None = None
