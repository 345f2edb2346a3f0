"""Counts a blind reading: `python tests/bench/blind/score.py KEY READING...`.

A reading has a JSON line a pair: `n`, `A` and `B` each with `person`, `matter`, `tone`, `sendable` from 1 to 5, `better`
("A", "B" or "same") and `why`. A reply is sendable as is at 4 or 5. "same" counts half for each side.
"""

import json
import statistics
import sys
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

SCORES = ("person", "matter", "tone", "sendable")
SENDABLE = 4


def main(key_file: Path, readings: list[Path]) -> None:
    """Print the counts, whole and by language, demeanour and intent that were read."""
    key = json.loads(key_file.read_text(encoding="utf-8"))
    read = [
        json.loads(line) for file in readings for line in file.read_text(encoding="utf-8").splitlines() if line.strip()
    ]
    better: Counter[str] = Counter()
    scores: dict[str, dict[str, list[int]]] = {"ours": defaultdict(list), "macro": defaultdict(list)}
    groups: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for row in read:
        known = key[str(row["n"])]
        whose = {known["ours"]: "ours", ("B" if known["ours"] == "A" else "A"): "macro", "same": "same"}
        better[whose[row["better"]]] += 1
        for side in ("A", "B"):
            for name in SCORES:
                scores[whose[side]][name].append(row[side][name])
        _count_groups(groups, known, whose[row["better"]], sendable=row[known["ours"]]["sendable"] >= SENDABLE)
    _print(better, scores, groups)


def _count_groups(
    groups: dict[tuple[str, str], Counter[str]], known: dict[str, Any], won: str, *, sendable: bool
) -> None:
    named = (("language", known["lang"]), ("demeanour", known["demeanours"][0]), ("intent", known["intent"]))
    for group in (*named, *(("playbook", part) for part in known["parts"])):
        groups[group].update([won, "sendable" if sendable else "not sendable"])


def _print(
    better: Counter[str], scores: dict[str, dict[str, list[int]]], groups: dict[tuple[str, str], Counter[str]]
) -> None:
    total = better.total()
    share = (better["ours"] + better["same"] / 2) / total
    print(
        f"{total} pairs: ours {better['ours']}, macro {better['macro']}, same {better['same']}: preferred {share:.2f}"
    )
    for whose, found in scores.items():
        means = ", ".join(f"{name} {statistics.mean(found[name]):.2f}" for name in SCORES)
        as_is = sum(score >= SENDABLE for score in found["sendable"]) / total
        print(
            f"  {whose}: {means}; sendable as is {as_is:.2f}; counts 1 to 5 {[found['sendable'].count(n) for n in range(1, 6)]}"
        )
    for (kind, name), counts in sorted(groups.items(), key=lambda each: (each[0][0], -each[1].total())):
        print(f"  {kind:10} {name:22} {dict(counts)}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), [Path(name) for name in sys.argv[2:]])
