"""Reads ordinary texts, which teach what pages nobody; whatever sounds like danger is left out, for nobody judged it."""

import gzip
import json
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from classifier.identify import identify
from classifier.pipeline import build_pipeline
from classifier.taxonomy import PAGING


class OrdinaryError(ValueError):
    """A file of ordinary texts that cannot be read; the sentence names file and line."""


def read_ordinary(path: Path) -> Iterator[str]:
    """Yield the `text` of each line of a JSON Lines file, also a gzipped one.

    Raises `OrdinaryError` for a line that is none.
    """
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            if line.strip():
                yield _text(line, f"{path.name}:{number}")


def _text(line: str, where: str) -> str:
    try:
        row = json.loads(line)
    except ValueError as error:
        raise OrdinaryError(f'{where} is no JSON; write a line like {{"text": "Where is my order?"}}') from error
    text = row.get("text") if isinstance(row, dict) else None
    if not isinstance(text, str):
        raise OrdinaryError(f'{where} has no text; write a line like {{"text": "Where is my order?"}}')
    return text


def without_danger(texts: Iterable[str]) -> Iterator[str]:
    """Leave out each text in which a cue of a danger is heard."""
    pipeline_of = cache(build_pipeline)
    for text in dict.fromkeys(texts):
        evidence = pipeline_of(identify(text).lang)(text).user_data["evidence"]
        if not any(evidence.get(label) for label in PAGING):
            yield text
