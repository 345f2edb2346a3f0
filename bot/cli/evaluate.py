"""`triage evaluate`: accuracy on labelled messages, as tables or as JSON."""

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError
from rich.console import Console
from rich.progress import track
from rich.table import Table

from classifier.assessment import Assessment
from classifier.classifier import Classifier
from classifier.evaluation import GoldRow, Report
from classifier.evaluation import evaluate as compare
from classifier.taxonomy import FLAGS, INTENTS, TYPES, Axis

FINE, FAILED, WRONG_USAGE = 0, 1, 2
# Labelled messages carry no time and no conversation; any fixed moment reads them alike.
SOME_MOMENT = datetime(2025, 1, 1, tzinfo=UTC)


def _one_of(known: Sequence[str]) -> AfterValidator:
    def check(value: str) -> str:
        if value not in known:
            raise ValueError(f"{value!r} is not a label; choose from {', '.join(known)}")
        return value

    return AfterValidator(check)


class _Row(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    id: str
    lang: str
    text: str
    pick: str = "random"
    demeanour: list[Annotated[str, _one_of(TYPES[Axis.DEMEANOUR])]] = Field(min_length=1)
    motive: Annotated[str, _one_of(TYPES[Axis.MOTIVE])]
    intent: Annotated[str, _one_of(INTENTS)]
    flags: list[Annotated[str, _one_of(FLAGS)]] = []

    def gold(self) -> GoldRow:
        return GoldRow(
            id=self.id,
            lang=self.lang,
            text=self.text,
            pick=self.pick,
            demeanour=list(self.demeanour),
            motive=self.motive,
            intent=self.intent,
            flags=list(self.flags),
        )


def evaluate(file: Path, as_json: bool) -> int:
    """Classify every row of the file and print how it compares with its labels; returns the exit code."""
    complaints = Console(stderr=True)
    if not file.is_file():
        complaints.print(f"{file} is not a file; give one with a labelled message a line", markup=False)
        return WRONG_USAGE
    rows, problems = _read(file)
    for problem in problems:
        complaints.print(problem, markup=False)
    if not rows:
        complaints.print(f"{file} has no labelled message; a line needs id, lang, text and the labels", markup=False)
        return FAILED
    report = compare(rows, list(_assessments(rows, complaints)))
    _print(report, as_json=as_json)
    return FAILED if problems else FINE


def _read(file: Path) -> tuple[list[GoldRow], list[str]]:
    rows: list[GoldRow] = []
    problems: list[str] = []
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip():
            continue
        try:
            row = _Row.model_validate_json(line)
        except ValidationError as error:
            problem = error.errors(include_url=False)[0]
            place = ".".join(map(str, problem["loc"])) or "the line"
            problems.append(f"{file}, line {number}: {place}: {problem['msg']}")
            continue
        rows.append(row.gold())
    return rows, problems


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
