"""Takes what points to a person out of agents' words before they are kept to learn from: names, numbers, addresses, links.

It masks too much rather than too little: a lost word costs a report some sense, a kept name costs somebody's privacy.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Final

from bot.plainwords import plain_words

MASKS: Final = {
    "link": "[link]",
    "email": "[e-mail]",
    "handle": "[name]",
    "number": "[number]",
    "text": "[text]",
    "word": "[name]",
}

# Letters of scripts without capitals, where nothing tells a name: Hebrew and Arabic to Georgian, Korean and Ethiopic,
# Khmer and Mongolian, Japanese and Chinese.
_LEVEL: Final = (
    "\u0590-\u109f\u10d0-\u139f\u1780-\u18af\u3005-\u3007\u3040-\u312f\u3400-\u9fff\ua960-\ua97f\uac00-\ud7ff"
    "\uf900-\ufaff\U00020000-\U000323af"
)
_LETTERS: Final = rf"(?:(?![{_LEVEL}])[^\W\d_])+"
_CAPITALISED: Final = rf"{_LETTERS}(?:['’-]{_LETTERS})*"
# Every repetition has an end: four thousand letters must not hold the bot up. A number is whatever has a digit in it,
# with what holds it together: sums, times, dates, phones, order and tracking numbers.
_KINDS: Final = re.compile(
    r"""
    (?P<email>[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8})
    |(?P<link>(?:https?://|www\.)\S{1,2000}
        |\b[\w-]{1,63}(?:\.[\w-]{1,63}){0,4}\.(?:[a-z]{2,10}|[A-Z]{2,10}|рф)(?:/\S{0,2000}|\b))
    |(?P<handle>@\w{3,64})
    |(?P<number>[+\#№€$£]?(?:[^\W\d_]{1,8}-?)?\d[\w-]{0,40}(?:[ .,:/()-]{1,2}\d[\w-]{0,40}){0,12}[%€$£₽]?)
    |(?P<text>["""
    + _LEVEL
    + r"""]+)
    |(?P<word>"""
    + _CAPITALISED
    + r""")
    """,
    re.VERBOSE,
)
_WORD: Final = re.compile(rf"[{_LEVEL}]+|{_CAPITALISED}")
_WITHOUT_CAPITALS: Final = re.compile(f"[{_LEVEL}]")
_BEGINS: Final = re.compile(r"""(?:^|[.!?…:;\n。！？«“"„(–—])\s*$""")
_CALLED: Final = re.compile(r"\s*[,!，！]")
# Far enough back to see whether a sentence ended.
_BACK: Final = 5
# What people begin a sentence with and set off by a comma, in the languages of the library: it is nobody's name.
_GREETINGS: Final = frozenset(
    [
        *(
            "hello",
            "hi",
            "hey",
            "sorry",
            "thanks",
            "yes",
            "no",
            "ok",
            "okay",
            "sure",
            "certainly",
            "great",
            "now",
            "so",
        ),
        *("well", "unfortunately", "здравствуйте", "здравствуй", "привет", "спасибо", "простите", "извините", "да"),
        *("нет", "хорошо", "конечно", "увы", "hola", "gracias", "perdón", "perdona", "sí", "claro", "lamentablemente"),
        *("gràcies", "malauradament", "goeie", "hoi", "tank", "ja", "nee", "fansels", "spitigernôch"),
        *(
            "dear",
            "regards",
            "cheers",
            "naturally",
            "kindest",
            "warmest",
            "sincerely",
            "apologies",
            "congratulations",
            "estimada",
            "estimado",
            "benvolguda",
            "benvolgut",
            "leave",
        ),
        *("уважаемая", "уважаемый", "добрый"),
    ]
)
_MYSELF: Final = re.compile(r"I(?:['’]\w+)?")


@dataclass(frozen=True, slots=True)
class Secret:
    """A place in a text that points to somebody, and what stands there instead."""

    start: int
    end: int
    mask: str


def secrets_of(text: str, names: Collection[str] = (), *, ours: str = "") -> tuple[Secret, ...]:
    """Find what is to be masked; `names` are the people concerned.

    Names are capitalised words, unless our own text `ours` has them as well, or at the beginning of a sentence the
    shipped playbooks. In scripts without capitals whatever our own text does not have is masked.
    """
    known = frozenset(part.casefold() for name in names for part in _WORD.findall(name))
    plain = frozenset(word for word in _WORD.findall(ours) if word.casefold() not in known)
    people = _People(known, plain, ours)
    return tuple(secret for found in _KINDS.finditer(text) for secret in people.secrets_at(found))


def mask(text: str, secrets: Collection[Secret], start: int = 0, end: int | None = None) -> str:
    """Write a part of a text with its secrets masked; one that the part touches is masked whole.

    >>> text = "Hello Petra, write to anna@example.org about #1042"
    >>> mask(text, secrets_of(text))
    'Hello [name], write to [e-mail] about [number]'
    """
    return "".join(_pieces(text, secrets, start, len(text) if end is None else end))


def _pieces(text: str, secrets: Collection[Secret], start: int, end: int) -> Iterator[str]:
    for secret in secrets:
        if secret.end <= start or secret.start >= end:
            continue
        yield text[start : secret.start]
        yield secret.mask
        start = secret.end
    yield text[start:end]


@dataclass(frozen=True, slots=True)
class _People:
    """Whose names are to be found, and which words are none: those of our own text."""

    known: frozenset[str]
    plain: frozenset[str]
    ours: str

    def secrets_at(self, found: re.Match[str]) -> Iterator[Secret]:
        """Give what of a find is to be masked: all, nothing, or the known names in it."""
        kind = found.lastgroup or "word"
        if kind == "text" and found[0] in self.ours:
            yield from self._known_in(found)
        elif kind != "word" or self._is_name(found):
            yield Secret(found.start(), found.end(), MASKS[kind])

    def _known_in(self, found: re.Match[str]) -> Iterator[Secret]:
        """Find known names where no space is around them; the longest first, as a family name is part of a name."""
        names = sorted(filter(_WITHOUT_CAPITALS.search, self.known), key=len, reverse=True)
        if names:
            for name in re.finditer("|".join(map(re.escape, names)), found[0]):
                yield Secret(found.start() + name.start(), found.start() + name.end(), MASKS["word"])

    def _is_name(self, found: re.Match[str]) -> bool:
        word = found[0]
        small = word.casefold()
        if small in self.known:
            return True
        if not word[0].isupper() or word in self.plain or small in _GREETINGS or _MYSELF.fullmatch(word):
            return False
        # At the beginning of a sentence every word has a capital; there it is a name where it is no word that
        # we know, or where somebody is called by it.
        begins = _BEGINS.search(found.string[max(0, found.start() - _BACK) : found.start()])
        return not begins or small not in plain_words() or _CALLED.match(found.string, found.end()) is not None
