"""Brings the messages of one turn together: all that a customer wrote since our last reply is one card."""

from dataclasses import replace

from classifier.assessment import Assessment, Flag, Verdict
from classifier.taxonomy import PLAIN_TYPES, Axis


def merge_turn(previous: Assessment, latest: Assessment) -> Assessment:
    """Lay the latest message over the turn so far.

    The strongest flags stay, the latest intent that is not `other` counts, and the mood is the latest message's,
    unless that only asked for attention ("??").
    """
    mood = previous if latest.nudge and not previous.nudge else latest
    verdicts = {**previous.verdicts, **latest.verdicts}
    if Axis.DEMEANOUR in mood.verdicts:
        verdicts[Axis.DEMEANOUR] = mood.verdicts[Axis.DEMEANOUR]
    verdicts |= _motive(previous, latest)
    return replace(
        latest,
        lang=mood.lang,
        verdicts=verdicts,
        demeanours=mood.demeanours,
        intent=previous.intent if latest.intent.best.type == "other" else latest.intent,
        flags=_strongest(previous.flags + latest.flags),
        trend=mood.trend,
        scores=mood.scores,
        nudge=previous.nudge and latest.nudge,
    )


def _motive(previous: Assessment, latest: Assessment) -> dict[Axis, Verdict]:
    before, after = previous.verdicts.get(Axis.MOTIVE), latest.verdicts.get(Axis.MOTIVE)
    if before is not None and (after is None or after.best.type in PLAIN_TYPES):
        return {Axis.MOTIVE: before}
    return {}


def _strongest(flags: tuple[Flag, ...]) -> tuple[Flag, ...]:
    ranked = sorted(flags, key=lambda flag: (flag.tier != "page", -flag.score))
    best: dict[str, Flag] = {}
    for flag in ranked:
        best.setdefault(flag.type, flag)
    return tuple(best.values())
