"""Dangers by writers who saw neither corpus nor classifier, and how plainly each says it: `tests/classifier/fresh_dangers`.

The thresholds of pages were chosen with a look at `first`; at `second` nobody looked before they were fixed.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

FOLDER = Path(__file__).parents[1] / "classifier" / "fresh_dangers"
NAMES = ("first", "second", "third", "fourth")
# Said in so many words, by itself or beside an ordinary matter; an attentive person would understand; nothing is wrong.
MANNERS = ("plain", "beside", "hinted", "ordinary")


class Fresh(NamedTuple):
    """One message; `flag` is `-` where nobody is in danger."""

    flag: str
    lang: str
    manner: str
    text: str


def fresh(name: str) -> Iterator[Fresh]:
    """Read one list."""
    for line in (FOLDER / f"{name}.txt").read_text(encoding="utf-8").rstrip("\n").split("\n"):
        yield Fresh(*line.split(" | ", 3))


def parts(name: str) -> dict[str, list[tuple[frozenset[str], str]]]:
    """Give flags and texts of what counts: all that is said, plainly or beside something, that by flag and by language, and each manner."""
    messages = list(fresh(name))
    said = [one for one in messages if one.manner in ("plain", "beside")]
    told = {"said": said} | {manner: [one for one in messages if one.manner == manner] for manner in MANNERS}
    for one in said:
        told.setdefault(one.flag, []).append(one)
        told.setdefault(one.lang, []).append(one)
    return {part: [(frozenset({one.flag}), one.text) for one in of] for part, of in told.items()}
