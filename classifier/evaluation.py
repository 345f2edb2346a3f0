"""Measures assessments against labelled messages: pure functions from rows to a report."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from itertools import pairwise
from typing import Any, Final, Literal, TypedDict

from classifier.assessment import Assessment
from classifier.taxonomy import FLAGS, INTENTS, TYPES, UNKNOWN, Axis

# Fifteen bins of equal mass: the usual number, and with 100 rows or more none is empty.
BINS: Final = 15

Question = Literal["demeanour", "motive", "intent", "flags"]
LABELS: Final[Mapping[Question, tuple[str, ...]]] = {
    "demeanour": TYPES[Axis.DEMEANOUR],
    "motive": TYPES[Axis.MOTIVE],
    "intent": INTENTS,
    "flags": FLAGS,
}


class GoldRow(TypedDict):
    """A labelled message, as in the files of labelled messages."""

    id: str
    lang: str
    text: str
    pick: str
    demeanour: list[str]
    motive: str
    intent: str
    flags: list[str]


@dataclass(frozen=True, slots=True)
class Accuracy:
    """Precision, recall and F1 of one label, and how often gold has it."""

    precision: float
    recall: float
    f1: float
    gold: int
    given: int


@dataclass(frozen=True, slots=True)
class QuestionReport:
    """How well one question was answered; `macro` averages the labels that gold has."""

    rows: int
    macro: float
    labels: Mapping[str, Accuracy]
    calibration_error: float | None
    shown: float | None
    shown_precision: float | None
    confusion: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Report:
    """All questions over all rows, and again by language and by how the rows were picked."""

    rows: int
    overall: Mapping[Question, QuestionReport]
    by_language: Mapping[str, Mapping[Question, QuestionReport]]
    by_pick: Mapping[str, Mapping[Question, QuestionReport]]
    language_accuracy: float

    def to_json(self) -> dict[str, Any]:
        """Give the whole report as plain JSON values."""
        return asdict(self)

    def tables(self) -> list[tuple[str, list[list[str]]]]:
        """Give titled tables of strings, the first row the headings."""
        summary = [["rows", "question", "macro F1", "calibration error", "shown", "right when shown"]]
        groups = {"all": self.overall, **self.by_language, **self.by_pick}
        for name, group in groups.items():
            summary += [[name, question, *_summary(report)] for question, report in group.items()]
        return [("Summary", summary), *((question, _label_rows(one)) for question, one in self.overall.items())]


@dataclass(frozen=True, slots=True)
class _Answer:
    """Gold and guess for one row, with the probability of the best guess and what was shown."""

    gold: frozenset[str]
    best: tuple[str, ...]
    score: float | None
    shown: str | None


def evaluate(rows: Sequence[GoldRow], assessments: Sequence[Assessment]) -> Report:
    """Compare the assessments with gold, row by row."""
    if len(rows) != len(assessments):
        raise ValueError(f"{len(rows)} rows but {len(assessments)} assessments; give one assessment for each row")
    pairs = list(zip(rows, assessments, strict=True))
    right = sum(row["lang"] == assessment.lang for row, assessment in pairs)
    return Report(
        rows=len(pairs),
        overall=_questions(pairs),
        by_language=_grouped(pairs, lambda row: row["lang"]),
        by_pick=_grouped(pairs, lambda row: "random" if row["pick"] == "random" else "cue"),
        language_accuracy=round(right / len(pairs), 4) if pairs else 0.0,
    )


Pairs = Sequence[tuple[GoldRow, Assessment]]


def _grouped(pairs: Pairs, key: Callable[[GoldRow], str]) -> dict[str, dict[Question, QuestionReport]]:
    names = sorted({key(row) for row, _ in pairs})
    return {name: _questions([pair for pair in pairs if key(pair[0]) == name]) for name in names}


def _questions(pairs: Pairs) -> dict[Question, QuestionReport]:
    return {
        question: _report([_answer(question, row, assessment) for row, assessment in pairs], labels)
        for question, labels in LABELS.items()
    }


def _answer(question: Question, row: GoldRow, assessment: Assessment) -> _Answer:
    if question == "demeanour":
        demeanour = assessment.verdicts[Axis.DEMEANOUR]
        best = tuple(guess.type for guess in assessment.demeanours)
        return _Answer(frozenset(row["demeanour"]), best, demeanour.best.score, demeanour.type)
    if question == "motive":
        motive = assessment.verdicts[Axis.MOTIVE]
        return _Answer(frozenset([row["motive"]]), (motive.best.type,), motive.best.score, motive.type)
    if question == "intent":
        intent = assessment.intent
        return _Answer(frozenset([row["intent"]]), (intent.best.type,), intent.best.score, intent.type)
    return _Answer(frozenset(row["flags"]), tuple(flag.type for flag in assessment.flags), None, None)


def _report(answers: Sequence[_Answer], labels: Sequence[str]) -> QuestionReport:
    accuracies = {label: _accuracy(answers, label) for label in labels}
    present = [accuracy.f1 for accuracy in accuracies.values() if accuracy.gold]
    scored = [answer for answer in answers if answer.score is not None]
    shown = [answer for answer in scored if answer.shown != UNKNOWN]
    return QuestionReport(
        rows=len(answers),
        macro=round(sum(present) / len(present), 4) if present else 0.0,
        labels=accuracies,
        calibration_error=calibration_error([(one.score or 0.0, one.best[0] in one.gold) for one in scored]),
        shown=round(len(shown) / len(scored), 4) if scored else None,
        shown_precision=round(sum(one.shown in one.gold for one in shown) / len(shown), 4) if shown else None,
        confusion=_confusion(answers),
    )


def _accuracy(answers: Sequence[_Answer], label: str) -> Accuracy:
    gold = sum(label in answer.gold for answer in answers)
    given = sum(label in answer.best for answer in answers)
    both = sum(label in answer.gold and label in answer.best for answer in answers)
    precision, recall = (both / given if given else 0.0), (both / gold if gold else 0.0)
    f1 = 2 * both / (gold + given) if gold + given else 0.0
    return Accuracy(round(precision, 4), round(recall, 4), round(f1, 4), gold, given)


def _confusion(answers: Sequence[_Answer]) -> dict[str, dict[str, int]]:
    """Count the guesses for each gold label; a row with two of either counts in each place."""
    counted: dict[str, Counter[str]] = {}
    for answer in answers:
        for gold in answer.gold or {"-"}:
            counted.setdefault(gold, Counter()).update(answer.best or ("-",))
    return {gold: dict(guesses.most_common()) for gold, guesses in sorted(counted.items())}


def calibration_error(scored: Sequence[tuple[float, bool]], bins: int = BINS) -> float | None:
    """Average how far scores are from the share that was right, over bins of equal mass.

    >>> calibration_error([(0.5, True), (0.5, False)], bins=1)
    0.0
    """
    if not scored:
        return None
    ordered = sorted(scored, key=lambda pair: pair[0])
    edges = [round(at * len(ordered) / bins) for at in range(bins + 1)]
    error = 0.0
    for start, end in pairwise(edges):
        part = ordered[start:end]
        error += abs(sum(score for score, _ in part) - sum(right for _, right in part))
    return round(error / len(ordered), 4)


def _summary(report: QuestionReport) -> list[str]:
    numbers = (report.calibration_error, report.shown, report.shown_precision)
    return [f"{report.macro:.3f}", *("-" if number is None else f"{number:.3f}" for number in numbers)]


def _label_rows(report: QuestionReport) -> list[list[str]]:
    rows = [["label", "precision", "recall", "F1", "gold", "given"]]
    for label, one in report.labels.items():
        rows.append(
            [label, f"{one.precision:.2f}", f"{one.recall:.2f}", f"{one.f1:.2f}", str(one.gold), str(one.given)]
        )
    return rows
