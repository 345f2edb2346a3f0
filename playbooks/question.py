"""Finds the question that a customer asked, short and clean enough to be quoted back to them."""

import re
from typing import Final

# One line on a phone; a longer question is answered without being repeated.
LONGEST: Final = 90
# Fewer letters than these ask nothing by themselves ("why?", "是吗？").
SHORTEST: Final = 12
SHORTEST_UNSPACED: Final = 6

# A full stop without a space after it is part of a number or a link.
_BETWEEN: Final = re.compile(r"(?<=[.!?…])\s+|(?<=[。！？])|[\r\n]+")
_ADDRESSED: Final = re.compile(r"^(?:\s*@\w+[,:]?)+|^[\s,;:–—-]+")
_UNSPACED: Final = re.compile(r"[\u3400-\u9fff]")
# Masks, links, mentions, quotes, markup and long numbers: nothing of these is repeated to anybody.
_UNCLEAN: Final = re.compile(r"[<>\[\]{}@#_*`|\\«»“”„\"「」]|https?:|www\.|\d{5,}|\.\w{2,3}/")


def own_question(text: str) -> str | None:
    """Give the last question of a text that can be quoted; `None` where there is none.

    >>> own_question("Hello! Does the tent come with pegs? Thanks")
    'Does the tent come with pegs?'
    >>> own_question("where is https://example.org/a?") is None
    True
    """
    sentences = (sentence.strip() for sentence in _BETWEEN.split(text))
    asked = [clean for sentence in sentences if sentence.endswith(("?", "？")) and (clean := _clean(sentence))]
    return asked[-1] if asked else None


def _clean(sentence: str) -> str | None:
    words = " ".join(_ADDRESSED.sub("", sentence).split())
    words = re.sub(r"[?？]+$", "？" if _UNSPACED.search(words) else "?", words)
    least = SHORTEST_UNSPACED if _UNSPACED.search(words) else SHORTEST
    if not least <= len(words) <= LONGEST or _UNCLEAN.search(words) or _shouts(words):
        return None
    return words


def _shouts(words: str) -> bool:
    letters = [letter for letter in words if letter.isalpha()]
    return sum(letter.isupper() for letter in letters) > len(letters) // 2
