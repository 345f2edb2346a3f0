"""Draws the messages of a blind reading: `python tests/bench/blind/sample.py COUNT SEED [--each] [EARLIER...] > sample.jsonl`.

Stratified over language, intent and demeanour as people labelled them. As a rule each stratum has its share of the sample,
so the reading stands for the messages as they are; with `--each` the strata are gone through in turn, so that
rare ones are read as often as common ones. Texts that no customer wrote (labelled calm, none, other
and near or proxy to a shop) are left out: nobody would answer them. So are the messages of EARLIER samples.
"""

import argparse
import json
import random
import sys
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from machine import MESSAGES

Row = Mapping[str, Any]


def rows(seen: frozenset[str]) -> list[Row]:
    """Read what somebody would answer and nobody has read before."""
    every = [json.loads(line) for line in MESSAGES.read_text(encoding="utf-8").splitlines()]
    return [row for row in every if row["id"] not in seen and (_is_asked(row) or row["fit"] == "direct")]


def _is_asked(row: Row) -> bool:
    return not (row["intent"] == "other" and row["demeanour"] == ["calm"])


def stratum(row: Row) -> tuple[str, str, str]:
    """Name the stratum of a message."""
    return row["lang"], row["intent"], row["demeanour"][0]


def by_share(asked: Sequence[Row], count: int, chance: random.Random) -> list[Row]:
    """Walk the messages in the order of their strata in equal steps: each stratum has its share, rounded by chance."""
    if not 0 < count <= len(asked):
        raise SystemExit(f"{count} messages asked for; there are 1 to {len(asked)} to draw")
    mixed = chance.sample(asked, len(asked))
    ordered = sorted(mixed, key=stratum)
    step = len(ordered) / count
    start = chance.random() * step
    return [ordered[int(start + number * step)] for number in range(count)]


def one_each(asked: Sequence[Row], count: int, chance: random.Random) -> list[Row]:
    """Take one message of each stratum in turn until there are enough."""
    strata: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
    for row in chance.sample(asked, len(asked)):
        strata[stratum(row)].append(row)
    keys = chance.sample(sorted(strata), len(strata))
    drawn: list[Row] = []
    while len(drawn) < count and any(strata.values()):
        drawn += [strata[key].pop() for key in keys if strata[key]]
    return drawn[:count]


def main() -> None:
    """Print the sample, shuffled, without its labels."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("count", type=int)
    parser.add_argument("seed", type=int)
    parser.add_argument("earlier", nargs="*", type=Path)
    parser.add_argument("--each", action="store_true")
    asked = parser.parse_args()
    chance = random.Random(asked.seed)
    earlier = [line for file in asked.earlier for line in file.read_text(encoding="utf-8").splitlines()]
    left = rows(frozenset(json.loads(line)["id"] for line in earlier))
    drawn = (one_each if asked.each else by_share)(left, asked.count, chance)
    for row in chance.sample(drawn, len(drawn)):
        print(json.dumps({key: row[key] for key in ("id", "lang", "text")}, ensure_ascii=False))


if __name__ == "__main__":
    main()
