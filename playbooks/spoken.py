"""Finds a playbook's words in what a customer wrote, so that one situation can be told from its neighbour."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
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
_NO_LETTER: Final = re.compile(r"\W")

Heard = Mapping[str, tuple[int, int]]
_Index = Mapping[str, tuple[tuple[str, str], ...]]
_Lists = defaultdict[str, list[tuple[str, str]]]


@dataclass(frozen=True, slots=True)
class Ear:
    """All words that a library listens for in one language, heard in one go however many there are."""

    starts: _Index  # first letters -> the words that begin so, each with its first part
    begun: _Index  # those of them after which the text's own word may go on, such as "crush*"
    whole: _Index  # a word as it stands in the text -> the words that begin with it, each with its second part or none
    signs: tuple[str, ...]  # what begins with no letter stands anywhere, like a question mark

    def hear(self, text: str) -> Heard:
        """Give the first place of each word that stands in a text."""
        even = _even(text)
        mixed = _is_mixed(even)
        heard = {sign: where for sign in self.signs if (where := _search(sign, even, mixed=mixed))}
        for word, place in self._anywhere(even) if mixed else self._where_letters_begin(even):
            if word not in heard and (where := _match(word, even, place, mixed=mixed)):
                heard[word] = where
        return heard

    def _anywhere(self, even: str) -> Iterator[tuple[str, int]]:
        """Give what may stand in a mixed text; the words' own edges are seen to afterwards."""
        return ((word, place) for place in range(len(even)) for word in _begun_at(self.starts, place, even))

    def _where_letters_begin(self, even: str) -> Iterator[tuple[str, int]]:
        for run in _WORD.finditer(even):
            place = run.start()
            for word in _begun_at(self.begun, place, even):
                yield word, place
            for second, word in self.whole.get(run[0], ()):
                if second in even:  # most words of several are not all there
                    yield word, place


def _begun_at(known: _Index, place: int, even: str) -> Iterator[str]:
    for end in range(1, _KEY + 1):
        for part, word in known.get(even[place : place + end], ()):
            if even.startswith(part, place):
                yield word


def build_ear(spoken: Iterable[Spoken], lang: str) -> Ear:
    """Gather the words of many lists for a language; those for any language among them."""
    starts, begun, whole = _Lists(list), _Lists(list), _Lists(list)
    words = {word for lists in spoken for word in spoken_in(lists, lang)}
    signs = {word for word in words if not _WORD.match(word)}
    for word in sorted(words - signs):
        expression = _expression(word)
        first, second = (part.rstrip("*") for part in (*expression.parts, "")[:2])
        run = _NO_LETTER.split(first, maxsplit=1)[0]
        starts[first[:_KEY]].append((first, word))
        if expression.parts[0].endswith("*") or (expression.open_end and expression.parts == (run,)):
            begun[first[:_KEY]].append((first, word))
        else:
            whole[run].append((second, word))
    return Ear(_fixed(starts), _fixed(begun), _fixed(whole), tuple(sorted(signs)))


def _fixed(lists: _Lists) -> _Index:
    return {key: tuple(words) for key, words in lists.items()}


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
        if not word.strip(" *") or any(not part.strip("*") or "*" in part.rstrip("*") for part in word.split()):
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
    return _letters(word).split()[0].rstrip("*")


@dataclass(frozen=True, slots=True)
class _Expression:
    """A word or several as they are compared: with edges, unless written without spaces; a part may have any ending."""

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
        stem = part.rstrip("*")
        if begin is None or not even.startswith(stem, begin):
            return None
        end = begin + len(stem) if stem == part else _word_end(even, begin + len(stem), mixed=mixed)
    if not expression.edged:
        return place, end
    first, last = expression.parts[0][0], even[end - 1]
    if _is_letter(first, mixed=mixed) and place and _is_letter(even[place - 1], mixed=mixed):
        return None
    if expression.open_end:
        end = _word_end(even, end, mixed=mixed)
    elif _is_letter(last, mixed=mixed) and end < len(even) and _is_letter(even[end], mixed=mixed):
        return None
    return place, end


def _word_end(even: str, end: int, *, mixed: bool) -> int:
    while end < len(even) and _is_letter(even[end], mixed=mixed):
        end += 1
    return end


def _after_space(even: str, end: int) -> int | None:
    begin = end
    while begin < len(even) and even[begin].isspace():
        begin += 1
    return begin if begin > end else None


def _is_letter(sign: str, *, mixed: bool) -> bool:
    """Tell a letter or figure; beside Chinese a word of spaced letters may stand without a space."""
    return (sign.isalnum() or sign == "_") and not (mixed and _UNSPACED_LETTER.match(sign))


SpokenWords = Annotated[Spoken, PlainValidator(read_spoken)]
