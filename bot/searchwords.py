"""Splits texts and questions into the words that are compared: the same words on every database.

Case and accents are folded, what is written without spaces is cut into pairs of signs, and a question's word also
finds what begins like it. A grown-up stemmer for six languages would find a little more and explain itself less.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from typing import Final

# Chinese and Japanese signs, which nobody puts spaces between.
_SIGNS: Final = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_RUN: Final = re.compile(rf"[{_SIGNS}]+|[^\W_{_SIGNS}]+")
_SIGN: Final = re.compile(f"[{_SIGNS}]")
# Longer is no word: a link's secret, a wall of one letter.
LONGEST: Final = 40
# So many words of a text are found; what is longer than that is a pasted log.
MOST: Final = 400
# A phone is looked for by its end, since its beginning is written in three ways.
PHONE_END: Final = 9
_PHONE: Final = re.compile(r"\+?[\d\s()./-]{7,30}")


@lru_cache(maxsize=50_000)
def fold(word: str) -> str:
    """Take case and accents off a word.

    >>> fold("Čaféß"), fold("Ёлка"), fold("coŀlecció")
    ('cafess', 'елка', 'colleccio')
    """
    apart = unicodedata.normalize("NFKD", word).casefold()
    # Some letters come apart into signs (a Catalan "ŀ", a half), which no word may hold: SQLite would see two words.
    return "".join(char for char in apart if char.isalnum())


def runs_of(text: str) -> Iterator[tuple[int, int]]:
    """Find where the words of a text stand; a stretch of Chinese is one."""
    return (match.span() for match in _RUN.finditer(text))


def is_signs(run: str) -> bool:
    """Tell a stretch of Chinese from a word."""
    return _SIGN.match(run) is not None


def words_of(text: str) -> list[str]:
    """List a text's words, folded, each once.

    >>> words_of("Where is my REFUND? 退款申请")
    ['where', 'is', 'my', 'refund', '退款', '款申', '申请', '请']
    """
    composed = unicodedata.normalize("NFC", text)
    found = (word for run in _RUN.findall(composed) for word in _split(run))
    return list(dict.fromkeys(found))[:MOST]


def phone_words(phone: str) -> list[str]:
    """List what a phone number is found by: all of it, and its end.

    >>> phone_words("+31612345678")
    ['31612345678', '612345678']
    """
    digits = re.sub(r"\D", "", phone)
    return list(dict.fromkeys([digits, digits[-PHONE_END:]])) if digits else []


def asked_words(asked: str) -> list[str]:
    """List the words of a question; what can only be a phone number is one word, however it is spaced.

    >>> asked_words("06 1234-5678"), asked_words("refund 退")
    (['612345678'], ['refund', '退'])
    """
    stripped = asked.strip()
    digits = re.sub(r"\D", "", stripped)
    if _PHONE.fullmatch(stripped) and len(digits) >= PHONE_END and len(stripped) > len(digits.lstrip("0")):
        return [digits[-PHONE_END:]]
    composed = unicodedata.normalize("NFC", stripped)
    # The single sign at the end of a run helps to find it; in a question it would only ask twice.
    found = [word for run in _RUN.findall(composed) for word in (_split(run)[:-1] or _split(run))]
    return list(dict.fromkeys(found))[:MOST]


def beginning_of(word: str) -> str:
    """Cut the ending off a word, by its length alone, so that other forms of it are found too.

    Endings grow with words in each of the six languages; a word with a digit in it has none.

    >>> [beginning_of(word) for word in ("cup", "lamps", "возврата", "devoluciones", "1042", "退款")]
    ['cup', 'lamp', 'возвра', 'devolucio', '1042', '退款']
    """
    if len(word) < 5 or any(char.isdigit() for char in word) or is_signs(word):
        return word
    if len(word) < 7:
        return word[:-1]
    return word[:-2] if len(word) < 9 else word[:-3]


def _split(run: str) -> list[str]:
    if is_signs(run):
        return [*(first + second for first, second in pairwise(run)), run[-1]]
    return [folded[:LONGEST]] if (folded := fold(run)) else []
