"""How right the classifier is: `python tests/bench/accuracy.py [--dev FILE]`.

On the labelled messages beside the repository where they are there (they are not ours to ship), on the Frisian
messages and the dangers with their look-alikes that were written for it by somebody who never saw the corpus, and on
pairs of a danger between the lines and the same matter without one, by who knew the corpus.
"""

import argparse
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from bot.cli.evaluate import SOME_MOMENT
from bot.cli.labelled import read_labelled
from classifier.assessment import Assessment, TextEvidence
from classifier.classifier import Classifier
from classifier.corpus import CorpusMessage, read_file
from classifier.evaluation import GoldRow, evaluate
from classifier.taxonomy import FLAGS, PAGED, Axis

ROOT = Path(__file__).resolve().parents[2]
DEV = ROOT.parent / "shared" / "data" / "messages-dev.jsonl"
OURS = ROOT / "tests" / "classifier"
NOTHING = "-"


def rows_of(path: Path) -> list[GoldRow]:
    """Read labelled messages; a broken line ends the measuring."""
    rows, problems = read_labelled(path)
    if problems:
        raise ValueError("\n".join(problems))
    return rows


def frisian() -> list[GoldRow]:
    """Read the Frisian messages: demeanour | motive | intent | flags | text."""
    rows: list[GoldRow] = []
    for number, line in enumerate((OURS / "frisian_messages.txt").read_text(encoding="utf-8").rstrip("\n").split("\n")):
        demeanour, motive, intent, flags, text = line.split(" | ", 4)
        rows.append(
            GoldRow(
                id=f"fy{number}",
                lang="fy",
                text=text,
                pick="random",
                demeanour=demeanour.split(","),
                motive=motive,
                intent=intent,
                flags=[] if flags == NOTHING else flags.split(","),
            )
        )
    return rows


def dangers() -> Iterator[tuple[frozenset[str], str]]:
    """Read the flags' own messages: those they have, and the text."""
    for line in (OURS / "flag_messages.txt").read_text(encoding="utf-8").rstrip("\n").split("\n"):
        flags, _, text = line.split(" | ", 2)
        yield frozenset(flags.split(",")) - {NOTHING}, text


def to_page() -> Iterator[tuple[frozenset[str], str, str]]:
    """Read the messages for which somebody should be called, or not: flags, language and text.

    Whoever wrote them knew the meaning of the three flags and six languages, and neither corpus nor classifier.
    """
    for line in (OURS / "paged_messages.txt").read_text(encoding="utf-8").rstrip("\n").split("\n"):
        flags, lang, text = line.split(" | ", 2)
        yield frozenset(flags.split(",")) - {NOTHING}, lang, text


def unlike() -> Iterator[tuple[frozenset[str], str]]:
    """Read dangers, two in three only hinted at, and ordinary messages, by who knew the corpus and wrote otherwise."""
    for path in sorted((OURS / "dangers").glob("*.txt")):
        for one in read_file(path):
            if not isinstance(one, str):
                yield frozenset(one.flags).intersection(PAGED), one.text


def twins() -> Iterator[tuple[CorpusMessage, CorpusMessage]]:
    """Read the pairs of a danger between the lines and the same matter without one; nothing is learnt from them."""
    for path in sorted((OURS / "twins").glob("*.txt")):
        messages = [one for one in read_file(path) if not isinstance(one, str)]
        yield from zip(messages[::2], messages[1::2], strict=True)


def twin_figures(classifier: Classifier) -> dict[str, Any]:
    """Tell in which share of the pairs the danger scores higher than its twin, and how many of each raise a line."""
    higher = flagged = alarmed = count = 0
    for danger, harmless in twins():
        flag = next(type_ for type_ in danger.flags if type_ in PAGED)
        one, other = (classifier.assess(each.text, now=SOME_MOMENT) for each in (danger, harmless))
        higher += one.scores[f"flag:{flag}"] > other.scores[f"flag:{flag}"]
        flagged += any(found.type == flag for found in one.flags)
        alarmed += any(found.type == flag for found in other.flags)
        count += 1
    shares = {"danger scores higher": higher, "dangers with a line": flagged, "twins with a line": alarmed}
    return {"pairs": count} | {name: round(number / count, 3) for name, number in shares.items()}


def judge(classifier: Classifier, rows: Sequence[GoldRow]) -> list[Assessment]:
    """Assess every row by its text alone."""
    return [classifier.assess(row["text"], now=SOME_MOMENT) for row in rows]


