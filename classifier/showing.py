"""Turns a best guess into a verdict: what an agent is shown, and what only stays a guess."""

from collections.abc import Sequence
from typing import Final

from classifier.assessment import Evidence, Guess, Verdict
from classifier.taxonomy import PLAIN_TYPES, UNKNOWN, Axis
from classifier.thresholds import thresholds

# Below this a second guess is noise.
SECOND: Final = 0.2


def verdict(axis: Axis, best: Guess, others: Sequence[Guess], evidence: tuple[Evidence, ...]) -> Verdict:
    """Conclude on one axis: shown with evidence above its threshold, `unknown` otherwise."""
    second = max(others, key=lambda guess: guess.score, default=None)
    if second is not None and second.score < SECOND:
        second = None
    shown = best.score >= thresholds().showing(axis, best.type) and (evidence or best.type in PLAIN_TYPES)
    return Verdict(axis, best.type if shown else UNKNOWN, best.score, best, second, evidence)
