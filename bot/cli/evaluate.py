"""`triage evaluate`: accuracy on labelled messages, as tables or as JSON."""

import asyncio
import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.progress import track
from rich.table import Table

from bot.cli.labelled import read_labelled
from classifier.assessment import Assessment
from classifier.classifier import Classifier
from classifier.evaluation import GoldRow, Report
from classifier.evaluation import evaluate as compare

FINE, FAILED, WRONG_USAGE = 0, 1, 2
# Labelled messages carry no time and no conversation; any fixed moment reads them alike.
SOME_MOMENT = datetime(2025, 1, 1, tzinfo=UTC)


def evaluate(file: Path | None, *, corrections: bool = False, as_json: bool) -> int:
    """Measure on a file of labelled messages or on the desk's corrections; returns the exit code."""
    complaints = Console(stderr=True)
    if (file is None) is not corrections:
        complaints.print("name a file of labelled messages, or ask for --corrections", markup=False)
        return WRONG_USAGE
    if file is None:
        return _evaluate_corrections(as_json=as_json)
    return _evaluate_file(file, complaints, as_json=as_json)


def _evaluate_corrections(*, as_json: bool) -> int:
    from bot.cli.corrections import ask_desk, show_precision
    from bot.storage.corrections import live_precision

    return show_precision(asyncio.run(ask_desk(live_precision)), as_json=as_json)


def _evaluate_file(file: Path, complaints: Console, *, as_json: bool) -> int:
    """Classify every row of the file and print how it compares with its labels."""
    if not file.is_file():
        complaints.print(f"{file} is not a file; give one with a labelled message a line", markup=False)
        return WRONG_USAGE
    rows, problems = read_labelled(file)
    for problem in problems:
        complaints.print(problem, markup=False)
    if not rows:
        complaints.print(f"{file} has no labelled message; a line needs id, lang, text and the labels", markup=False)
        return FAILED
    report = compare(rows, list(_assessments(rows, complaints)))
    _print(report, as_json=as_json)
    return FAILED if problems else FINE


def _assessments(rows: Sequence[GoldRow], console: Console) -> Iterator[Assessment]:
    classifier = Classifier()
    for row in track(rows, description="Classifying", console=console, transient=True, disable=not console.is_terminal):
        yield classifier.assess(row["text"], now=SOME_MOMENT)


def _print(report: Report, *, as_json: bool) -> None:
    if as_json:
        print(json.dumps(report.to_json(), ensure_ascii=False, indent=2))  # noqa: T201  (this is the command's output)
        return
    console = Console()
    console.print(f"{report.rows} messages, language right in {report.language_accuracy:.1%}")
    for title, (headings, *lines) in report.tables():
        table = Table(*headings, title=title)
        for line in lines:
            table.add_row(*line)
        console.print(table)
