"""Finds an order number and an e-mail address in what a customer wrote."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

# Every repetition has an end: four thousand letters must not hold the bot up.
EMAIL: Final = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
# What has digits and is no order: links, phones with their country, dates.
_OTHER: Final = re.compile(
    r"https?://\S+|\+\d[\d\s().-]{7,20}\d|\b\d{4}-\d\d-\d\d\b|\b\d{1,2}[./]\d{1,2}[./](?:\d\d){1,2}\b"
)
# Letters, digits and hyphens with a digit among them, as shops number orders: 1042, NL-1042, WC1042.
_NUMBER: Final = r"([A-Za-z]{0,6}-?\d[\dA-Za-z-]{0,19})"
_MARKED: Final = re.compile(rf"[#№]\s?{_NUMBER}")
# "order", "order number", "my order is": the word in the languages we read, and at most two words after it.
_WORDS: Final = r"(?:order|bestell?\w{0,9}|заказ\w{0,4}|pedido|comanda|commande|订单)"
_WORDED: Final = re.compile(
    rf"{_WORDS}(?:\W{{1,3}}[^\W\d]{{1,8}}){{0,2}}?\W{{0,3}}(?<![\dA-Za-z]){_NUMBER}", re.IGNORECASE
)
# A number alone has three digits at least, is no phone, no sum.
_PLAIN: Final = re.compile(
    r"(?<![\w@.,+/€$£-])((?:[A-Za-z]{1,6}-?)?(?!0\d{8})\d{3,12})(?![\w@/-])(?![.,]\d)(?!\s?(?:€|\$|£|₽|eur|usd|руб))",
    re.IGNORECASE,
)
_DIGIT: Final = re.compile(r"\d")
# A message of so few words beside the number is an answer to "which order?".
_SHORT: Final = 2
# How far back a number and an address may be apart.
_BACK: Final = 3


@dataclass(frozen=True, slots=True)
class Number:
    """An order number; `sure` where the message says or plainly is one."""

    text: str
    sure: bool


def email_in(text: str) -> str | None:
    """Find the first e-mail address, spelt as the database keeps it."""
    found = EMAIL.search(text) if "@" in text else None
    return found[0].strip(".").lower() if found else None


def number_in(text: str) -> Number | None:
    """Find what is most likely the order number.

    >>> number_in("I paid 150 EUR for order 1042")
    Number(text='1042', sure=True)
    """
    if not _DIGIT.search(text):  # most messages, in a microsecond
        return None
    rest = _OTHER.sub(" ", EMAIL.sub(" ", text))
    found = _MARKED.search(rest) or _WORDED.search(rest)
    if found:
        return Number(found[1].strip("-"), sure=True)
    plain = _PLAIN.search(rest)
    return Number(plain[1], sure=len(rest.split()) <= _SHORT) if plain else None


def pair_in(text: str, earlier: Sequence[str] = ()) -> tuple[str, str] | None:
    """Find an order number and an e-mail address, of which one may stand in an earlier message of the customer.

    `earlier` are the customer's messages before this one, oldest first. Of each message one number counts, so
    that a list of numbers is one guess.
    """
    email, number = email_in(text), number_in(text)
    if email is None and number is None:
        return None
    before = list(reversed(earlier))[:_BACK]
    if number is None:
        told = (number_in(each) for each in before)
        number = next((each for each in told if each is not None and each.sure), None)
    elif email is None and number.sure:
        email = next((found for each in before if (found := email_in(each))), None)
    return (number.text, email) if number is not None and email is not None else None
