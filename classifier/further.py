"""The axes beside demeanour, motive and intent, as far as the words of one message tell."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from classifier.assessment import Flag, Guess, Verdict
from classifier.reading import Reading
from classifier.showing import verdict
from classifier.taxonomy import OPTIONAL_AXES, TYPES, UNKNOWN, Axis

# A flag or the words make these at risk; who never bought or is gone already cannot become it.
MAY_BE_AT_RISK: Final = frozenset({UNKNOWN, "new", "one_time", "rare", "active", "returning", "loyal", "won_back"})
# Giving a shop another chance takes somebody who had turned away, or of whom we know nothing.
MAY_BE_WON_BACK: Final = frozenset({UNKNOWN, "returning", "at_risk", "sleeping", "lost"})


def further_verdicts(
    reading: Reading, flags: Sequence[Flag], known: Mapping[Axis, Verdict], axes_on: frozenset[Axis]
) -> dict[Axis, Verdict]:
    """Conclude on what the words show; `known` are the verdicts so far, which history has said more about.

    The optional axes only where the shop has switched them on.
    """
    if reading.weak:
        return {}
    found = {axis: concluded for axis, concluded in _from_words(reading, axes_on) if concluded.shown}
    if _settled(known.get(Axis.CAUTION)):
        found.pop(Axis.CAUTION, None)
    lifecycle = _lifecycle(reading, flags, known.get(Axis.LIFECYCLE))
    return found | ({Axis.LIFECYCLE: lifecycle} if lifecycle is not None else {})


def _from_words(reading: Reading, axes_on: frozenset[Axis]) -> Iterator[tuple[Axis, Verdict]]:
    for axis in (Axis.DECISION, Axis.CAUTION, *sorted(axes_on & OPTIONAL_AXES)):
        best, *others = _guesses(reading, axis, TYPES[axis])
        yield axis, verdict(axis, best, others, reading.evidence.get(f"{axis}:{best.type}", ()))


def _settled(past: Verdict | None) -> bool:
    """Tell whether history has named a caution: one message changes nothing about returns or rules bent."""
    return past is not None and past.shown and past.type != "none"


def _lifecycle(reading: Reading, flags: Sequence[Flag], past: Verdict | None) -> Verdict | None:
    """Who says that they leave is at risk, whatever their orders still say; who says that they try again, won back."""
    stands = past.type if past else UNKNOWN
    others = [past.best] if past else []
    leaving = next((flag for flag in flags if flag.type == "churn_threat"), None)
    if leaving is not None and stands in MAY_BE_AT_RISK:
        said_so = verdict(Axis.LIFECYCLE, Guess("at_risk", leaving.score), others, leaving.evidence)
        if said_so.shown:
            return said_so
    allowed = {"at_risk": MAY_BE_AT_RISK, "won_back": MAY_BE_WON_BACK}
    said = [
        verdict(Axis.LIFECYCLE, guess, others, reading.evidence.get(f"lifecycle:{guess.type}", ()))
        for guess in _guesses(reading, Axis.LIFECYCLE, [type_ for type_, may in allowed.items() if stands in may])
    ]
    return next((one for one in said if one.shown), None)


def _guesses(reading: Reading, axis: Axis, types: Sequence[str]) -> list[Guess]:
    scored = [Guess(type_, round(reading.score(f"{axis}:{type_}"), 4)) for type_ in types]
    return sorted(scored, key=lambda guess: -guess.score)
