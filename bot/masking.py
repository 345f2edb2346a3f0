"""Takes what points to a person out of agents' words before they are kept to learn from: names, numbers, addresses, links.

It masks too much rather than too little: a lost word costs a report some sense, a kept name costs somebody's privacy.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Final

MASKS: Final = {"link": "[link]", "email": "[e-mail]", "handle": "[name]", "number": "[number]", "word": "[name]"}

# Every repetition has an end: four thousand letters must not hold the bot up. A number is whatever has a digit in it,
# with what holds it together: sums, times, dates, phones, order and tracking numbers.
_KINDS: Final = re.compile(
    r"""
    (?P<link>(?:https?://|www\.)\S{1,2000}|\b[\w-]{1,63}(?:\.[\w-]{1,63}){0,4}\.[a-z]{2,10}/\S{0,2000})
    |(?P<email>[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8})
    |(?P<handle>@\w{3,64})
    |(?P<number>[+\#№€$£]?(?:[^\W\d_]{1,8}-?)?\d[\w-]{0,40}(?:[ .,:/()-]{1,2}\d[\w-]{0,40}){0,12}[%€$£₽]?)
    |(?P<word>[^\W\d_]+(?:['’-][^\W\d_]+)*)
    """,
    re.VERBOSE,
)
_WORD: Final = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
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

    Capitalised words inside a sentence count as names, unless our own text `ours` has them as well.
    """
    known = {part.casefold() for name in names for part in _WORD.findall(name)}
    plain = {word for word in _WORD.findall(ours) if word.casefold() not in known}
    return tuple(
        Secret(found.start(), found.end(), MASKS[found.lastgroup or "word"])
        for found in _KINDS.finditer(text)
        if found.lastgroup != "word" or _is_name(found, known, plain)
    )


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


def _is_name(found: re.Match[str], known: Collection[str], plain: Collection[str]) -> bool:
    word = found[0]
    if word.casefold() in known:
        return True
    if not word[0].isupper() or word in plain or word.casefold() in _GREETINGS or _MYSELF.fullmatch(word):
        return False
    # At the beginning of a sentence every word has a capital; there it is a name where somebody is called by it.
    begins = _BEGINS.search(found.string[max(0, found.start() - _BACK) : found.start()])
    return not begins or _CALLED.match(found.string, found.end()) is not None
