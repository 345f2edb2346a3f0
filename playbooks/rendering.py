"""Turns wordings into sentences: chooses the first one whose facts are known, and writes them in."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from jinja2 import UndefinedError

from playbooks.address import Address
from playbooks.filters import VOICE
from playbooks.fragments import Variant
from playbooks.known import Known
from playbooks.templates import compiled
from playbooks.vocabulary import kind_of

# Telegram's own limit, in UTF-16 units.
MAX_UNITS: Final = 4096


@dataclass(frozen=True, slots=True)
class Choice:
    """The sentence, if there is one, what it names, and the facts that kept better wordings from being said."""

    text: str | None
    missing: frozenset[str] = frozenset()
    named: frozenset[str] = frozenset()
    variant: Variant | None = None


def choose(variants: Iterable[Variant], needs: frozenset[str], known: Known, lang: str) -> Choice:
    """Say the first wording whose facts are all known, in the address that the shop uses."""
    address: Address = "formal" if lang in known.facts.shop.formal else "plain"
    missing: set[str] = set()
    known = known.speaking(lang)
    for variant in variants:
        if variant.address not in (None, address):
            continue
        lacking = {name for name in variant.needs | needs if not known.holds(name)}
        if not lacking:
            return Choice(render(variant.text, known, lang), frozenset(missing), variant.needs, variant)
        # A situation that does not hold is another case and no gap, unless it is unclear for want of fresh facts.
        another_case = not all(map(kind_of, lacking))
        missing |= lacking & known.withheld.keys() if another_case else lacking
    return Choice(None, frozenset(missing))


def render(text: str, known: Known, lang: str) -> str:
    """Write the facts into one text; a variable that is not known raises `LookupError`."""
    context = {**known.context, VOICE: known.voice(lang)}
    try:
        return " ".join(compiled(text).render(context).split())
    except UndefinedError as error:
        raise LookupError(f"{text!r} names what is not known: {error.message}; check `needs` first") from error


def fits(text: str) -> bool:
    """Tell whether Telegram takes a text whole; it counts an emoji as two."""
    return 0 < len(text.encode("utf-16-le")) // 2 <= MAX_UNITS
