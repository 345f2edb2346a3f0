"""Cuts texts to what Telegram takes: 4,096 UTF-16 units, no emoji broken at the seam."""

import unicodedata
from collections.abc import Iterator
from html import escape
from typing import Final

LONGEST: Final = 4096
# A seam at a line or a word is looked for in the last part of a piece; a wall of text is cut where it must be.
SEAM: Final = 400
# No sign is longer than this; a pile of accents that is may be cut.
LONGEST_SIGN: Final = 20
_JOINER: Final = "\u200d"


def units(text: str) -> int:
    """Count as Telegram does, in UTF-16 units.

    >>> units("a🙂")
    3
    """
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def split_text(text: str, limit: int = LONGEST) -> list[str]:
    """Cut a text into pieces that fit, at a line or word where one is near; joined together they are the text."""
    if units(text) <= limit:
        return [text]
    return list(_pieces(text, limit))


def relay_html(text: str, limit: int = LONGEST, head: str = "") -> list[str]:
    """Write a customer's words for the topic: marked as theirs, with nothing in them read as markup.

    `head` is HTML that stands before the first words.
    """
    pieces = ["💬 " + escape(piece, quote=False) for piece in split_text(text, limit - 3 - units(head))]
    return [pieces[0].replace("💬 ", f"💬 {head}", 1), *pieces[1:]]


def _pieces(text: str, limit: int) -> Iterator[str]:
    rest = text
    while units(rest) > limit:
        cut = _seam(rest, _fitting(rest, limit))
        yield rest[:cut]
        rest = rest[cut:]
    if rest:
        yield rest


def _fitting(text: str, limit: int) -> int:
    """Find how many code points fit into that many units."""
    used = 0
    for index, char in enumerate(text):
        used += 2 if ord(char) > 0xFFFF else 1
        if used > limit:
            return index
    return len(text)


def _seam(text: str, end: int) -> int:
    for mark in ("\n", " "):
        found = text.rfind(mark, max(1, end - SEAM), end)
        if found > 0:
            return found + 1
    cut = end
    while cut > end - LONGEST_SIGN and cut > 1 and _belongs_to_previous(text, cut):
        cut -= 1
    return cut


def _belongs_to_previous(text: str, index: int) -> bool:
    """Say whether a character is part of the sign before it: joined, an accent, a skin tone, half of a flag."""
    char, code = text[index], ord(text[index])
    if _JOINER in (char, text[index - 1]) or unicodedata.category(char) in {"Mn", "Mc", "Me"}:
        return True
    if 0x1F1E6 <= code <= 0x1F1FF:
        return _letters_of_flags(text[:index]) % 2 == 1
    return 0x1F3FB <= code <= 0x1F3FF or 0xE0020 <= code <= 0xE007F


def _letters_of_flags(before: str) -> int:
    """Count the flag letters right before a seam: two make a flag."""
    return len(before) - len(before.rstrip("".join(map(chr, range(0x1F1E6, 0x1F200)))))
