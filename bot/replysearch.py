"""Finds replies by words, for whoever writes to a customer where this program is not: what the shop would say.

Nobody's case is known here. A text that needs one shows a gap where the case would speak, and says so.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import blake2b
from typing import Final

from bot.fallback import unread
from bot.shelf import Shelf
from classifier.taxonomy import LANGUAGES
from playbooks.facts import CustomerFacts, Facts, ShopFacts
from playbooks.filters import FILTERS, VOICE
from playbooks.fragments import Variant
from playbooks.known import Known, gather
from playbooks.loader import Library
from playbooks.rendering import in_address
from playbooks.schema import Playbook
from playbooks.signing import AGENT
from playbooks.suggestion import TONES
from playbooks.templates import plain_parts
from playbooks.vocabulary import kind_of

GAP: Final = "…"
# As many as a phone scrolls through; Telegram takes fifty.
MOST: Final = 30
# Words for danger take two taps and a case, offers to people take consent, and caution takes a human's decision.
_NOT_HERE: Final = frozenset({"danger", "vulnerable", "caution", "form"})
# More gaps than these are no text any more.
_GAPS: Final = 3
_WORD: Final = re.compile(r"\w+")
_FACT: Final = re.compile(r"\{\{.*?\}\}")
_CJK: Final = re.compile(r"[\u4e00-\u9fff]")
# What a word counts for: in the name, in what the playbook is for, in the text itself.
_NAME, _ABOUT, _TEXT = 5, 3, 1


@dataclass(frozen=True, slots=True)
class Found:
    """A text to offer; `gaps` counts what only a case could say."""

    id: str
    name: str
    lang: str
    tone: str
    text: str
    gaps: int


@dataclass(frozen=True, slots=True)
class _Entry:
    """One playbook in one language, with the words by which it is found."""

    playbook: Playbook
    lang: str
    name: str
    about: str
    texts: str


@dataclass(slots=True)
class ReplySearch:
    """Keeps the words of the library in use at hand; they are gathered anew when a playbook changes."""

    shelf: Shelf
    shop: ShopFacts
    languages: Sequence[str]
    desk_lang: str
    _library: Library | None = None
    _entries: list[_Entry] = field(default_factory=list)

    def __call__(self, words: str, now: datetime) -> list[Found]:
        """Find texts, best first: in the desk's language, in that of the words, or in one named by its two letters."""
        asked = [word.casefold() for word in _WORD.findall(words)]
        named = next((word for word in asked if word in LANGUAGES and len(asked) > 1), None)
        asked = [word for word in asked if word != named]
        if not asked:
            return []
        scored = [(score, entry) for entry in self._index() if (score := self._score(entry, asked, named))]
        scored.sort(key=lambda one: (-one[0], one[1].playbook.name, one[1].lang))
        return self._offer([entry for _, entry in scored[:MOST]], now)

    def _index(self) -> list[_Entry]:
        library = self.shelf.library
        if library is not self._library:
            self._entries = list(_entries(library, tuple(dict.fromkeys([self.desk_lang, *self.languages, "en"]))))
            self._library = library
        return self._entries

    def _score(self, entry: _Entry, asked: Sequence[str], named: str | None) -> int:
        """Count every word that was asked for; a word that is nowhere rules the text out."""
        if named is not None and entry.lang != named:
            return 0
        score, spoken = 0, entry.lang in (self.desk_lang, named)
        for word in asked:
            in_text = _holds(entry.texts, word)
            worth = (
                _NAME if _holds(entry.name, word) else _ABOUT if _holds(entry.about, word) else _TEXT if in_text else 0
            )
            if not worth:
                return 0
            score, spoken = score + worth, spoken or in_text
        return score if spoken else 0

    def _offer(self, entries: Sequence[_Entry], now: datetime) -> list[Found]:
        """Write the texts: the most complete of each playbook first, its other tones after all those."""
        best, others, seen = list[Found](), list[Found](), set[str]()
        for entry in entries:
            texts = {one.text: one for one in self._texts(entry, now) if one.text not in seen}
            seen |= texts.keys()
            ordered = sorted(texts.values(), key=lambda one: one.gaps)
            best += ordered[:1]
            others += ordered[1:]
        return [*sorted(best, key=_has_gaps), *sorted(others, key=_has_gaps)][:MOST]

    def _texts(self, entry: _Entry, now: datetime) -> Iterator[Found]:
        known = _known(self.shop, entry.lang, now)
        tones = entry.playbook.fragment("substance").get(entry.lang, {})
        for tone in TONES:
            written = [
                text
                for variant in in_address(tones.get(tone, ()), known, entry.lang)
                if (text := _written(variant, entry.playbook, known, entry.lang)) is not None
            ]
            if written:
                text = min(written, key=lambda one: one.count(GAP))
                key = blake2b(f"{entry.playbook.name}:{entry.lang}:{tone}".encode(), digest_size=8).hexdigest()
                yield Found(key, entry.playbook.name.replace("_", " "), entry.lang, tone, text, text.count(GAP))


