"""Finds a playbook's words in what a customer wrote, so that one situation can be told from its neighbour."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated, Final

from pydantic import PlainValidator

from classifier.assessment import TextEvidence
from playbooks.errors import not_text, wrong
from playbooks.filters import locale_of

# Whoever writes a plain list means it for every language.
ANY: Final = "any"
# Japanese, Chinese and Thai are written without spaces: a word that has such a letter has no edges to look for,
# and one that has none may stand right beside such a letter ("我的sim卡").
_SIGNS: Final = r"\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f"
_UNSPACED_LETTER: Final = re.compile(f"[{_SIGNS}]")

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
    even = _even(text)
    mixed = _is_mixed(even)
    found = (
        place
        for key in (lang, ANY)
        if key in words
        for word in words[key]
        if (place := _search(word, even, mixed=mixed))
    )
    first = min(found, default=None)
    return TextEvidence(*first, text[slice(*first)]) if first else None


# How many letters a word is looked up by; shorter words by all they have.
_KEY: Final = 3
_WORD: Final = re.compile(r"\w+")

Heard = Mapping[str, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Ear:
    """All words that a library listens for in one language, heard in one go however many there are."""

    starts: Mapping[str, tuple[tuple[str, str], ...]]  # the first letters of a word -> words, each after its first part
    begun: Mapping[str, tuple[tuple[str, str], ...]]  # the same of words that the text's word may go on after
    whole: Mapping[str, tuple[tuple[str, str], ...]]  # a whole word of the text -> words, each after its second part
    signs: tuple[str, ...]  # what begins with no letter stands anywhere, like a question mark

    def hear(self, text: str) -> Heard:
        """Give the first place of each word that stands in a text."""
        even = _even(text)
        mixed = _is_mixed(even)
        heard: dict[str, tuple[int, int]] = {}
        for sign in self.signs:
            if where := _search(sign, even, mixed=mixed):
                heard[sign] = where
        if mixed:  # words may stand anywhere, and their patterns see to the edges
            for place in range(len(even)):
                self._begun_at(self.starts, place, even, heard, mixed=True)
            return heard
        for run in _WORD.finditer(even):  # words begin where letters do
            self._begun_at(self.begun, run.start(), even, heard, mixed=False)
            for second, word in self.whole.get(run[0], ()):
                # Most of several words are not all there, so this is asked before they are looked at.
                if second in even and word not in heard and (where := _match(word, even, run.start(), mixed=False)):
                    heard[word] = where
        return heard

    def _begun_at(
        self,
        known: Mapping[str, tuple[tuple[str, str], ...]],
        place: int,
        even: str,
        heard: dict[str, tuple[int, int]],
        *,
        mixed: bool,
    ) -> None:
        for end in range(1, _KEY + 1):
            for part, word in known.get(even[place : place + end], ()):
                # Most go on otherwise than they begin, so this is asked before the whole word is looked at.
                if (
                    even.startswith(part, place)
                    and word not in heard
                    and (where := _match(word, even, place, mixed=mixed))
                ):
                    heard[word] = where


def build_ear(spoken: Iterable[Spoken], lang: str) -> Ear:
    """Gather the words of many lists for a language; those for any language among them."""
    starts: dict[str, list[tuple[str, str]]] = {}
    begun: dict[str, list[tuple[str, str]]] = {}
    whole: dict[str, list[tuple[str, str]]] = {}
    words = {word for lists in spoken for word in spoken_in(lists, lang)}
    signs = {word for word in words if not _WORD.match(word)}
    for word in sorted(words - signs):
        first, *more = _expression(word).parts
        run = _WORD.match(first)
        starts.setdefault(first[:_KEY], []).append((first, word))
        if run is None or (run[0] == first and not more and _expression(word).open_end):
            begun.setdefault(first[:_KEY], []).append((first, word))
        else:
            whole.setdefault(run[0], []).append((more[0] if more else "", word))
    return Ear(_fixed(starts), _fixed(begun), _fixed(whole), tuple(sorted(signs)))


def _fixed(found: Mapping[str, list[tuple[str, str]]]) -> Mapping[str, tuple[tuple[str, str], ...]]:
    return {key: tuple(words) for key, words in found.items()}


def spoken_in(words: Spoken, lang: str) -> tuple[str, ...]:
    """List the words of a language, those for any language among them."""
    return (*words.get(lang, ()), *words.get(ANY, ()))


def pick_heard(words: Spoken, heard: Heard, text: str, lang: str) -> TextEvidence | None:
    """Give the first of a playbook's words among those that were heard."""
    lists = [words[key] for key in (lang, ANY) if key in words and not _set_of(words[key]).isdisjoint(heard)]
    if not lists:
        return None
    place = min(heard[word] for listed in lists for word in listed if word in heard)
    return TextEvidence(*place, text[slice(*place)])


