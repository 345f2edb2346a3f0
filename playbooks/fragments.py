"""What a playbook says in one slot: by language, tone and address, with what each wording needs to be known.

A slot is written as short as it can be. `en: text` is one text for every tone;
`en: {short: …, warm: …, firm: …}` gives each its own; `{plain: …, formal: …}` one for
each address, as does `[plain|formal]` within a text; a list is tried in order, and the
first whose facts are known is said; `{text: …, needs: [order_late]}` adds what the text
itself does not name, and `asks: true` says that the customer's answer is needed next.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from hashlib import blake2b
from typing import Annotated, Final, TypeAlias

from pydantic import PlainValidator

from playbooks.address import ADDRESSES, Address, addressed
from playbooks.errors import did_you_mean, not_text, wrong
from playbooks.filters import locale_of
from playbooks.suggestion import TONES, Tone
from playbooks.templates import facts_of
from playbooks.vocabulary import SITUATIONS, VARIABLES, is_situation, kind_of

VARIANT_KEYS: Final = ("text", "needs", "asks")
# What every language falls back to.
FALLBACK: Final = "en"
Path: TypeAlias = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Variant:
    """One wording; `needs` has the facts it names and the situations it supposes."""

    text: str
    needs: frozenset[str] = frozenset()
    address: Address | None = None  # None suits both
    asks: bool = False  # the next word is the customer's, so no time of ours is promised after it
    key: str = ""  # names the wording where it is counted how often it was sent unchanged


# language -> tone -> wordings, the most wanted first
FragmentTexts: TypeAlias = Mapping[str, Mapping[Tone, tuple[Variant, ...]]]
# language of the desk -> wordings; read by agents, so without tone
WordsTexts: TypeAlias = Mapping[str, tuple[Variant, ...]]


def read_fragment(value: object) -> FragmentTexts:
    """Read a slot as a person wrote it."""
    return {lang: _tones(texts, lang, (lang,)) for lang, texts in _languages(value)}


def read_words(value: object) -> WordsTexts:
    """Read a text for agents; without a language it is English and shown to every desk."""
    if not isinstance(value, dict) or (value and set(value) <= {*VARIANT_KEYS}):
        return {"en": tuple(_variants(value, "en", ()))}
    return {lang: tuple(_variants(texts, lang, (lang,))) for lang, texts in _languages(value)}


def read_needs(value: object, at: Path = ()) -> frozenset[str]:
    """Read names of facts and situations."""
    if not isinstance(value, list):
        raise wrong(f"{value!r} is not a list; write it like [order.tracking, order_late]", *at)
    for number, name in enumerate(value):
        if not isinstance(name, str) or not (is_situation(name) or kind_of(name)):
            hint = did_you_mean(str(name), [*SITUATIONS, *VARIABLES])
            raise wrong(f"{name!r} is neither a fact nor a situation; {hint}", *at, number)
    return frozenset(value)


def _languages(value: object) -> Iterator[tuple[str, object]]:
    if not isinstance(value, dict) or not value:
        raise wrong(f"{value!r} has no language; write it like en: {value if isinstance(value, str) else 'text'}")
    for lang, texts in value.items():
        if lang in {*TONES, *ADDRESSES, *VARIANT_KEYS}:
            raise wrong(f"{lang!r} stands where a language belongs; write it like en: {{{lang}: …}}")
        yield _known_language(lang), texts


def _known_language(lang: str) -> str:
    try:
        locale_of(lang)
    except ValueError as error:
        raise wrong(str(error)) from error
    return lang


def _tones(value: object, lang: str, at: Path) -> Mapping[Tone, tuple[Variant, ...]]:
    if isinstance(value, dict) and not set(value) & {*ADDRESSES, *VARIANT_KEYS}:
        if not value:
            raise wrong("is empty; write a text, or texts by tone", *at)
        for key in value:
            if key not in TONES:
                raise wrong(f"{key!r} is not a tone; {did_you_mean(key, TONES)}", *at)
        return {tone: _addressed(value[tone], lang, (*at, tone)) for tone in TONES if tone in value}
    return dict.fromkeys(TONES, _addressed(value, lang, at))


def _addressed(value: object, lang: str, at: Path) -> tuple[Variant, ...]:
    if not isinstance(value, dict) or not set(value) & {*ADDRESSES}:
        return tuple(_variants(value, lang, at))
    for key in (*value, *ADDRESSES):
        if key not in ADDRESSES or key not in value:
            raise wrong(f"has {', '.join(map(str, value))}; write both plain and formal, or one text for both", *at)
    return tuple(
        replace(variant, address=address)
        for address in ADDRESSES
        for variant in _variants(value[address], lang, (*at, address))
    )


def _variants(value: object, lang: str, at: Path) -> Iterator[Variant]:
    if isinstance(value, list):
        if not value:
            raise wrong("is an empty list; write at least one text", *at)
        for number, one in enumerate(value):
            yield from _variant(one, lang, (*at, number))
    else:
        yield from _variant(value, lang, at)


def _variant(value: object, lang: str, at: Path) -> Iterator[Variant]:
    needs: frozenset[str] = frozenset()
    asks: object = False
    if isinstance(value, dict):
        for key in value:
            if key not in VARIANT_KEYS:
                raise wrong(f"{key!r} is not a key of a text; {did_you_mean(str(key), VARIANT_KEYS)}", *at)
        needs = read_needs(value.get("needs", []), (*at, "needs"))
        asks = value.get("asks", False)
        value = value.get("text")
    if not isinstance(asks, bool):
        raise wrong(f"{asks!r} is neither yes nor no; write true or false", *at, "asks")
    if not isinstance(value, str):
        raise wrong(not_text(value), *at)
    text = " ".join(value.split())
    key = blake2b(text.encode(), digest_size=4).hexdigest()
    try:
        for address, words in addressed(text, lang).items():
            yield Variant(words, needs | facts_of(words, lang), address, asks, key)
    except ValueError as error:
        raise wrong(str(error), *at) from error


Fragment = Annotated[FragmentTexts, PlainValidator(read_fragment)]
Words = Annotated[WordsTexts, PlainValidator(read_words)]
Needs = Annotated[frozenset[str], PlainValidator(read_needs)]
