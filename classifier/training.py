"""Fits the odds before any word and the trust in the words of each label, so that scores are probabilities.

Only these few numbers are learnt from labelled messages: which words count, and how much against each other, is
written by hand. Run `python -m classifier.training FILE LANG...` and copy what it prints into `classifier/model`.
"""

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import yaml

from classifier.evaluation import GoldRow
from classifier.pipeline import DEMEANOURS, build_pipeline, load_model
from classifier.taxonomy import INTENTS, TYPES, Axis

Floats = npt.NDArray[np.float64]
Evidence = Sequence[Mapping[str, float]]
# Bias and scale of each label.
Odds = dict[str, tuple[float, float]]

PLAIN: Final = {"motive": "none", "intent": "other"}

# How far a number may leave its hand-written start: one unit costs as much as half a message misjudged.
STAY: Final = 0.5
# With fewer rows where the words and the label meet, a fit is a guess.
FEWEST: Final = 5
STEPS: Final = 3_000
# Small enough to settle on these convex problems, large enough to do so within the steps.
RATE: Final = 0.1
# Ahead by this much: enough to win a tie, too little to move a score.
PLAIN_LEAD: Final = 0.1
# Two in a thousand: finer than the sample can tell.
DIGITS: Final = 2


def fit(lang: str, rows: Sequence[GoldRow]) -> dict[str, dict[str, float]]:
    """Find biases and scales of one language from its labelled rows."""
    nlp = build_pipeline(lang)
    evidence = [nlp(row["text"]).user_data["evidence"] for row in rows]
    odds = _fit_demeanours(evidence, rows)
    odds |= _fit_axis("motive", TYPES[Axis.MOTIVE], evidence, [row["motive"] for row in rows])
    odds |= _fit_axis("intent", INTENTS, evidence, [row["intent"] for row in rows])
    return {
        "biases": {label: round(bias, DIGITS) for label, (bias, _) in odds.items()},
        # A negative trust would turn words against their own label: a sign of too few rows, not of a finding.
        "scales": {label: round(max(0.1, scale), DIGITS) for label, (_, scale) in odds.items()},
    }


def _fit_demeanours(evidence: Evidence, rows: Sequence[GoldRow]) -> Odds:
    odds: Odds = {}
    for type_ in DEMEANOURS:
        gold = np.array([float(type_ in row["demeanour"]) for row in rows])
        column = _column(evidence, f"demeanour:{type_}")
        # Fewer hits say more about the rows than about the words; then the hand-set odds stay.
        if ((column > 0) & (gold > 0)).sum() >= FEWEST:
            odds[f"demeanour:{type_}"] = _fit_alone(column, gold)
    return odds


def _fit_axis(axis: str, types: Sequence[str], evidence: Evidence, golds: Sequence[str]) -> Odds:
    labels = [f"{axis}:{type_}" for type_ in types]
    table = np.stack([_column(evidence, label) for label in labels], axis=1)
    bias, scale = _fit_exclusive(table, np.array([types.index(gold) for gold in golds]))
    # What these rows hardly have is not rare among our customers: it keeps at least its hand-set odds.
    plain = types.index(PLAIN[axis])
    hand = np.array([load_model("every").biases[label] for label in labels])
    seldom = np.array([golds.count(type_) < FEWEST for type_ in types])
    bias = np.where(seldom, np.maximum(bias, hand + bias[plain] - hand[plain]), bias)
    scale = np.where(seldom, np.maximum(scale, 1.0), scale)
    # Where no word speaks, nothing but "none of these" may be the best guess: evidence or nothing.
    bias[plain] = max(bias[plain], np.delete(bias, plain).max() + PLAIN_LEAD)
    return {label: (float(b), float(s)) for label, b, s in zip(labels, bias, scale, strict=True)}


def _column(evidence: Evidence, label: str) -> Floats:
    return np.array([one[label] for one in evidence], dtype=np.float64)


def _fit_alone(evidence: Floats, gold: Floats) -> tuple[float, float]:
    """Fit one label that holds or not, by logistic regression on its evidence."""
    parameters = np.array([-2.5, 1.0])
    start = parameters.copy()
    inputs = np.stack([np.ones_like(evidence), evidence], axis=1)
    for _ in range(STEPS):
        given = 1 / (1 + np.exp(-inputs @ parameters))
        slope = inputs.T @ (given - gold) + STAY * (parameters - start)
        parameters -= RATE * slope / len(gold) * 10
    return float(parameters[0]), float(parameters[1])


def _fit_exclusive(evidence: Floats, gold: npt.NDArray[np.int64]) -> tuple[Floats, Floats]:
    """Fit labels of which one holds, by multinomial regression with a bias and a scale each."""
    count = evidence.shape[1]
    wanted = np.eye(count)[gold]
    bias, scale = np.zeros(count), np.ones(count)
    for _ in range(STEPS):
        odds = bias + scale * evidence
        odds -= odds.max(axis=1, keepdims=True)
        given = np.exp(odds)
        given /= given.sum(axis=1, keepdims=True)
        wrong = given - wanted
        bias -= RATE * 10 * (wrong.sum(axis=0) + STAY * bias) / len(gold)
        scale -= RATE * 10 * ((wrong * evidence).sum(axis=0) + 4 * STAY * (scale - 1)) / len(gold)
    return bias, scale


def main(file: Path, langs: Sequence[str]) -> None:
    """Print the fitted numbers of each language as YAML."""
    rows: list[GoldRow] = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
    for lang in langs:
        own = [row for row in rows if row["lang"] == lang]
        print(f"# {lang}: fitted on {len(own)} rows")  # noqa: T201  (the numbers are for copying)
        print(yaml.safe_dump(fit(lang, own), sort_keys=False))  # noqa: T201


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
