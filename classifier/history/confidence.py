"""How sure a verdict from figures may be: it grows with what was seen, and shrinks near a border."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log
from typing import Final

from classifier.assessment import Evidence, FactEvidence, Guess, Verdict
from classifier.taxonomy import UNKNOWN, Axis

# A rule on thin data is a coin with a slight lean; no rule on any data is more than 95 in 100 right.
LEAST: Final = 0.5
MOST: Final = 0.95
# After this many observations half of the way from LEAST to MOST is gone.
HALF_WAY: Final = 2.0
# A figure half as large again as the border is clearly past it.
CLEAR_FACTOR: Final = 1.5
# What the second guess gets of the remaining doubt: most mistakes land next door.
NEXT_DOOR: Final = 0.6


@dataclass(frozen=True, slots=True)
class Judgement:
    """A type with its score, the type it is most easily mistaken for, and the facts behind it."""

    type: str
    score: float
    second: str | None = None
    facts: tuple[FactEvidence, ...] = ()


def confidence(seen: float, clarity: float = 1.0) -> float:
    """Say how probable a rule's answer is after `seen` observations."""
    return LEAST + (MOST - LEAST) * clarity * seen / (seen + HALF_WAY)


def clarity(value: float, borders: Sequence[float]) -> float:
    """Say how far a ratio is from the nearest border: 0 on it, 1 at `CLEAR_FACTOR` beyond."""
    if value <= 0:
        return 1.0
    nearest = min(abs(log(value / border)) for border in borders)
    return min(1.0, nearest / log(CLEAR_FACTOR))


def verdict_from(axis: Axis, judgement: Judgement) -> Verdict:
    """Turn a judgement into a verdict; below `LEAST` it is a guess that nobody is shown."""
    best = Guess(judgement.type, judgement.score)
    second = None
    if judgement.second is not None:
        second = Guess(judgement.second, min(judgement.score, (1 - judgement.score) * NEXT_DOOR))
    shown = judgement.type if judgement.score >= LEAST else UNKNOWN
    evidence: tuple[Evidence, ...] = judgement.facts
    return Verdict(axis, shown, judgement.score, best, second, evidence)
