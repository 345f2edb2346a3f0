"""Fits the odds, so that scores are probabilities: a bias and two trusts for each label and language.

Labelled messages give these few numbers and nothing else: no word of theirs is kept. Needs scikit-learn's
companion scipy, which `pip install triage-desk[train]` brings.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from classifier.odds import EVERYWHERE, LEARNED_ONLY, NUMBERS, Odds, scored_labels
from classifier.taxonomy import DEMEANOURS, FLAGS, INTENTS, PAGING, TYPES, Axis

Floats = npt.NDArray[np.float64]

# Where a fit begins: rare, cues as they were written, weights at half, for they have seen messages of ours only.
START: Final = (-2.5, 1.0, 0.5)
# What a unit away from the start costs, in messages misjudged: the bias is free, the trusts are held a little.
FREE: Final = np.array([0.01, 1.0, 1.0])
# The same for a language's own numbers, away from those of all languages together: a hundred messages move them.
HELD: Final = np.array([2.0, 10.0, 10.0])
# Of dangers the kept messages hold many, all ours, and the weights tell those apart better than real ones:
# more trust than this would make a danger of every "ya no quiero".
MOST_TRUST: Final = 1.0
# Fewer messages of a language say nothing about the language.
FEWEST: Final = 100
# Two in five messages written about danger hold one, at a desk one in a thousand, so at full weight every score of danger
# is too high: 121 development messages have one of self_harm above 0.05 instead of 53. Less weight was not tried.
ABOUT_DANGER: Final = 0.25
DIGITS: Final = 3


@dataclass(frozen=True, slots=True)
class Sample:
    """One labelled message: its labels, and what cues and weights said, by label. `real`: written by a customer.

    `about_danger`: from a file about danger; its labels count only for what pages somebody, and less (`ABOUT_DANGER`).
    """

    lang: str
    gold: frozenset[str]
    cues: Mapping[str, float]
    learned: Mapping[str, float]
    real: bool
    about_danger: bool = False


def calibrate(samples: Sequence[Sample]) -> dict[str, Odds]:
    """Fit all labels, for all languages together and for each that has enough messages."""
    everyday = [sample for sample in samples if not sample.about_danger]
    real = [sample for sample in samples if sample.real] or everyday
    usual = _usual(real, everyday)
    odds: dict[str, Odds] = {EVERYWHERE: {}}
    for group in _groups():
        rare = _is_rare(group[0])
        among = samples if group[0] in PAGING else everyday if rare else real
        together = _fit(among, group, np.tile(START, (len(group), 1)), FREE)
        odds[EVERYWHERE] |= _named(group, together, usual)
        if rare:
            continue  # a flag or a further axis has too few messages in any one language
        for lang in sorted({sample.lang for sample in real}):
            own = [sample for sample in real if sample.lang == lang]
            if len(own) >= FEWEST:
                fitted = _fit(own, group, together, HELD)
                odds.setdefault(lang, {}).update(_named(group, fitted, usual))
    return odds


def _groups() -> list[list[str]]:
    """Labels that are fitted together: of a motive and an intent one holds, the others hold or not."""
    exclusive = [
        [f"motive:{type_}" for type_ in TYPES[Axis.MOTIVE]],
        [f"intent:{type_}" for type_ in INTENTS],
    ]
    together = {label for group in exclusive for label in group}
    return [*exclusive, *([label] for label in scored_labels() if label not in together)]


def _is_rare(label: str) -> bool:
    axis = label.partition(":")[0]
    return axis == "flag" or axis in LEARNED_ONLY


def _usual(real: Sequence[Sample], samples: Sequence[Sample]) -> dict[str, float]:
    def share(label: str) -> float:
        among = samples if label.partition(":")[0] in LEARNED_ONLY else real
        return sum(label in sample.gold for sample in among) / max(len(among), 1)

    return {label: round(share(label), DIGITS) for label in scored_labels()}


def _named(group: Sequence[str], fitted: Floats, usual: Mapping[str, float]) -> Odds:
    return {
        label: {
            **{name: round(float(number), DIGITS) for name, number in zip(NUMBERS, numbers, strict=True)},
            "usual": usual[label],
        }
        for label, numbers in zip(group, fitted, strict=True)
    }


def _fit(samples: Sequence[Sample], group: Sequence[str], start: Floats, cost: Floats) -> Floats:
    """Find (labels, 3) numbers: by logistic regression for one label, by multinomial regression for several."""
    inputs = np.array(
        [[(1.0, one.cues.get(label, 0.0), one.learned.get(label, 0.0)) for label in group] for one in samples]
    )
    gold = np.array([[float(label in one.gold) for label in group] for one in samples])
    counts = np.array([[ABOUT_DANGER if one.about_danger else 1.0] for one in samples])
    most = MOST_TRUST if group[0].startswith("flag:") else None
    return _minimise(_Judged(inputs, gold, counts), np.asarray(start, dtype=np.float64), cost, most)


@dataclass(frozen=True, slots=True)
class _Judged:
    """What was said of messages, (messages, labels, 3), what holds, (messages, labels), what each counts for, (messages, 1)."""

    inputs: Floats
    gold: Floats
    counts: Floats


def _minimise(judged: _Judged, start: Floats, cost: Floats, most: float | None) -> Floats:
    from scipy.optimize import minimize

    inputs, gold, counts = judged.inputs, judged.gold, judged.counts
    single = gold.shape[1] == 1
    # A trust below nothing would turn words against their own label: a sign of too few messages, not of a finding.
    bounds = [(None, None), (0.0, None), (0.0, most)] * gold.shape[1]

    def loss(flat: Floats) -> tuple[float, Floats]:
        numbers = flat.reshape(start.shape)
        odds = np.einsum("nlk,lk->nl", inputs, numbers)
        total = np.logaddexp(0, odds[:, 0])[:, None] if single else np.logaddexp.reduce(odds, axis=1)[:, None]
        off = counts * (np.exp(odds - total) - gold)
        away = numbers - start
        missed = counts[:, 0] * (total[:, 0] - (odds * gold).sum(axis=1))
        value = float(missed.sum() + (cost * away * away).sum() / 2)
        slope: Floats = (np.einsum("nl,nlk->lk", off, inputs) + cost * away).ravel()
        return value, slope

    found: Floats = minimize(loss, start.ravel(), jac=True, method="L-BFGS-B", bounds=bounds).x
    return found.reshape(start.shape)


def gold_of(
    demeanour: Iterable[str], motive: str, intent: str, flags: Iterable[str], more: Iterable[tuple[str, str]] = ()
) -> frozenset[str]:
    """Spell a message's labels as label keys."""
    known = {
        *(f"demeanour:{type_}" for type_ in demeanour if type_ in DEMEANOURS),
        f"motive:{motive}",
        f"intent:{intent}",
        *(f"flag:{type_}" for type_ in flags if type_ in FLAGS),
        *(f"{axis}:{type_}" for axis, type_ in more if axis in LEARNED_ONLY),
    }
    return frozenset(known)
