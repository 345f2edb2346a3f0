"""Reads what a shop promises, where it points to, and whom to call in danger."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from bot.shop.sections import read_money, read_text
from classifier.taxonomy import LANGUAGES
from playbooks.errors import did_you_mean, wrong
from playbooks.vocabulary import POLICIES

# A century of days or months: more is a slip of the finger.
_LARGEST: Final = 36_500


def read_policies(value: object) -> Mapping[str, int | Decimal | str]:
    """Read what the shop promises; a policy without a value is not set."""
    policies = read_mapping(value, "return_days: 30")
    for name in policies:
        if name not in POLICIES:
            raise wrong(f"{name!r} is not a policy; {did_you_mean(name, POLICIES)}")
    return {name: _policy(name, setting) for name, setting in policies.items() if setting is not None}


def read_links(value: object) -> Mapping[str, str]:
    """Read the addresses that replies may give."""
    links = {name: link for name, link in read_mapping(value, "returns: https://…").items() if link is not None}
    for name, link in links.items():
        if not name.isidentifier():
            raise wrong(f"{name!r} is not a name; write small letters and _, like size_guide")
        if not isinstance(link, str) or not link.startswith(("https://", "http://")):
            raise wrong(f"{link!r} is not a link; write it whole, like https://shop.example/returns", name)
    return {name: str(link) for name, link in links.items()}


def read_emergency(value: object) -> Mapping[str, str]:
    """Read the numbers to call in danger, by place."""
    numbers = read_mapping(value, 'default: "112"')
    for place in numbers:
        country = len(place) == 2 and place.isalpha() and place.isupper()
        if place != "default" and place not in LANGUAGES and not country:
            raise wrong(f"{place!r} is no place; write default, a language like ru, or a country like NL")
    return {place: read_text(number) for place, number in numbers.items() if number is not None}


def read_mapping(value: object, example: str) -> Mapping[str, object]:
    """Read a section with keys of its own; refuses anything else with an example."""
    if not isinstance(value, dict):
        raise wrong(f"{value!r} has no keys; write them like {example}")
    return value


def _policy(name: str, value: object) -> int | Decimal | str:
    try:
        if POLICIES[name] == "money":
            return read_money(value)
        if POLICIES[name] == "text":
            return read_text(value)
    except ValueError as error:
        raise wrong(str(error), name) from error
    if isinstance(value, bool) or not isinstance(value, int) or not 0 < value <= _LARGEST:
        raise wrong(f"{value!r} is not a number; write a whole one from 1 up, like 30", name)
    return value
