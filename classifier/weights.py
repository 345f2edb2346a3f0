"""The learned weights: a table of features and labels, small enough to ship and quick enough to look up."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from classifier.features import BUCKETS, Features

WEIGHTS_FILE: Final = Path(__file__).parent / "model" / "weights.npz"
# Weights are kept in steps of a 127th of the label's largest; finer steps change no verdict.
STEPS: Final = 127

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Weights:
    """`table` (BUCKETS, labels) in steps of `steps` (labels,); `rarity` (BUCKETS,) is what a feature counts for."""

    labels: tuple[str, ...]
    table: npt.NDArray[np.int8]
    steps: Floats
    biases: Floats
    rarity: Floats

    def contributions(self, features: Features) -> Floats:
        """Say what each feature adds to each label's log-odds: (features, labels)."""
        worth = worth_of(features, self.rarity)
        rows: Floats = self.table[features.ids].astype(np.float32) * self.steps * worth[:, None]
        return rows

    def log_odds(self, rows: Floats) -> Floats:
        """Add the contributions of a text up, before calibration: (labels,)."""
        total: Floats = rows.sum(axis=0) + self.biases
        return total

    def columns(self, labels: tuple[str, ...]) -> list[int]:
        """Find the columns of labels; -1 for one that has none."""
        return _columns(self.labels, labels)

    def keeping(self, labels: Iterable[str], of: "Weights") -> "Weights":
        """Give these weights with the columns that others have for some labels."""
        table, steps, biases = self.table.copy(), self.steps.copy(), self.biases.copy()
        for label in labels:
            mine, theirs = self.labels.index(label), of.labels.index(label)
            table[:, mine], steps[mine], biases[mine] = of.table[:, theirs], of.steps[theirs], of.biases[theirs]
        return replace(self, table=table, steps=steps, biases=biases)

    def save(self, path: Path = WEIGHTS_FILE) -> None:
        """Write the file that is shipped."""
        unfinished = path.with_suffix(".new.npz")  # a half-written file would stop the bot
        np.savez_compressed(
            unfinished,
            labels=np.array(self.labels),
            table=self.table,
            steps=self.steps,
            biases=self.biases,
            rarity=self.rarity.astype(np.float16),
        )
        unfinished.replace(path)


@cache
def load_weights(path: Path = WEIGHTS_FILE) -> Weights:
    """Read the shipped weights, once for all languages."""
    with np.load(path, allow_pickle=False) as file:
        table = file["table"]
        if len(table) != BUCKETS:
            raise ValueError(f"{path.name} has {len(table)} features, the program {BUCKETS}; run `triage train`")
        return Weights(
            labels=tuple(str(label) for label in file["labels"]),
            table=table,
            steps=file["steps"],
            biases=file["biases"],
            rarity=file["rarity"].astype(np.float32),
        )


@cache
def _columns(known: tuple[str, ...], labels: tuple[str, ...]) -> list[int]:
    return [known.index(label) if label in known else -1 for label in labels]


def worth_of(features: Features, rarity: Floats) -> Floats:
    """Weigh the features of one text by their rarity, to the length of one: long texts count no more than short."""
    worth = rarity[features.ids]
    length = float(np.sqrt((worth * worth).sum()))
    scaled: Floats = worth / length if length else worth
    return scaled