def _has_gaps(found: Found) -> bool:
    return found.gaps > 0


def _entries(library: Library, languages: Sequence[str]) -> Iterator[_Entry]:
    for playbook in library.playbooks:
        if playbook.kind in _NOT_HERE or playbook.approved or _needs_consent(playbook):
            continue
        because = " ".join(text for variants in (playbook.because or {}).values() for text in _texts_of(variants))
        about = f"{playbook.summary} {because}"
        for lang in languages:
            tones = playbook.fragment("substance").get(lang, {})
            texts = " ".join(variant.text for variants in tones.values() for variant in variants)
            if texts:
                yield _Entry(playbook, lang, _plain(playbook.name.replace("_", " ")), _plain(about), _plain(texts))


def _texts_of(value: object) -> Iterator[str]:
    """Give the texts in a fragment, however deep they stand."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Variant):
        yield value.text
    elif isinstance(value, dict):
        yield from _deeper(value.values())
    elif isinstance(value, Iterable):
        yield from _deeper(value)


def _deeper(values: Iterable[object]) -> Iterator[str]:
    for value in values:
        yield from _texts_of(value)


def _needs_consent(playbook: Playbook) -> bool:
    needs = {*playbook.needs, *playbook.when.facts}.union(*(variant.needs for variant in playbook.wordings))
    return any(name == "marketing_consent" or name.startswith("occasion:") for name in needs)


def _known(shop: ShopFacts, lang: str, now: datetime) -> Known:
    """Gather what holds without a case: the shop, and a name for whoever will sign."""
    facts = Facts(customer=CustomerFacts(), orders=(), shop=shop, agent=AGENT, now=now)
    return gather(unread(lang), facts, lang)


def _written(variant: Variant, playbook: Playbook, known: Known, lang: str) -> str | None:
    """Write a wording with gaps for what only a case knows; None where the shop does not promise what it says."""
    parts = plain_parts(variant.text)
    lacking = {name for name in variant.needs | playbook.needs if kind_of(name) and not known.holds(name)}
    unset = any(name.startswith("shop.") for name in lacking)
    if (
        parts is None
        or unset
        or len(lacking) > _GAPS
        or any(name not in known.facts.shop.policies for name in playbook.promises)
    ):
        return None
    voice, said = {VOICE: known.voice(lang)}, list[str]()
    for part in parts[0]:
        value = known.values.get(part.path)
        written = GAP if value is None else FILTERS[part.used](voice, value) if part.used else str(value)
        said += [part.before, written]
    text = " ".join("".join([*said, parts[1]]).split())
    return text if text.count(GAP) <= _GAPS else None


def _plain(text: str) -> str:
    """Keep the words by which something is found, each with a space before it."""
    words = _FACT.sub(" ", text).casefold()
    return " " + " ".join(_WORD.findall(words))


def _holds(words: str, word: str) -> bool:
    """Tell whether a word begins like this; Chinese has no spaces to begin behind."""
    return (word if _CJK.search(word) else f" {word}") in words
