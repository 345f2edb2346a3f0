"""Finds the question that a customer asked, short and clean enough to be quoted back to them."""

import re
import unicodedata
from typing import Final

from playbooks.abuse import is_abusive

# One line on a phone; a longer question is answered without being repeated.
LONGEST: Final = 90
# Fewer letters than these ask nothing by themselves ("why?", "是吗？").
SHORTEST: Final = 12
SHORTEST_UNSPACED: Final = 6

# A full stop without a space after it is part of a number or a link.
_BETWEEN: Final = re.compile(r"(?<=[.!?…])\s+|(?<=[。！？])|[\r\n]+")
_ADDRESSED: Final = re.compile(r"^(?:\s*@\w+[,:]?)+|^[\s,;:–—-]+")
SIGN: Final = re.compile(r"[\u3400-\u9fff]")
# Masks, links, mentions, quotes and markup: nothing of these is repeated to anybody.
_UNCLEAN: Final = re.compile(r"[<>\[\]{}@#_*`|\\«»“”„\"「」]|https?:|www\.|\.\w{2,3}/")
# A telephone, card or order number, also one that is written in groups.
_LONG_NUMBER: Final = re.compile(r"\d(?:[\s.()/–-]{0,3}\d){4,}")
# Signs that nobody sees, some of which turn the rest of a line around, and those that every font reads its own way.
_UNSEEN: Final = frozenset({"Cc", "Cf", "Co"})


def last_asked(text: str) -> str | None:
    """Give the last question of a text, quotable or not; `None` where nothing is asked.

    >>> last_asked("Hello! Does it float? Thanks")
    'Does it float?'
    """
    return next((sentence for sentence in reversed(_sentences(text)) if sentence.endswith(("?", "？"))), None)


def own_question(text: str) -> str | None:
    """Give the last question of a text that can be quoted; `None` where there is none.

    >>> own_question("Hello! Does the tent come with pegs? Thanks")
    'Does the tent come with pegs?'
    >>> own_question("where is https://example.org/a?") is None
    True
    """
    asked = [clean for one in _sentences(text) if one.endswith(("?", "？")) and (clean := _clean(one))]
    return asked[-1] if asked else None


def _sentences(text: str) -> list[str]:
    return [sentence.strip() for sentence in _BETWEEN.split(text)]


def _clean(sentence: str) -> str | None:
    words = " ".join(_ADDRESSED.sub("", sentence).split())
    words = re.sub(r"[?？]+$", "？" if SIGN.search(words) else "?", words)
    least = SHORTEST_UNSPACED if SIGN.search(words) else SHORTEST
    return words if least <= len(words) <= LONGEST and _is_quotable(words) else None


def _is_quotable(words: str) -> bool:
    unclean = _UNCLEAN.search(words) or _LONG_NUMBER.search(words) or _shouts(words) or is_abusive(words)
    return not unclean and not any(unicodedata.category(sign) in _UNSEEN for sign in words)


def _shouts(words: str) -> bool:
    letters = [letter for letter in words if letter.isalpha()]
    return sum(letter.isupper() for letter in letters) > len(letters) // 2
