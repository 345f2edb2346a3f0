"""The little language that cue phrases are written in.

`(a|b|)` alternatives, `word*` any ending, `..` up to three words between, `#` a number, `^` the start of the message.
"""

import re
from typing import Any, Final

GAP: Final = ".."
START: Final = "^"
NUMBER: Final = "#"

# "follow(ing|) up" is "(following|follow) up": a choice between endings.
_GLUED: Final = re.compile(
    r"(?P<before>[\w'’]+)\((?P<choices>[^()]*)\)(?P<after>[\w'’*]*)|\((?P<only>[^()]*)\)(?P<end>[\w'’*]+)"
)
_PIECE: Final = re.compile(r"[(|)]|[^\s(|)]+")

# A word, or alternatives, each a sequence of these.
Choice = str | list[list[Any]]


def parse(phrase: str) -> list[Choice]:
    """Take a phrase apart into words and choices between phrases.

    >>> parse("still (waiting|no answer)")
    ['still', [['waiting'], ['no', 'answer']]]
    """
    pieces = _PIECE.findall(_unglued(phrase))
    parsed = _sequence(pieces, phrase)
    if pieces:
        raise ValueError(f"the cue {phrase!r} has a bracket or a bar too many; write alternatives as (a|b)")
    return parsed


def _unglued(phrase: str) -> str:
    phrase = phrase.replace(GAP, f" {GAP} ")
    while (glued := _GLUED.search(phrase)) is not None:
        before, choices, after = (
            glued["before"] or "",
            glued["choices"] or glued["only"] or "",
            glued["after"] or glued["end"] or "",
        )
        spread = "|".join(before + one + after for one in choices.split("|"))
        phrase = f"{phrase[: glued.start()]}({spread}){phrase[glued.end() :]}"
    return phrase


def _sequence(pieces: list[str], phrase: str) -> list[Choice]:
    parsed: list[Choice] = []
    while pieces and pieces[0] not in ("|", ")"):
        piece = pieces.pop(0)
        parsed.append(_alternatives(pieces, phrase) if piece == "(" else piece)
    return parsed


def _alternatives(pieces: list[str], phrase: str) -> list[list[Any]]:
    found = [_sequence(pieces, phrase)]
    while pieces and pieces[0] == "|":
        pieces.pop(0)
        found.append(_sequence(pieces, phrase))
    if not pieces:
        raise ValueError(f"the cue {phrase!r} opens a bracket that it does not close; write alternatives as (a|b)")
    pieces.pop(0)
    return found
