"""Lets every playbook answer the sample customers, and keeps those answers that differ."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice, product
from typing import Final

from playbooks.checks import Finding, Served, check, say
from playbooks.engine import suggest
from playbooks.fragments import Variant
from playbooks.known import gather
from playbooks.loader import Library, Loaded
from playbooks.preview.asking import ask
from playbooks.preview.samples import Sample, samples
from playbooks.rendering import choose
from playbooks.schema import PRECEDENCE, SLOTS, Playbook
from playbooks.selection import Question, select
from playbooks.suggestion import TONES, Reply, Suggestion, Tone
from playbooks.telling import Tell, is_usual

# Answers that a reader compares without losing the thread; the rest is listed as wordings.
MOST: Final = 4
# Where another playbook hears the first word too, so many others are tried.
ATTEMPTS: Final = 4


@dataclass(frozen=True, slots=True)
class Answer:
    """What a sample customer hears, by language; `also` are others who hear the same wordings."""

    sample: str
    also: tuple[str, ...]
    suggestions: Mapping[str, Suggestion]

    def told(self) -> Iterator[tuple[str, Tell]]:
        """Give what the customer is told when the case is passed on, and to whom, where it is not the usual words."""
        steps = (step for suggestion in self.suggestions.values() for step in suggestion.steps if step.tell)
        found = dict.fromkeys((step.escalate_to, Tell(step.tell, step.tell_lang)) for step in steps)
        yield from ((role, tell) for role, tell in found if role and not is_usual(tell))


@dataclass(frozen=True, slots=True)
class Unsaid:
    """A wording that none of the answers has, as it is written, and what it needs."""

    slot: str
    lang: str
    tones: tuple[str, ...]
    text: str
    needs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One playbook on the page."""

    playbook: Playbook
    origin: str  # shipped, added, replaced, extended
    file: str
    answers: tuple[Answer, ...]
    unsaid: tuple[Unsaid, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """All that there is to read."""

    shop: str
    languages: tuple[str, ...]
    at: datetime
    entries: tuple[Entry, ...]
    problems: tuple[tuple[Finding, str], ...]
    off: tuple[str, ...] = ()


def read_through(
    loaded: Loaded,
    served: Served,
    now: datetime,
    *,
    desk_lang: str = "en",
    only_own: bool = False,
    advance: Callable[[int], None] | None = None,
) -> Page:
    """Read everything in the order of precedence; `advance` hears how many playbooks are done."""
    found = check(loaded, served)
    people = samples(served.shop, now)
    ordered = sorted(loaded.library.playbooks, key=lambda playbook: (PRECEDENCE.index(playbook.kind), playbook.name))
    entries: list[Entry] = []
    for place, playbook in enumerate(ordered, 1):
        if playbook.name in loaded.own or not only_own:
            answers = tuple(_Reading(loaded.library, playbook, served.languages, desk_lang).answers(people))
            entries.append(_entry(playbook, loaded, answers, served.languages, found))
        if advance:
            advance(place)
    shown = {entry.playbook.name for entry in entries}
    problems = tuple((finding, say(finding, loaded)) for finding in found if finding.playbook in shown)
    return Page(served.shop.name, served.languages, now, tuple(entries), problems, tuple(sorted(loaded.off)))


def _entry(
    playbook: Playbook, loaded: Loaded, answers: Sequence[Answer], languages: Sequence[str], found: Sequence[Finding]
) -> Entry:
    return Entry(
        playbook,
        _origin(playbook.name, loaded),
        loaded.documents[playbook.name].file,
        tuple(answers),
        (*_unsaid(playbook, answers, languages), *_untold(playbook, answers, languages)),
        tuple(finding for finding in found if finding.playbook == playbook.name),
    )


def sentences(reply: Reply) -> Iterator[tuple[str, str]]:
    """Take a reply apart: who says it, and the words."""
    place = 0
    for wording in reply.wordings:
        place += reply.text[place : place + 1] == " " and place > 0
        yield wording.playbook, reply.text[place : place + wording.length]
        place += wording.length


@dataclass(frozen=True, slots=True)
class _Reading:
    library: Library
    playbook: Playbook
    languages: Sequence[str]
    desk_lang: str

    def answers(self, people: Sequence[Sample]) -> Iterator[Answer]:
        """Give the answers in which this playbook has a part, each of different wordings."""
        groups: dict[object, list[Sample]] = {}
        for sample in people:
            if (said := self._said(sample)) is not None:
                groups.setdefault(said, []).append(sample)
        found = (self._first_heard(same) for same in groups.values())
        yield from islice((answer for answer in found if answer), MOST)

    @property
    def _languages(self) -> Sequence[str]:
        meant = self.playbook.when.languages
        return [lang for lang in self.languages if not meant or lang in meant] or list(self.languages)

    def _said(self, sample: Sample) -> object:
        """Name the wordings that this playbook would say to somebody; `None` where it is not meant."""
        lang = self._languages[0]
        asked = ask(self.playbook, sample, lang)
        known = gather(asked.assessment, asked.facts, lang)
        if not select([self.playbook], Question(asked.assessment, asked.profile, known, lang)):
            return None
        texts = [self.playbook.fragment(slot).get(lang, {}) for slot in SLOTS]
        chosen = (choose(tones[tone], self.playbook.needs, known, lang) for tones in texts for tone in tones)
        return tuple(choice.variant and choice.variant.key for choice in chosen)

    def _first_heard(self, same: Sequence[Sample]) -> Answer | None:
        """Let the first of these ask to whom this playbook has something to say beside all others."""
        for attempt, (place, sample) in product(range(ATTEMPTS), enumerate(same)):
            heard = self._suggest(sample, self._languages[0], attempt)
            if self.playbook.name in heard.playbooks:
                heard_by_lang = {lang: self._suggest(sample, lang, attempt) for lang in self._languages}
                return Answer(sample.name, tuple(other.name for other in same[place + 1 :]), heard_by_lang)
        return None

    def _suggest(self, sample: Sample, lang: str, attempt: int) -> Suggestion:
        asked = ask(self.playbook, sample, lang, attempt=attempt)
        return suggest(self.library, asked.assessment, asked.profile, asked.facts, lang=lang, desk_lang=self.desk_lang)


def _origin(name: str, loaded: Loaded) -> str:
    groups = {"added": loaded.added, "replaced": loaded.replaced, "extended": loaded.extended}
    return next((word for word, names in groups.items() if name in names), "shipped")


def _unsaid(playbook: Playbook, answers: Sequence[Answer], languages: Sequence[str]) -> Iterator[Unsaid]:
    heard = (suggestion for answer in answers for suggestion in answer.suggestions.values())
    said = {wording.name for suggestion in heard for reply in suggestion.replies for wording in reply.wordings}
    for slot in SLOTS:
        for lang, tones in playbook.fragment(slot).items():
            if lang in languages:
                left = {
                    tone: [each for each in variants if f"{playbook.name}.{slot}.{each.key}" not in said]
                    for tone, variants in tones.items()
                }
                yield from _listed(slot, lang, left)


def _untold(playbook: Playbook, answers: Sequence[Answer], languages: Sequence[str]) -> Iterator[Unsaid]:
    """Give the words for rungs that nobody was told; those that name facts are told otherwise than they are written."""
    told = {(role, tell.open()) for answer in answers for role, tell in answer.told()}
    for rung in (step.escalate for step in playbook.steps if step.escalate):
        for lang, tones in rung.tell.items():
            if lang in languages:
                left = {
                    tone: [each for each in variants if (rung.to, each.text) not in told]
                    for tone, variants in tones.items()
                }
                yield from _listed(f"told of {rung.to}", lang, left)


def _listed(slot: str, lang: str, left: Mapping[Tone, Sequence[Variant]]) -> Iterator[Unsaid]:
    """List wordings once each, with all the tones that have them."""
    texts: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for tone in TONES:
        for variant in left.get(tone, ()):
            texts.setdefault((variant.text, tuple(sorted(variant.needs))), []).append(tone)
    for (text, needs), in_tones in texts.items():
        yield Unsaid(slot, lang, tuple(in_tones), text, needs)
