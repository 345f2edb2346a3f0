"""Which words tell what many messages are about: those that most of them share and that are rare otherwise."""

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

# A word tells something where this share of the messages has it, and three times as many as before.
SHARED: Final = 0.6
RARER: Final = 3.0
# Shorter ones are mostly grammar; a beginning of this length stands for all forms of a word (заказ, заказа, заказы).
SHORTEST: Final = 4
STEM: Final = 6
# As many as a lead takes in.
MOST: Final = 3
_WORD: Final = re.compile(r"[^\W\d_]{2,40}")
# Written without spaces: two signs together say about as much as a word.
_HAN: Final = re.compile(r"[\u3400-\u9fff]+")
# What messages to any shop are full of, in our six languages, cut like the rest; an order is what all of them are about.
COMMON: Final = frozenset(
    [
        "hello",
        "please",
        "thanks",
        "thank",
        "order",
        "orders",
        "have",
        "with",
        "this",
        "that",
        "your",
        "from",
        "what",
        "when",
        "where",
        "been",
        "still",
        "there",
        "would",
        "could",
        "about",
        "здравс",
        "добрый",
        "подска",
        "пожалу",
        "спасиб",
        "заказ",
        "заказа",
        "заказо",
        "когда",
        "почему",
        "меня",
        "есть",
        "просто",
        "hola",
        "buenas",
        "gracia",
        "pedido",
        "cuando",
        "donde",
        "tengo",
        "esta",
        "este",
        "para",
        "quiero",
        "comand",
        "quan",
        "estic",
        "vull",
        "moltes",
        "goeie",
        "bestel",
        "wannea",
        "myn",
        "tank",
        "graach",
        "你好",
        "请问",
        "谢谢",
        "订单",
        "什么",
        "我的",
        "没有",
        "怎么",
    ]
)


@lru_cache(maxsize=4_096)
def word_stems(text: str) -> frozenset[str]:
    """Cut a text into words by their beginnings.

    >>> sorted(word_stems("The payments page"))
    ['page', 'paymen']
    """
    flat = text.casefold()
    words = {word[:STEM] for word in _WORD.findall(_HAN.sub(" ", flat)) if len(word) >= SHORTEST}
    pairs = {run[place : place + 2] for run in _HAN.findall(flat) for place in range(len(run) - 1)}
    return frozenset(words | pairs) - COMMON


def telling_words(texts: Sequence[str], before: Sequence[str] = ()) -> list[str]:
    """List the words that most of these texts share, and texts of before did not; spelt as most people spell them."""
    if not texts:
        return []
    now, usual = _counted(texts), _counted(before)
    shares = {stem: count / len(texts) for stem, count in now.items()}
    telling = [
        stem
        for stem, share in sorted(shares.items(), key=lambda one: (-one[1], one[0]))
        if share >= SHARED and share >= RARER * (usual[stem] / len(before) if before else 0)
    ]
    return [_spelt(stem, texts) for stem in telling[:MOST]]


def _counted(texts: Sequence[str]) -> Counter[str]:
    return Counter(stem for text in texts for stem in word_stems(text))


def _spelt(stem: str, texts: Sequence[str]) -> str:
    forms = Counter(word for text in texts for word in _WORD.findall(text.casefold()) if word.startswith(stem))
    return forms.most_common(1)[0][0] if forms else stem