@lru_cache(maxsize=4096)
def _set_of(words: tuple[str, ...]) -> frozenset[str]:
    return frozenset(words)


def _words(value: object, at: tuple[str, ...]) -> tuple[str, ...]:
    if not isinstance(value, list) or not value:
        raise wrong(f'{value!r} is not a list of words; write it like [damaged, "crush*"]', *at)
    for number, word in enumerate(value):
        if not isinstance(word, str):
            raise wrong(not_text(word), *at, number)
        if not word.strip(" *") or "*" in word.rstrip("*"):
            raise wrong(f"{word!r} is not a word; write letters, and * only at the end for any ending", *at, number)
    return tuple(" ".join(word.split()) for word in value)


def _letters(text: str) -> str:
    """Make letters comparable one by one, so that places stay where they are."""
    low = text.lower()
    if len(low) != len(text):
        low = "".join(letter.lower()[0] for letter in text)  # "İ" has two small letters, the second a mere dot
    return low.replace("ё", "е").replace("’", "'")


# All playbooks ask about the same text.
_even: Final = lru_cache(maxsize=8)(_letters)


@lru_cache(maxsize=8)
def _is_mixed(even: str) -> bool:
    """Tell whether some of a text's letters are written without spaces."""
    return _UNSPACED_LETTER.search(even) is not None


# A library has a few thousand words.
@lru_cache(maxsize=20_000)
def _start(word: str) -> str:
    return _letters(word).rstrip("*").split()[0]


@dataclass(frozen=True, slots=True)
class _Expression:
    """A word or several as they are compared: with edges, unless written without spaces, and an ending or none."""

    parts: tuple[str, ...]
    open_end: bool
    edged: bool


@lru_cache(maxsize=20_000)
def _expression(word: str) -> _Expression:
    stem = _letters(word).rstrip("*")
    return _Expression(tuple(stem.split()), word.endswith("*"), not _UNSPACED_LETTER.search(stem))


def _search(word: str, even: str, *, mixed: bool) -> tuple[int, int] | None:
    place = even.find(_start(word))
    while place >= 0:
        if found := _match(word, even, place, mixed=mixed):
            return found
        place = even.find(_start(word), place + 1)
    return None


def _match(word: str, even: str, place: int, *, mixed: bool) -> tuple[int, int] | None:
    """Give the span of a word that stands at a place. By hand: a compiled pattern costs its first customer more
    than all of suggesting, and a library has ten thousand words.
    """
    expression, end = _expression(word), place
    for part in expression.parts:
        begin = end if end == place else _after_space(even, end)
        if begin is None or not even.startswith(part, begin):
            return None
        end = begin + len(part)
    if not expression.edged:
        return place, end
    first, last = expression.parts[0][0], even[end - 1]
    if _is_letter(first, mixed=mixed) and place and _is_letter(even[place - 1], mixed=mixed):
        return None
    if expression.open_end:
        while end < len(even) and _is_letter(even[end], mixed=mixed):
            end += 1
    elif _is_letter(last, mixed=mixed) and end < len(even) and _is_letter(even[end], mixed=mixed):
        return None
    return place, end


def _after_space(even: str, end: int) -> int | None:
    begin = end
    while begin < len(even) and even[begin].isspace():
        begin += 1
    return begin if begin > end else None


def _is_letter(sign: str, *, mixed: bool) -> bool:
    """Tell a letter or figure; beside Chinese a word of spaced letters may stand without a space."""
    return (sign.isalnum() or sign == "_") and not (mixed and _UNSPACED_LETTER.match(sign))


SpokenWords = Annotated[Spoken, PlainValidator(read_spoken)]
