"""A week of 600 conversations a day: `python tests/bench/week.py [--days 7] [--rounds 3] [--show] [--only PART]`.

Pages: ordinary messages drawn with a seed from the labelled development messages, and three dangers a day, drawn from
messages that somebody wrote as a desk gets them; told are the share of dangers that was paged, the share of which
anything was flagged, and false pages a day, and the same shares of all these messages, of others that only hint at
danger, of some that were written to be unlike the corpus, and of lists by writers
who saw neither corpus nor classifier (`fresh.py`). A desk's day has what comes by chance: `ordinary_random_picks`; the other rows were picked for a cue. Waits by
value: what `fairness.py` simulates. Promises: a real bot whose agents promise, hand over and go while it is stopped
and killed; told are promises without an owner. Exit 1 where a promise has none.
"""

import argparse
import asyncio
import json
import random
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any
from zoneinfo import ZoneInfo

import fairness
import fresh
from accuracy import DEV, SOME_MOMENT, dangers, rows_of, to_page, unlike
from handing_on import hand_on
from machine import describe

from classifier.assessment import Assessment
from classifier.business_hours import BusinessHours
from classifier.classifier import Classifier
from classifier.priority import PriorityRules
from classifier.request import Request
from classifier.taxonomy import PAGED

A_DAY, DANGERS_A_DAY = 600, 3


def pages(days: int, seed: int, *, show: bool) -> dict[str, Any]:
    """Draw a week, classify whatever was drawn once, and count what would have been paged."""
    chance, classifier = random.Random(seed), Classifier()
    rows = [row for row in rows_of(DEV) if not set(row["flags"]).intersection(PAGED)]
    # Rows with another pick were chosen for a cue, so they have more look-alikes than a desk's day has.
    usual = [row for row in rows if row["pick"] == "random"]
    real = [(gold, text) for gold, _, text in to_page() if gold]
    hinted = [(only, text) for gold, text in dangers() if (only := gold.intersection(PAGED))]
    alike = [text for gold, _, text in to_page() if not gold]
    other = list(unlike())
    ordinary = {"ordinary": rows, "ordinary_random_picks": usual}
    new = [one.text for name in fresh.NAMES for one in fresh.fresh(name)]
    texts = dict.fromkeys(
        [*(row["text"] for row in rows), *(text for _, text in (*real, *hinted, *other)), *alike, *new]
    )
    found = dict(zip(texts, assessed(classifier, texts), strict=True))
    week = [chance.choice(real) for _ in range(days * DANGERS_A_DAY)]
    told: dict[str, Any] = {
        "dangers_in_the_week": shares(week, found),
        "all_dangers": shares(real, found),
        "hinted_dangers": shares(hinted, found),
        "ordinary_and_alike": shares([(frozenset[str](), text) for text in alike], found),
        "unlike_the_corpus": {
            flag or "nothing": shares([one for one in other if flag in one[0] or (not flag and not one[0])], found)
            for flag in ("", *sorted(PAGED))
        },
        "fresh": {name: {part: shares(of, found) for part, of in fresh.parts(name).items()} for name in fresh.NAMES},
        "by_flag": {flag: shares([one for one in real if flag in one[0]], found) for flag in sorted(PAGED)},
    }
    for name, of in ordinary.items():
        drawn = Counter(chance.choice(of)["text"] for _ in range(days * A_DAY))
        told[name] = false_pages(drawn, found, days) | {"to_draw_from": len(of)}
    if show:
        show_wrong(real, rows, found)
    return told


def assessed(classifier: Classifier, texts: Iterable[str]) -> Iterable[Assessment]:
    return classifier.assess_many(Request(text, SOME_MOMENT) for text in texts)


def shares(wanted: Sequence[tuple[frozenset[str], str]], found: dict[str, Assessment]) -> dict[str, Any]:
    """Tell which share was paged, and of which anything was flagged at all."""
    paged, flagged = (sum(deed(found[text]) for _, text in wanted) for deed in (is_paged, is_flagged))
    count = len(wanted)
    return {"messages": count, "paged": round(paged / count, 3), "flagged": round(flagged / count, 3)}


def false_pages(drawn: Counter[str], found: dict[str, Assessment], days: int) -> dict[str, Any]:
    """Tell how often a day leads were called for nothing."""
    wrong = {text: count for text, count in drawn.items() if is_paged(found[text])}
    return {
        "false_pages_a_day": round(sum(wrong.values()) / days, 2),
        "different_messages": len(wrong),
        "flagged_only_a_day": round(
            sum(n for text, n in drawn.items() if is_flagged(found[text]) and not is_paged(found[text])) / days, 1
        ),
    }


def is_paged(one: Assessment) -> bool:
    return any(flag.tier == "page" for flag in one.flags)


def is_flagged(one: Assessment) -> bool:
    """Any flag puts a line on the card, so that whoever answers sees it."""
    return bool(one.flags)


def show_wrong(real: Sequence[tuple[frozenset[str], str]], rows: Sequence[Any], found: dict[str, Assessment]) -> None:
    """Print what was missed and what was paged for nothing; for the eyes of whoever runs this, never for a file."""
    for flags, text in real:
        if not is_paged(found[text]):
            print(f"NOT PAGED ({'flagged' if is_flagged(found[text]) else 'silent'}) {sorted(flags)}: {text}")
    for row in rows:
        if is_paged(found[row["text"]]):
            raised = [(flag.type, round(flag.score, 2)) for flag in found[row["text"]].flags if flag.tier == "page"]
            print(f"FALSE PAGE {raised} pick={row['pick']} labelled={row['flags']}: {row['text'][:300]}")


def waits(days_seed: int) -> dict[str, Any]:
    """Let `fairness.py` simulate its week with value in the queue."""
    rules = PriorityRules(BusinessHours(ZoneInfo("UTC")))
    weeks = {agents: fairness.told(fairness.simulate(A_DAY, agents, rules, days_seed)) for agents in (4, 5, 6)}
    kept = ("p90_lowest_fifth", "p90_top_fifth", "ratio", "fair")
    return {f"{agents} agents": {key: told[key] for key in kept} for agents, told in weeks.items()}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--days", type=int, default=7)
    parser.add_argument("--rounds", type=int, default=3, help="how often the promises are handed on, each time anew")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", action="store_true", help="print the messages that were judged wrongly")
    parser.add_argument("--only", choices=["pages", "waits", "promises"])
    options = parser.parse_args()
    told: dict[str, Any] = {"machine": describe()}
    if options.only in {None, "pages"}:
        told["pages"] = pages(options.days, options.seed, show=options.show)
    if options.only in {None, "waits"}:
        told["waits"] = waits(options.seed)
    if options.only in {None, "promises"}:
        told["promises"] = [asyncio.run(hand_on(options.seed + number)) for number in range(options.rounds)]
    print(json.dumps(told, indent=2))
    return 1 if any(one["without_owner"] or one["not_shown"] for one in told.get("promises", ())) else 0


if __name__ == "__main__":
    raise SystemExit(main())
