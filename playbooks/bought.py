"""Finds the order that a message names by what was bought: "my kettle leaks" is about the order with the kettle."""

import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

from classifier.history.orders import Order

# Shorter words ("set", "size", "with") stand in all sorts of titles.
SHORTEST: Final = 5
# Endings change with the case and the number: so many letters are compared.
STEM: Final = 6
# One word may be chance ("charged twice" and a charger); two of a title, or two pairs of signs, are not.
SURE: Final = 2
# Most Chinese words have two signs, and single ones mean too much.
_HAN: Final = re.compile(r"(?=([\u3400-\u9fff]{2}))")
_WORD: Final = re.compile(rf"[^\W\d_\u3400-\u9fff]{{{SHORTEST},}}")
# What people write about any order.
_USUAL: Final = frozenset(
    [
        "order",
        "orders",
        "return",
        "charge",
        "cancel",
        "delive",
        "receiv",
        "travel",
        "white",
        "black",
        "green",
        "brown",
        "large",
        "small",
        "month",
        "gift",
        "заказа",
        "заказы",
        "вернут",
        "возвра",
        "доставк",
        "отмени",
        "деньги",
        "pedido",
        "pedid",
        "devolv",
        "devolu",
        "entreg",
        "cancel",
        "blanco",
        "negro",
        "comand",
        "devol",
        "lliura",
        "blanc",
        "negre",
        "bestel",
        "werom",
        "besoar",
        "订单",
        "收到",
        "发货",
        "退货",
        "退款",
        "快递",
        "客服",
    ]
)
# "The other one": an article that is named is then not the one that is meant.
_OTHER: Final = re.compile(r"\b(?:other|another|друг\w+|otro|otra|altre|altra|oare)\b|别的|另外|另一")


def order_bought(text: str, orders: Sequence[Order]) -> Order | None:
    """Give the one order whose articles a text names in words of no other order; `None` where that is unclear."""
    hits = _hits(text, orders)
    most = max(hits, default=0)
    return orders[hits.index(most)] if most and hits.count(most) == 1 else None


def is_surely_bought(order: Order, text: str, orders: Sequence[Order]) -> bool:
    """Tell whether it must be that order: enough of its words are in the text."""
    return order_bought(text, orders) == order and max(_hits(text, orders)) >= SURE


def _hits(text: str, orders: Sequence[Order]) -> list[int]:
    """Count for each order the words of its articles that a text says and no other order has."""
    if _OTHER.search(text.lower()):
        return [0] * len(orders)
    titles = [_words(" ".join(item.title for item in order.items)) for order in orders]
    common = Counter(word for title in titles for word in title)
    said = _words(text)
    return [sum(common[word] == 1 for word in title & said) for title in titles]


def _words(text: str) -> frozenset[str]:
    low = text.lower().replace("ё", "е")
    return frozenset((*(word[:STEM] for word in _WORD.findall(low)), *_HAN.findall(low))) - _USUAL
