"""Fits the odds before any word and the trust in the words of each label, so that scores are probabilities.

Only these few numbers are learnt from labelled messages: which words count, and how much against each other, is
written by hand. Run `python -m classifier.calibration FILE LANG...` and copy what it prints into `classifier/model`.
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
from classifier.pipeline import DEMEANOURS, build_pipeline
from classifier.taxonomy import INTENTS, TYPES, Axis

Floats = npt.NDArray[np.float64]

# How far a number may leave its hand-written start: one unit costs as much as half a message misjudged.
STAY: Final = 0.5
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
    biases: dict[str, float] = {}
    scales: dict[str, float] = {}
    for type_ in DEMEANOURS:
        label = f"demeanour:{type_}"
        gold = np.array([float(type_ in row["demeanour"]) for row in rows])
        _store(biases, scales, [label], _fit_alone(_column(evidence, label), gold))
    for axis, types, golds in (
        ("motive", TYPES[Axis.MOTIVE], [row["motive"] for row in rows]),
        ("intent", INTENTS, [row["intent"] for row in rows]),
    ):
        labels = [f"{axis}:{type_}" for type_ in types]
        table = np.stack([_column(evidence, label) for label in labels], axis=1)
        _store(biases, scales, labels, _fit_exclusive(table, np.array([types.index(gold) for gold in golds])))
    # Where no word speaks, nothing but "none of these" may be the best guess: evidence or nothing.
    for axis, plain in (("motive", "none"), ("intent", "other")):
        most = max(bias for label, bias in biases.items() if label.startswith(axis))
        biases[f"{axis}:{plain}"] = max(biases[f"{axis}:{plain}"], round(most + PLAIN_LEAD, DIGITS))
    return {"biases": biases, "scales": scales}


def _column(evidence: Sequence[Mapping[str, float]], label: str) -> Floats:
    return np.array([one[label] for one in evidence], dtype=np.float64)


def _fit_alone(evidence: Floats, gold: Floats) -> tuple[Floats, Floats]:
    """Fit one label that holds or not, by logistic regression on its evidence."""
    parameters = np.array([-2.5, 1.0])
    start = parameters.copy()
    inputs = np.stack([np.ones_like(evidence), evidence], axis=1)
    for _ in range(STEPS):
        given = 1 / (1 + np.exp(-inputs @ parameters))
        slope = inputs.T @ (given - gold) + STAY * (parameters - start)
        parameters -= RATE * slope / len(gold) * 10
    return parameters[:1], parameters[1:]


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


def _store(
    biases: dict[str, float], scales: dict[str, float], labels: Sequence[str], fitted: tuple[Floats, Floats]
) -> None:
    for label, bias, scale in zip(labels, *fitted, strict=True):
        biases[label] = round(float(bias), DIGITS)
        # A negative trust would turn words against their own label: a sign of too few rows, not of a finding.
        scales[label] = round(max(0.1, float(scale)), DIGITS)


def main(file: Path, langs: Sequence[str]) -> None:
    """Print the fitted numbers of each language as YAML."""
    rows: list[GoldRow] = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
    for lang in langs:
        own = [row for row in rows if row["lang"] == lang]
        print(f"# {lang}: fitted on {len(own)} rows")  # noqa: T201  (the numbers are for copying)
        print(yaml.safe_dump(fit(lang, own), sort_keys=False))  # noqa: T201


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
