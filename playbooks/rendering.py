"""Turns wordings into sentences: chooses the first one whose facts are known, and writes them in."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from jinja2 import UndefinedError

from playbooks.address import Address
from playbooks.filters import VOICE
from playbooks.fragments import Variant
from playbooks.known import Known
from playbooks.records import Chooser
from playbooks.templates import compiled
from playbooks.vocabulary import kind_of

# Telegram's own limit, in UTF-16 units.
MAX_UNITS: Final = 4096
# A value may end with a full stop of its own ("30 июня 2027 г.") where the sentence ends too.
_DOUBLED_STOP: Final = re.compile(r"(?<!\.)\.\.(?!\.)")


@dataclass(frozen=True, slots=True)
class Choice:
    """The sentence, if there is one, what it names, and the facts that kept better wordings from being said."""

    text: str | None
    missing: frozenset[str] = frozenset()
    named: frozenset[str] = frozenset()
    variant: Variant | None = None


def choose(
    variants: Sequence[Variant], needs: frozenset[str], known: Known, lang: str, pick: Chooser | None = None
) -> Choice:
    """Say the first wording whose facts are all known, in the address that the shop uses.

    `pick` chooses between it and those that need and ask the same: they say the same in other words.
    """
    missing: set[str] = set()
    known = known.speaking(lang)
    for variant in in_address(variants, known, lang):
        lacking = {name for name in variant.needs | needs if not known.holds(name)}
        if not lacking:
            if pick is not None:
                variant = pick(list(alike(variant, in_address(variants, known, lang))))  # noqa: PLW2901 - the loop ends
            return Choice(render(variant.text, known, lang), frozenset(missing), variant.needs, variant)
        # A situation that does not hold is another case and no gap, unless it is unclear for want of fresh facts.
        another_case = not all(map(kind_of, lacking))
        missing |= lacking & known.withheld.keys() if another_case else lacking
    return Choice(None, frozenset(missing))


def in_address(variants: Iterable[Variant], known: Known, lang: str) -> Iterator[Variant]:
    """Give the wordings in the address that the shop uses in a language."""
    address: Address = "formal" if lang in known.facts.shop.formal else "plain"
    return (variant for variant in variants if variant.address in (None, address))


def alike(said: Variant, variants: Iterable[Variant]) -> Iterator[Variant]:
    """Give the wordings that can be said whenever this one can, and lead on to the same."""
    return (variant for variant in variants if variant.needs == said.needs and variant.asks == said.asks)


def render(text: str, known: Known, lang: str) -> str:
    """Write the facts into one text; a variable that is not known raises `LookupError`."""
    if "{" not in text:
        return text  # half of all texts name no fact
    context = {**known.context, VOICE: known.voice(lang)}
    try:
        written = " ".join(compiled(text).render(context).split())
    except UndefinedError as error:
        raise LookupError(f"{text!r} names what is not known: {error.message}; check `needs` first") from error
    return _DOUBLED_STOP.sub(".", written)


def fits(text: str) -> bool:
    """Tell whether Telegram takes a text whole; it counts an emoji as two."""
    return 0 < len(text.encode("utf-16-le")) // 2 <= MAX_UNITS
