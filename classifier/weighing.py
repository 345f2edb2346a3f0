"""Weighs what the text says with the conversation and the history: the only place where either changes a score.

A profile never moves a demeanour: nobody is judged angrier for being a poor customer.
"""

import math
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final

from classifier.assessment import Assessment, Evidence, FactEvidence, Flag, Guess, Intent, Trend, Verdict
from classifier.further import further_verdicts
from classifier.history.profile import Profile
from classifier.reading import Earlier, Reading
from classifier.showing import verdict
from classifier.taxonomy import DEMEANOURS, FLAGS, INTENTS, PAGED, PLAIN_TYPES, TYPES, UNKNOWN, Axis
from classifier.thresholds import thresholds
from classifier.turn import merge_turn

__all__ = ["merge_turn", "weigh"]

# Text never outvotes history here; what it adds is in `further.py`.
FROM_HISTORY: Final = (Axis.LIFECYCLE, Axis.VALUE, Axis.CAUTION, Axis.ADVOCACY)

# An anger of a minute ago turns an even chance into 73 in 100; it does not make a "thank you" angry.
CARRIED: Final = 1.0
# Moods last hours, not days: after half a day a carried mood counts half, yesterday's a quarter.
HALF_LIFE: Final = timedelta(hours=12)
# The second short message within ten minutes hints at hurry, the third and fourth say it (1 log-odds each).
PACE_WINDOW: Final = timedelta(minutes=10)
PACE_LENGTH: Final = 80
PACE_STEP: Final = 1.0
PACE_MOST: Final = 3
# The buying motive that past orders show tips an even chance to 73 in 100, no more: today may be different.
PAST_MOTIVE: Final = 1.0
# What cannot be judged with confidence stays at even odds, below every showing threshold.
EVEN: Final = 0.5
# `vulnerable` suppresses `dramatic` (desk.md), the more the surer it is: hardship stated as fact is no performance.
SUPPRESSED: Final = 0.8
SURE: Final = 0.2
# A type that occurs less than once in a hundred messages gets no more lead than one that does.
RAREST: Final = 0.01
# A change of tension smaller than this is within the scores' own error.
TREND_STEP: Final = 0.2
# "I want to talk to a manager" shares its words with a wish to die: where the wish is plain, so weak a hint is that. Of
# 255 dangers (tests/classifier/flag_messages.txt, paged_messages.txt) this loses none; with 0.10 for all three it would lose two.
PLAIN_INTENT: Final = 0.8
PLAIN_WORDS: Final[Mapping[str, float]] = MappingProxyType({"self_harm": 0.05, "safety": 0.1, "fraud": 0.1})


def weigh(
    reading: Reading,
    *,
    earlier: Sequence[Earlier] = (),
    profile: Profile | None = None,
    axes_on: frozenset[Axis] = frozenset(),
    now: datetime,
) -> Assessment:
    """Conclude what the message says of its writer, with the words and facts that say so."""
    flags = _flags(reading)
    moods, facts = _moods(reading, earlier, now)
    hardship = max((flag.score for flag in flags if flag.type == "vulnerable"), default=0.0)
    moods["dramatic"] *= 1 - SUPPRESSED * min(1.0, hardship / SURE)
    demeanours = _best_demeanours(moods, most=_most(reading, "calm"))
    verdicts = {
        Axis.DEMEANOUR: _demeanour(reading, moods, demeanours, facts),
        Axis.MOTIVE: _motive(reading, profile),
        **_from_history(profile),
    }
    verdicts |= further_verdicts(reading, flags, verdicts, axes_on)
    return Assessment(
        lang=reading.lang,
        verdicts=verdicts,
        demeanours=demeanours,
        intent=_intent(reading),
        flags=flags,
        trend=_trend(reading, earlier),
        scores={key: round(score, 4) for key, score in reading.scores.items()},
        nudge=reading.nudge,
    )


