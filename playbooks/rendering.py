"""Turns wordings into sentences: chooses the first one whose facts are known, and writes them in."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from jinja2 import UndefinedError

from playbooks.address import Address
from playbooks.filters import FILTERS, VOICE
from playbooks.fragments import Variant
from playbooks.given import without_number
from playbooks.known import Known
from playbooks.records import Chooser
from playbooks.templates import Part, compiled, plain_parts
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
            # Our own words only: what the customer wrote is quoted as it stands.
            text = without_number(variant.text, lang) if known.holds("names_order") else variant.text
            return Choice(render(text, known, lang), frozenset(missing), variant.needs, variant)
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
    plain = plain_parts(text)
    written = _write_plain(*plain, known, lang) if plain else _write_template(text, known, lang)
    return _DOUBLED_STOP.sub(".", " ".join(written.split()))


def _write_plain(parts: Sequence[Part], end: str, known: Known, lang: str) -> str:
    """Write what the template would, without compiling one."""
    voice = {VOICE: known.voice(lang)}
    said = []
    for part in parts:
        value = known.values.get(part.path)
        if value is None:
            raise LookupError(f"{part.path} is not known, and a text names it; check `needs` first")
        said += [part.before, FILTERS[part.used](voice, value) if part.used else str(value)]
    return "".join([*said, end])


def _write_template(text: str, known: Known, lang: str) -> str:
    context = {**known.context, VOICE: known.voice(lang)}
    try:
        return compiled(text).render(context)
    except UndefinedError as error:
        raise LookupError(f"{text!r} names what is not known: {error.message}; check `needs` first") from error


def fits(text: str) -> bool:
    """Tell whether Telegram takes a text whole; it counts an emoji as two."""
    return 0 < len(text.encode("utf-16-le")) // 2 <= MAX_UNITS
