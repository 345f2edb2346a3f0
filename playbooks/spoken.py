"""Finds a playbook's words in what a customer wrote, so that one situation can be told from its neighbour."""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Annotated, Final

from pydantic import PlainValidator

from classifier.assessment import TextEvidence
from playbooks.errors import not_text, wrong
from playbooks.filters import locale_of

# Whoever writes a plain list means it for every language.
ANY: Final = "any"
# Written without spaces, so that a word has no edges to look for.
_UNSPACED: Final = frozenset({"zh", "ja", "th"})
_UNSPACED_LETTER: Final = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f]")

Spoken = Mapping[str, tuple[str, ...]]


def read_spoken(value: object) -> Spoken:
    """Read words by language, or a plain list for all languages; `*` stands for any ending."""
    if isinstance(value, list):
        return {ANY: _words(value, ())}
    if not isinstance(value, dict) or not value:
        raise wrong(f'{value!r} lists no words; write them like {{en: [damaged, "crush*"]}}')
    for lang in value:
        try:
            locale_of(lang)
        except ValueError as error:
            raise wrong(str(error), lang) from error
    return {lang: _words(words, (lang,)) for lang, words in value.items()}


def find_spoken(words: Spoken, text: str, lang: str) -> TextEvidence | None:
    """Give the first place where one of the words stands; `None` where none does.

    >>> find_spoken({"en": ("crush*",)}, "The box was CRUSHED", "en").text
    'CRUSHED'
    """
    for key in (lang, ANY):
        if key not in words:
            continue
        found = _pattern(words[key], unspaced=key in _UNSPACED).search(_even(text))
        if found:
            return TextEvidence(found.start(), found.end(), text[found.start() : found.end()])
    return None


def _words(value: object, at: tuple[str, ...]) -> tuple[str, ...]:
    if not isinstance(value, list) or not value:
        raise wrong(f'{value!r} is not a list of words; write it like [damaged, "crush*"]', *at)
    for number, word in enumerate(value):
        if not isinstance(word, str):
            raise wrong(not_text(word), *at, number)
        if not word.strip(" *") or "*" in word.rstrip("*"):
            raise wrong(f"{word!r} is not a word; write letters, and * only at the end for any ending", *at, number)
    return tuple(" ".join(word.split()) for word in value)


def _even(text: str) -> str:
    """Make letters comparable one by one, so that places stay where they are."""
    return text.lower().replace("ё", "е").replace("’", "'") if len(text.lower()) == len(text) else text


# One entry for each list of a library.
@lru_cache(maxsize=4096)
def _pattern(words: tuple[str, ...], *, unspaced: bool) -> re.Pattern[str]:
    return re.compile("|".join(_one(_even(word), unspaced=unspaced) for word in words), re.IGNORECASE)


def _one(word: str, *, unspaced: bool) -> str:
    stem = word.rstrip("*")
    inner = r"\s+".join(re.escape(part) for part in stem.split())
    if unspaced or _UNSPACED_LETTER.search(stem):
        return inner
    return rf"(?<!\w){inner}" + (r"\w*" if word.endswith("*") else r"(?!\w)")


SpokenWords = Annotated[Spoken, PlainValidator(read_spoken)]