def flag_figures(classifier: Classifier) -> dict[str, Any]:
    """Recall and false alarms on dangers and look-alikes, all flags and each."""
    found: Counter[str] = Counter()
    had: Counter[str] = Counter()
    false: Counter[str] = Counter()
    quiet = alarmed = 0
    for gold, text in dangers():
        flags = {flag.type for flag in classifier.assess(text, now=SOME_MOMENT).flags}
        had.update(gold)
        found.update(gold & flags)
        false.update(flags - gold)
        quiet += not gold
        alarmed += not gold and bool(flags)
    return {
        "recall": round(sum(found.values()) / sum(had.values()), 3),
        "look-alikes with a flag": round(alarmed / quiet, 3),
        "by flag": {
            flag: {"recall": round(found[flag] / had[flag], 3), "false": false[flag], "real": had[flag]}
            for flag in FLAGS
        },
    }


def shown_at_precision(rows: Sequence[GoldRow], assessments: Sequence[Assessment], wanted: float = 0.9) -> float:
    """Tell which share of the marked demeanours is found when so much of what is shown must be right."""
    guesses = sorted(
        (
            (guess.score, guess.type in row["demeanour"])
            for row, one in zip(rows, assessments, strict=True)
            for guess in one.demeanours
            if guess.type != "calm"
        ),
        reverse=True,
    )
    marked = sum(len([type_ for type_ in row["demeanour"] if type_ != "calm"]) for row in rows)
    right, best = 0, 0
    for shown, (_, is_right) in enumerate(guesses, 1):
        right += is_right
        best = right if right / shown >= wanted else best
    return round(best / marked, 3)


def evidence_figures(
    classifier: Classifier, rows: Sequence[GoldRow], assessments: Sequence[Assessment]
) -> dict[str, float]:
    """Take the quoted words out, and see how the score of what was shown falls."""
    drops = []
    for row, one in zip(rows, assessments, strict=True):
        for axis in (Axis.DEMEANOUR, Axis.MOTIVE):
            verdict = one.verdicts[axis]
            quoted = [found for found in verdict.evidence if isinstance(found, TextEvidence)]
            if verdict.shown and quoted:
                left = _without(row["text"], quoted)
                after = classifier.assess(left, lang_hint=one.lang, now=SOME_MOMENT)
                key = f"{axis}:{verdict.type}"
                drops.append(one.scores[key] - after.scores.get(key, 0.0))
    return {
        "verdicts": len(drops),
        "mean drop": round(sum(drops) / len(drops), 3),
        "share that fell by 0.05": round(sum(drop >= 0.05 for drop in drops) / len(drops), 3),
    }


def _without(text: str, quoted: Sequence[TextEvidence]) -> str:
    for found in sorted(quoted, key=lambda one: -one.start):
        text = f"{text[: found.start]} {text[found.end :]}"
    return text


def figures(report: Any) -> dict[str, Any]:
    """Keep what is read at a glance."""
    return {
        question: {
            "macro F1": one.macro,
            "calibration error": one.calibration_error,
            "shown": one.shown,
            "right when shown": one.shown_precision,
            **{label: accuracy.f1 for label, accuracy in one.labels.items() if accuracy.gold},
        }
        for question, one in report.items()
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dev", type=Path, default=DEV)
    options = parser.parse_args()
    classifier = Classifier()
    own = frisian()
    told: dict[str, Any] = {
        "dangers": flag_figures(classifier),
        "twins": twin_figures(classifier),
        "frisian": figures(evaluate(own, judge(classifier, own)).overall),
    }
    if options.dev.is_file():
        rows = rows_of(options.dev)
        assessments = judge(classifier, rows)
        report = evaluate(rows, assessments)
        told["language right"] = report.language_accuracy
        told["all"] = figures(report.overall)
        told["random rows"] = {question: one.macro for question, one in report.by_pick["random"].items()}
        told["by language"] = {
            lang: {question: one.macro for question, one in group.items()} for lang, group in report.by_language.items()
        }
        told["marked types found at 90 % precision"] = shown_at_precision(rows, assessments)
        told["paged"] = round(sum(any(flag.tier == "page" for flag in one.flags) for one in assessments) / len(rows), 4)
        told["evidence"] = evidence_figures(classifier, rows, assessments)
    else:
        told["note"] = f"{options.dev.name} is not beside the repository, so nothing was measured on it"
    print(json.dumps(told, indent=2))


if __name__ == "__main__":
    main()
