"""Draws the messages of a blind reading: `python tests/bench/blind/sample.py COUNT SEED [EARLIER...] > sample.jsonl`.

Stratified over demeanour, intent and language as people labelled them: the strata are gone through in
turn, so that rare ones are read as often as common ones. Texts that no customer wrote (labelled calm, none, other
and near or proxy to a shop) are left out: nobody would answer them. So are the messages of EARLIER samples.
"""

import json
import random
import sys
from collections import defaultdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from machine import MESSAGES


def draw(count: int, seed: int, seen: frozenset[str]) -> list[dict[str, object]]:
    """Take one message of each stratum in turn until there are enough."""
    chance = random.Random(seed)
    strata: dict[tuple[str, str, str], list[dict[str, object]]] = defaultdict(list)
    for line in MESSAGES.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if row["id"] in seen:
            continue
        if row["intent"] == "other" and row["demeanour"] == ["calm"] and row["fit"] != "direct":
            continue
        strata[row["demeanour"][0], row["intent"], row["lang"]].append(row)
    keys = sorted(strata)
    chance.shuffle(keys)
    for key in keys:
        chance.shuffle(strata[key])
    drawn: list[dict[str, object]] = []
    while len(drawn) < count and any(strata.values()):
        drawn += [strata[key].pop() for key in keys if strata[key]]
    return drawn[:count]


if __name__ == "__main__":
    earlier = [line for name in sys.argv[3:] for line in Path(name).read_text(encoding="utf-8").splitlines()]
    for row in draw(int(sys.argv[1]), int(sys.argv[2]), frozenset(json.loads(line)["id"] for line in earlier)):
        print(json.dumps({key: row[key] for key in ("id", "lang", "text")}, ensure_ascii=False))
