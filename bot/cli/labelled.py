"""Reads labelled messages, one JSON object a line, and lists what is wrong by line."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from classifier.evaluation import GoldRow
from classifier.taxonomy import FLAGS, INTENTS, LANGUAGES, TYPES, Axis


def _one_of(known: Sequence[str]) -> AfterValidator:
    def check(value: str) -> str:
        if value not in known:
            raise ValueError(f"{value!r} is not a label; choose from {', '.join(known)}")
        return value

    return AfterValidator(check)


class _Row(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    id: str
    lang: Annotated[str, _one_of(LANGUAGES)]
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


def read_labelled(file: Path) -> tuple[list[GoldRow], list[str]]:
    """Read the good lines, and say of each other one what is wrong with it."""
    rows: list[GoldRow] = []
    problems: list[str] = []
    for number, line in enumerate(file.read_text(encoding="utf-8").split("\n"), start=1):
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
