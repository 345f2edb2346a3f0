"""Finds the order that a message names by what was bought: "my kettle" is the order with the kettle."""

import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

from classifier.history.orders import Order

# Shorter words ("set", "size", "with") stand in all sorts of titles.
SHORTEST: Final = 5
# Endings change with the case and the number: so many letters are compared.
STEM: Final = 6
# Most Chinese words have two signs, and single ones mean too much.
_HAN: Final = re.compile(r"(?=([\u3400-\u9fff]{2}))")
_WORD: Final = re.compile(rf"[^\W\d_\u3400-\u9fff]{{{SHORTEST},}}")


def order_bought(text: str, orders: Sequence[Order]) -> Order | None:
    """Give the one order whose articles a text names in words of no other order; `None` where that is unclear."""
    titles = [_words(" ".join(item.title for item in order.items)) for order in orders]
    common = Counter(word for title in titles for word in title)
    said = _words(text)
    hits = [sum(common[word] == 1 for word in title & said) for title in titles]
    most = max(hits, default=0)
    return orders[hits.index(most)] if most and hits.count(most) == 1 else None


def _words(text: str) -> frozenset[str]:
    low = text.lower().replace("ё", "е")
    return frozenset(word[:STEM] for word in _WORD.findall(low)) | frozenset(_HAN.findall(low))