def _moods(
    reading: Reading, earlier: Sequence[Earlier], now: datetime
) -> tuple[dict[str, float], dict[str, tuple[FactEvidence, ...]]]:
    """Score the demeanours with what the conversation adds, and say what it added."""
    moods: dict[str, float] = {}
    facts: dict[str, tuple[FactEvidence, ...]] = {}
    messages = _pace(reading, earlier, now)
    for type_ in DEMEANOURS:
        push, said = _carried(type_, earlier, now)
        found = [FactEvidence("earlier message", said)] if said else []
        if type_ == "hurried" and messages > 1:
            push += PACE_STEP * min(messages - 1, PACE_MOST)
            minutes = int(PACE_WINDOW.total_seconds() // 60)
            found.append(FactEvidence("pace", f"{messages} short messages within {minutes} minutes"))
        score = _pushed(reading.score(f"demeanour:{type_}"), push)
        moods[type_] = min(score, EVEN) if reading.weak and not push else score
        facts[type_] = tuple(found)
    return moods, facts


def _carried(type_: str, earlier: Sequence[Earlier], now: datetime) -> tuple[float, str]:
    """Find the earlier message that carries most of a mood over, decayed by its age, and its words."""
    best, words = 0.0, ""
    for one in earlier:
        if one.reading is None or one.reading.weak:
            continue
        score = one.reading.score(f"demeanour:{type_}")
        spans = one.reading.evidence.get(f"demeanour:{type_}", ())
        push = CARRIED * score * 0.5 ** (max(timedelta(0), now - one.at) / HALF_LIFE)
        # A mood below even odds was not there, so it is not carried either.
        if score >= EVEN and spans and push > best:
            best, words = push, ", ".join(span.text for span in spans)
    return best, words


def _pace(reading: Reading, earlier: Sequence[Earlier], now: datetime) -> int:
    """Count the short messages in a row, this one included, that nobody has answered."""
    if not 0 < reading.length <= PACE_LENGTH:
        return 1
    count = 1
    for one in reversed(earlier):
        if one.who == "agent" or now - one.at > PACE_WINDOW:
            break
        count += one.length <= PACE_LENGTH
    return count


def _pushed(score: float, push: float) -> float:
    if push == 0:
        return score
    # A score of exactly 0 or 1 has no odds; a millionth more or less is the same verdict.
    safe = min(max(score, 1e-6), 1 - 1e-6)
    return 1 / (1 + math.exp(-math.log(safe / (1 - safe)) - push))


def _best_demeanours(moods: Mapping[str, float], *, most: float) -> tuple[Guess, ...]:
    cuts = thresholds().best
    passed = [Guess(type_, round(score, 4)) for type_, score in moods.items() if score >= cuts[type_]]
    if passed:
        return tuple(sorted(passed, key=lambda guess: -guess.score)[:2])
    # Calm is that nothing else holds.
    return (Guess("calm", round(min(most, math.prod(1 - score for score in moods.values())), 4)),)


def _most(reading: Reading, type_: str) -> float:
    """Say how sure anybody can be: not at all of a text that nobody wrote to us, nor of silence that we cannot read."""
    silence = type_ in PLAIN_TYPES or type_ == "other"
    return EVEN if reading.weak or (silence and not reading.lang_known) else 1.0


def _demeanour(
    reading: Reading,
    moods: Mapping[str, float],
    demeanours: Sequence[Guess],
    facts: Mapping[str, tuple[FactEvidence, ...]],
) -> Verdict:
    best = demeanours[0]
    words = reading.evidence.get(f"demeanour:{best.type}", ())
    evidence: tuple[Evidence, ...] = (*words, *facts.get(best.type, ()))
    others = [Guess(type_, round(score, 4)) for type_, score in moods.items() if type_ != best.type]
    return verdict(Axis.DEMEANOUR, best, others, evidence)


def _motive(reading: Reading, profile: Profile | None) -> Verdict:
    scores = {type_: reading.score(f"motive:{type_}") for type_ in TYPES[Axis.MOTIVE]}
    past = profile.verdicts.get(Axis.MOTIVE) if profile else None
    if past is not None and past.shown and past.type != "none":
        scores[past.type] *= math.exp(PAST_MOTIVE * past.score)
        total = sum(scores.values())
        scores = {type_: score / total for type_, score in scores.items()}
    else:
        past = None
    best, *others = _ranked(reading, Axis.MOTIVE, scores)
    added = past.evidence if past and past.type == best.type else ()
    return verdict(Axis.MOTIVE, best, others, (*reading.evidence.get(f"motive:{best.type}", ()), *added))


def _intent(reading: Reading) -> Intent:
    scores = {type_: reading.score(f"intent:{type_}") for type_ in INTENTS}
    best = _ranked(reading, "intent", scores)[0]
    evidence = reading.evidence.get(f"intent:{best.type}", ())
    # `other` says that none of the rest was found; like `calm` it needs no words.
    shown = best.score >= thresholds().showing("intent", best.type) and (evidence or best.type == "other")
    return Intent(best.type if shown else UNKNOWN, best.score, best, evidence)


def _is_plain(reading: Reading) -> bool:
    """Tell whether what is asked for is as good as certain."""
    return max(reading.score(f"intent:{type_}") for type_ in INTENTS) >= PLAIN_INTENT


def _flags(reading: Reading) -> tuple[Flag, ...]:
    found, plain = [], _is_plain(reading)
    for type_ in FLAGS:
        score, evidence = reading.score(f"flag:{type_}"), reading.evidence.get(f"flag:{type_}", ())
        if type_ in reading.explicit:
            score = max(score, thresholds().outright)  # the danger is named outright, whatever the rest sounds like
        elif reading.weak:
            continue  # thousands of letters, or words for a program: by chance alone some would sound like a danger
        if plain and score < PLAIN_WORDS.get(type_, 0):
            continue
        if evidence and score >= thresholds().showing("flag", type_):
            paged = type_ in PAGED and thresholds().calls(type_, score)
            found.append(Flag(type_, round(score, 4), "page" if paged else "check", evidence))
    return tuple(sorted(found, key=lambda flag: (flag.tier != "page", -flag.score)))


def _from_history(profile: Profile | None) -> dict[Axis, Verdict]:
    if profile is None:
        return {}
    return {axis: profile.verdicts[axis] for axis in FROM_HISTORY if axis in profile.verdicts}


def _ranked(reading: Reading, axis: str, scores: Mapping[str, float]) -> list[Guess]:
    """Rank the types with a lead for the rare ones: calling every doubt `none` would be right often, and useless."""
    lead = thresholds().lead[axis]

    def weight(type_: str) -> float:
        usual = max(reading.priors.get(f"{axis}:{type_}", 1.0), RAREST)
        return scores[type_] / math.pow(usual, lead)

    ranked = sorted(scores, key=weight, reverse=True)
    return [Guess(type_, round(min(scores[type_], _most(reading, type_)), 4)) for type_ in ranked]


def _trend(reading: Reading, earlier: Sequence[Earlier]) -> Trend:
    """Compare this message's tension with the customer's last one that had words."""
    before = [one.reading for one in earlier if one.reading is not None and not one.reading.weak]
    if not before or reading.weak:
        return "same"
    change = _tension(reading) - _tension(before[-1])
    if change >= TREND_STEP:
        return "worse"
    # Only who was tense can have calmed down.
    return "calmer" if change <= -TREND_STEP and _tension(before[-1]) >= EVEN else "same"


def _tension(reading: Reading) -> float:
    return max(reading.score("demeanour:angry"), reading.score("demeanour:hurried"))
