"""Dangers by writers who saw neither corpus nor classifier, and how plainly each says it: `tests/classifier/fresh_dangers`.

The thresholds of pages were chosen with a look at `first`; at `second` nobody looked before they were fixed.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from classifier.assessment import Assessment

FOLDER = Path(__file__).parents[1] / "classifier" / "fresh_dangers"
NAMES = ("first", "second")
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


def told(name: str, found: Mapping[str, Assessment]) -> dict[str, Any]:
    """Tell the shares that were paged and flagged: by manner, and of all that is said, plainly or beside something."""
    messages = list(fresh(name))
    said = [one for one in messages if one.manner in ("plain", "beside")]
    by_manner = {manner: [one for one in messages if one.manner == manner] for manner in MANNERS}
    by_flag = {flag: [one for one in said if one.flag == flag] for flag in sorted({one.flag for one in said})}
    by_lang = {lang: [one for one in said if one.lang == lang] for lang in sorted({one.lang for one in said})}
    return {part: _shares(of, found) for part, of in ({"said": said} | by_manner | by_flag | by_lang).items()}


def _shares(messages: list[Fresh], found: Mapping[str, Assessment]) -> dict[str, float]:
    assessed = [found[one.text] for one in messages]
    paged = sum(any(flag.tier == "page" for flag in one.flags) for one in assessed)
    flagged = sum(bool(one.flags) for one in assessed)
    count = len(messages)
    return {"messages": count, "paged": round(paged / count, 3), "flagged": round(flagged / count, 3)}
