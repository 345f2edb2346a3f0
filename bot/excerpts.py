"""The words around what was found, with what was found marked."""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from bot.searchwords import beginning_of, fold, is_signs, runs_of

# Two lines on a phone.
ROOM: Final = 90


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text, and whether it is what was looked for."""

    text: str
    hit: bool = False


def excerpt(text: str, words: Sequence[str], room: int = ROOM) -> list[Piece]:
    """Cut what is around the first hit and mark every hit in it; without a hit it is how the text begins.

    >>> [piece.text for piece in excerpt("the lamps flicker", ["lamp"]) if piece.hit]
    ['lamps']
    """
    flat = " ".join(unicodedata.normalize("NFC", text).split())
    hits = list(_hits(flat, [beginning_of(word) for word in words]))
    begin, end = _window(flat, hits[0][0] if hits else 0, room)
    pieces, at = [Piece("…")] if begin else [], begin
    for start, stop in hits:
        if start < at or stop > end:
            continue
        pieces += [Piece(flat[at:start])] if start > at else []
        pieces.append(Piece(flat[start:stop], hit=True))
        at = stop
    rest = flat[at:end] + ("…" if end < len(flat) else "")
    return [*pieces, Piece(rest)] if rest else pieces


def _hits(text: str, beginnings: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Find the words that begin like these; Chinese has no words to see, so there it is the very signs."""
    for start, stop in runs_of(text):
        run = text[start:stop]
        if not is_signs(run):
            if any(fold(run).startswith(word) for word in beginnings):
                yield start, stop
            continue
        yield from sorted((start + at, start + at + len(word)) for word in beginnings if (at := run.find(word)) >= 0)


def _window(text: str, hit: int, room: int) -> tuple[int, int]:
    """Choose the stretch to show: a third of it before the hit, cut at words where one is near."""
    if len(text) <= room:
        return 0, len(text)
    begin = max(0, min(hit - room // 3, len(text) - room))
    end = begin + room
    if begin and (space := text.find(" ", begin, hit)) >= 0:
        begin = space + 1
    if end < len(text) and (space := text.rfind(" ", hit + 1, end)) > hit + room // 3:
        end = space
    return begin, end
