"""What is wrong in a file that people write: which file, line and key, and what would be right."""

from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import TypeAlias

from pydantic import BaseModel, ConfigDict, ValidationError, model_validator
from pydantic_core import ErrorDetails, PydanticCustomError

# The way to a place in a file: keys, and numbers of entries from 0.
KeyPath: TypeAlias = tuple[str | int, ...]

# pydantic's own words for these are a programmer's.
_WRONG_TYPES = {
    "bool_type": "is neither yes nor no; write true or false",
    "int_type": "is not a whole number; write one, like 10",
    "list_type": "is not a list; write it like [one, two]",
    "tuple_type": "is not a list; write it like [one, two]",
    "sequence_type": "is not a list; write it like [one, two]",
    "is_instance_of": "is not a list; write it like [one, two]",  # what pydantic says of a Sequence
    "sequence_str": "is not a list; write it like [one, two]",
    "model_type": "has no keys; write `key: value` lines below it",
}


class PlaybookError(ValueError):
    """One or more playbooks cannot be used; `problems` has one sentence for each reason."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


class Strict(BaseModel):
    """A section of a file: frozen, and no unknown keys."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)

    @model_validator(mode="before")
    @classmethod
    def _know_every_key(cls, value: object) -> object:
        if value is None:
            raise ValueError("is empty; write its keys below it, or leave it out")
        if isinstance(value, dict):
            known = [field.alias or name for name, field in cls.model_fields.items()]
            for key in value:
                if key not in known:
                    raise wrong(f"{key!r} is not a key here; {did_you_mean(str(key), known)}", beside=(key,))
        return value


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Suggest the nearest known word, or list them all where none is near.

    >>> did_you_mean("hurrid", ["hurried", "angry"])
    "did you mean 'hurried'?"
    """
    choices = sorted(known)
    close = get_close_matches(word, choices, n=1, cutoff=0.6)
    return f"did you mean {close[0]!r}?" if close else f"known are {', '.join(choices)}"


def wrong(message: str, *at: str | int, beside: KeyPath = ()) -> PydanticCustomError:
    """Build a refusal that knows where inside a value the trouble is; `beside` only tells the line."""
    return PydanticCustomError("wrong", "{message}", {"message": message, "at": at, "beside": beside})


def no_lines() -> Mapping[KeyPath, int]:
    """Give the lines of what stands in no file."""
    return {}


def explain(error: ValidationError, file: Path | str, lines: Mapping[KeyPath, int] | None = None) -> list[str]:
    """Say each problem as a sentence: file, line where lines are known, keys, what is wrong, what would be right."""
    name = file.name if isinstance(file, Path) else file
    return [
        numbered(name, lines or {}, _path(detail), _sentence(detail), beside=detail.get("ctx", {}).get("beside", ()))
        for detail in error.errors()
    ]


def numbered(file: str, lines: Mapping[KeyPath, int], at: KeyPath, sentence: str, *, beside: KeyPath = ()) -> str:
    """Put a sentence behind its place: `late.yaml, line 12: substance.en.warm: …`."""
    line = line_of(lines, (*at, *beside))
    keys = "".join(f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in at).lstrip(".")
    return f"{file}{f', line {line}' if line else ''}: {f'{keys}: ' if keys else ''}{sentence}"


def line_of(lines: Mapping[KeyPath, int], at: KeyPath) -> int | None:
    """Find the line of a place, else of what is around it; what is missing altogether is missed at the top.

    >>> line_of({("a",): 3, ("a", "b"): 4}, ("a", "c", 0))
    3
    """
    around = (lines[at[:length]] for length in range(len(at), 0, -1) if at[:length] in lines)
    return next(around, 1 if lines else None)


def _path(detail: ErrorDetails) -> KeyPath:
    inner = detail.get("ctx", {}).get("at", ())
    # pydantic's "[key]" marks a key of a mapping that is wrong itself.
    return tuple(part for part in (*detail["loc"], *inner) if part != "[key]")


def _sentence(detail: ErrorDetails) -> str:
    value = detail["input"]
    kind = detail["type"]
    if kind == "missing":
        return "is missing; write it"
    if kind == "value_error":
        return str(detail["ctx"]["error"])
    if kind == "wrong":
        return str(detail["msg"])
    if kind == "string_type":
        return not_text(value)
    return f"{value!r} {_WRONG_TYPES.get(kind, 'is not right; ' + _lower(detail['msg']))}"


def not_text(value: object) -> str:
    """Say why a value that YAML turned into something else is not text."""
    if isinstance(value, bool):
        return f"{value} is not text; YAML reads yes, no, on and off as true or false, so put the word in quotes"
    if isinstance(value, int | float):
        return f"{value} is not text; YAML reads 12:30 as 750 and 1.0 as a number, so put it in quotes"
    if value is None:
        return "is empty; write a text"
    return f"{value!r} is not text; write one text in quotes"


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
