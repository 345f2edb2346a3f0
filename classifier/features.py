"""Cuts a message into hashed features for the learned weights; each knows the words that it stands for."""

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

# Two to the eighteenth: of the corpus's features about one in four shares its place with another, which costs
# nothing measurable; half the places cost a point of F1.
BUCKETS: Final = 1 << 18
# Pieces of words carry endings, stems and typos; shorter ones say nothing, longer ones are the word itself.
PIECES: Final = (3, 4, 5)
# A Chinese word has one to four characters; single ones and pairs are features of all tokens.
RUNS: Final = (3, 4)
# Words that are remembered with their pieces, of half a kilobyte each.
REMEMBERED: Final = 20_000

# Links, what stands for one in masked texts, e-mail addresses; and names in public posts.
LINK: Final = r"https?://\S+|www\.\S+|<\w+>|(?<![\w.+-])[\w.+-]{1,64}@[\w-]+\.\w+"
NAME: Final = r"@\w+"
_TOKEN: Final = re.compile(
    rf"(?P<link>{LINK})|(?P<name>{NAME})|(?P<number>\d+)"
    r"|(?P<han>[\u3400-\u9fff])|(?P<word>(?:(?![\u3400-\u9fff])[^\W\d_])+(?:['’](?:(?![\u3400-\u9fff])[^\W\d_])+)*)"
    r"|(?P<mark>[!?！？]+|\.{2,}|…+|[^\w\s])"
)
_LONG_RUN: Final = re.compile(r"(.)\1{2,}")
_START: Final = "^"
_END: Final = "$"


class Token(NamedTuple):
    """A word, character or mark: its place in the text, and the form that features are made of."""

    start: int
    end: int
    kind: str
    form: str


@dataclass(frozen=True, slots=True)
class Features:
    """What a text has: `ids` (n,) below `BUCKETS`, once each; `firsts` and `lasts` (n,) the tokens of the first place."""

    tokens: tuple[Token, ...]
    ids: npt.NDArray[np.int64]
    firsts: npt.NDArray[np.int64]
    lasts: npt.NDArray[np.int64]


def tokens_of(text: str) -> tuple[Token, ...]:
    """Cut a text; numbers, names and links lose what they name."""
    return tuple(_token(found) for found in _TOKEN.finditer(text))


def features_of(text: str) -> Features:
    """List the features of a text: words and their pieces, pairs, triples, Chinese runs, capitals, length."""
    tokens = tokens_of(text)
    seen: dict[int, tuple[int, int]] = {}
    for at, token in enumerate(tokens):
        here = (at, at)
        for feature in _of_token(token.form, token.kind):
            seen.setdefault(feature, here)
        if token.kind == "word" and token.end - token.start > 2 and text[token.start : token.end].isupper():
            seen.setdefault(_CAPITALS, here)
    for feature, first, last in _sequences(tokens):
        seen.setdefault(feature, (first, last))
    places = np.array(list(seen.values()), dtype=np.int64).reshape(-1, 2)
    return Features(tokens, np.array(list(seen), dtype=np.int64), places[:, 0], places[:, 1])


def _token(found: re.Match[str]) -> Token:
    kind = found.lastgroup or "mark"
    forms = {"link": "<link>", "name": "@", "number": "0"}
    raw = found[0]
    form = _mark(raw) if kind == "mark" else forms.get(kind) or _word(raw)
    return Token(found.start(), found.end(), kind, form)


def _word(raw: str) -> str:
    """Fold case, apostrophes and stretched letters."""
    return _LONG_RUN.sub(r"\1\1", raw.lower().replace("’", "'"))


def _mark(raw: str) -> str:
    """Fold runs of marks: three exclamation marks say what ten say."""
    plain = raw.replace("！", "!").replace("？", "?")
    if set(plain) <= set("!?"):
        return "".join(sorted(set(plain))) + str(min(len(plain), 3))
    return ".." if plain[0] in ".…" and plain != "." else plain


def _sequences(tokens: tuple[Token, ...]) -> Iterator[tuple[int, int, int]]:
    """Give what spans several tokens, with the first and the last of them."""
    if not tokens:
        return
    forms = [_START, *(token.form for token in tokens), _END]
    end = len(tokens) - 1
    for at in range(end + 1):
        yield _hash(f"b{forms[at]}_{forms[at + 1]}"), max(at - 1, 0), at
    for at in range(end):
        yield _hash(f"t{forms[at]}_{forms[at + 1]}_{forms[at + 2]}"), max(at - 1, 0), at + 1
    yield _hash(f"b{forms[-2]}_{_END}"), end, end
    yield _hash(f"length{min(6, (end + 1).bit_length())}"), 0, end
    yield from _runs(tokens)


def _runs(tokens: tuple[Token, ...]) -> Iterator[tuple[int, int, int]]:
    """Runs of three and four Chinese characters; one and two are features of all tokens."""
    chinese = [token.kind == "han" for token in tokens]
    if not any(chinese):
        return
    for length in RUNS:
        for at in range(len(tokens) - length + 1):
            if all(chinese[at : at + length]):
                run = "".join(token.form for token in tokens[at : at + length])
                yield _hash(f"r{run}"), at, at + length - 1


@lru_cache(REMEMBERED)
def _of_token(form: str, kind: str) -> tuple[int, ...]:
    own = (_hash(f"w{form}"),)
    if kind != "word" or len(form) < PIECES[0]:
        return own
    whole = f"<{form}>"
    pieces = (whole[at : at + length] for length in PIECES for at in range(len(whole) - length + 1))
    return own + tuple(_hash(f"c{piece}") for piece in pieces)


def _hash(feature: str) -> int:
    return zlib.crc32(feature.encode("utf-8", "replace")) % BUCKETS


_CAPITALS: Final = _hash("capitals")
