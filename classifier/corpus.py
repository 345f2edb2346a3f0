"""Reads the messages that we wrote to train on, and says which line is wrong and why."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from classifier.taxonomy import FLAGS, INTENTS, LANGUAGES, TYPES, Axis

CORPUS_FOLDER: Final = Path(__file__).parent / "corpus"
COLUMNS: Final = ("situation", "demeanour", "motive", "intent", "flags", "more", "text")
SEPARATOR: Final = " | "
NOTHING: Final = "-"
SAME_SITUATION: Final = '"'
# One situation in ten is never trained on, so that a validation message is by nobody we know.
VALIDATION_SHARE: Final = 10
# Files whose names begin so are about danger and what resembles it, far from what a day brings: moods and intents learnt
# from them would be off (demeanour fell from 0.59 to 0.58), so only what pages somebody is learnt.
DANGERS: Final = "page"
FURTHER: Final = {
    "decision": TYPES[Axis.DECISION],
    "perception": TYPES[Axis.PERCEPTION],
    "disc": TYPES[Axis.DISC],
    "sabone": TYPES[Axis.SABONE],
    "caution": tuple(type_ for type_ in TYPES[Axis.CAUTION] if type_ != "none"),
    "lifecycle": ("at_risk", "won_back"),
    # Near misses: what a hasty reader would have said.
    "near": TYPES[Axis.DEMEANOUR],
    "like": FLAGS,
}


@dataclass(frozen=True, slots=True)
class CorpusMessage:
    """One message written by us, with the situation that it was written from and its labels.

    `more` holds `(axis, type)` pairs of the further axes; `near` and `like` name the demeanour and
    the flag that it resembles without having them.
    """

    id: str
    lang: str
    situation: str
    text: str
    demeanour: tuple[str, ...]
    motive: str
    intent: str
    flags: tuple[str, ...]
    more: tuple[tuple[str, str], ...]
    taught: bool = False  # always learnt from: what agents corrected is too little to keep a tenth of it

    @property
    def about_danger(self) -> bool:
        """Whether only the dangers that page somebody are learnt from the message."""
        return self.id.partition("/")[2].startswith(DANGERS)

    @property
    def validation(self) -> bool:
        """Whether the message belongs to the tenth of situations that is never trained on."""
        if self.taught:
            return False
        place = hashlib.sha256(f"{self.lang}:{self.situation}".encode()).digest()[0]
        return place % VALIDATION_SHARE == 0


class CorpusError(ValueError):
    """Lines of the corpus that cannot be used; `problems` names each with what would be right."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def read_corpus(folder: Path = CORPUS_FOLDER) -> tuple[CorpusMessage, ...]:
    """Read every `LANG/NAME.txt` below `folder`, in a fixed order.

    Raises `CorpusError` with every line that is wrong.
    """
    messages: list[CorpusMessage] = []
    problems: list[str] = []
    for path in sorted(folder.glob("*/*.txt")):
        if path.parent.name not in LANGUAGES:
            problems.append(f"{path.parent.name}/{path.name}: no language of ours; there are {', '.join(LANGUAGES)}")
            continue
        for result in read_file(path):
            (problems if isinstance(result, str) else messages).append(result)  # type: ignore[arg-type]  # one list each
    if problems:
        raise CorpusError(problems)
    return tuple(messages)


def read_file(path: Path) -> Iterator[CorpusMessage | str]:
    """Yield each message of a file, or what is wrong with its line."""
    situation = ""
    # Not splitlines: customers' texts hold other marks that it cuts at.
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
        if not line.strip() or line.startswith("#"):
            continue
        where = f"{path.parent.name}/{path.stem}:{number}"
        cells = [cell.strip() for cell in line.split(SEPARATOR, len(COLUMNS) - 1)]
        if cells[0] != SAME_SITUATION:
            situation = f"{path.stem}: {cells[0]}" if cells[0] else ""
        if len(cells) != len(COLUMNS):
            yield f"{where}: {len(cells)} columns; each line has {SEPARATOR.join(COLUMNS)}"
            continue
        problems = list(_problems(cells))
        if not situation:
            problems.append(f"no situation; write one, and {SAME_SITUATION} only to go on with the line before")
        yield f"{where}: {'; '.join(problems)}" if problems else _message(where, situation, cells)


def _message(where: str, situation: str, cells: list[str]) -> CorpusMessage:
    _, demeanour, motive, intent, flags, more, text = cells
    return CorpusMessage(
        id=where,
        lang=where.split("/", maxsplit=1)[0],
        situation=situation,
        text=text.replace("\\n", "\n"),
        demeanour=_names(demeanour, ","),
        motive=motive,
        intent=intent,
        flags=_names(flags, ","),
        more=tuple(_pair(pair) for pair in _names(more, " ")),
    )


def _names(cell: str, separator: str) -> tuple[str, ...]:
    return () if cell == NOTHING else tuple(name.strip() for name in cell.split(separator) if name.strip())


def _pair(pair: str) -> tuple[str, str]:
    axis, _, type_ = pair.partition(":")
    return axis, type_


def _problems(cells: list[str]) -> Iterator[str]:
    _, demeanour, motive, intent, flags, more, text = cells
    demeanours = _names(demeanour, ",")
    yield from _unknown("demeanour", demeanours, TYPES[Axis.DEMEANOUR])
    yield from _unknown("motive", (motive,), TYPES[Axis.MOTIVE])
    yield from _unknown("intent", (intent,), INTENTS)
    yield from _unknown("flag", _names(flags, ","), FLAGS)
    if not 1 <= len(demeanours) <= 2 or ("calm" in demeanours and len(demeanours) > 1):
        yield f"demeanour {demeanour!r}: one or two of them, calm alone"
    for cell, names in ((demeanour, demeanours), (flags, _names(flags, ",")), (more, _names(more, " "))):
        if len(set(names)) < len(names):
            yield f"{cell!r} names something twice; once is enough"
    for axis, type_ in map(_pair, _names(more, " ")):
        if axis not in FURTHER:
            yield f"{axis!r} is no further axis; there are {', '.join(FURTHER)}"
        else:
            yield from _unknown(axis, (type_,), FURTHER[axis])
    if not text:
        yield "no text"


def _unknown(axis: str, given: tuple[str, ...], known: tuple[str, ...]) -> Iterator[str]:
    for name in given:
        if name not in known:
            yield f"{axis} {name!r} is not one of {', '.join(known)}"
