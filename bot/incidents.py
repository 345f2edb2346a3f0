"""Tells a flood of similar cases from a busy hour: who writes about the same thing, and how many usually do."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot.incident_words import telling_words, word_stems

# desk.md: a flood is 15 similar cases in 30 minutes at three times the normal rate.
WINDOW: Final = timedelta(minutes=30)
ENOUGH: Final = 15
TIMES: Final = 3
# A subject names the group where this share of it has it; fewer are a part of it and are told as such.
MOST: Final = 0.6
# Where a shop has no past to compare with, a flood must be this share of all that comes in.
SHARE_WITHOUT_PAST: Final = 1 / 3
# What people write about in one hour as in any other, and what nobody can be told the same thing about.
NO_SUBJECT: Final = frozenset({"praise", "other", "unknown", "contact_human"})


@dataclass(frozen=True, slots=True)
class Subject:
    """What cases have in common beside what they ask for: a carrier, a product, or words."""

    kind: str
    name: str

    @property
    def key(self) -> str:
        return f"{self.kind}:{self.name.casefold()}"


@dataclass(frozen=True, slots=True)
class Case:
    """A conversation as far as it tells what it is about: its newest message, and the order concerned."""

    conversation_id: int
    message_id: int
    intent: str
    at: datetime
    text: str = ""
    lang: str = "en"
    carrier: str | None = None
    products: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Past:
    """What came in before, in windows of the same length; `known` is False where the shop is too young to tell."""

    cases: Sequence[Case] = ()
    windows: float = 0.0

    @property
    def known(self) -> bool:
        return self.windows > 0

    def usual(self, intent: str | None, subject: Subject | None) -> float:
        """Count how many such cases a window usually has."""
        return len(of_one_kind(self.cases, intent, subject)) / self.windows if self.windows else 0.0


@dataclass(frozen=True, slots=True)
class Flood:
    """Many similar cases at once, with what says so."""

    intent: str
    subject: Subject | None
    cases: tuple[Case, ...]
    asked: int  # with this intent, whatever the subject
    usual: float | None  # None where there is no past to compare with

    @property
    def key(self) -> str:
        return f"{self.intent}|{self.subject.key if self.subject else ''}"

    @property
    def began(self) -> datetime:
        return min(case.at for case in self.cases)


def matches(case: Case, intent: str | None, subject: Subject | None) -> bool:
    """Tell whether a case is one of these; one that names nothing is not taken for one of a carrier's."""
    return (intent is None or case.intent == intent) and (subject is None or has_subject(case, subject))


def has_subject(case: Case, subject: Subject) -> bool:
    """Tell whether a case is about it: by its order, or by naming it."""
    name = subject.name.casefold()
    if subject.kind == "words":
        return word_stems(name) <= word_stems(case.text)
    known = (
        {(case.carrier or "").casefold()} if subject.kind == "carrier" else {one.casefold() for one in case.products}
    )
    return name in known or name in case.text.casefold()


def of_one_kind(cases: Iterable[Case], intent: str | None, subject: Subject | None) -> list[Case]:
    """List the cases of one kind, one for each conversation, as it stood last."""
    newest = {case.conversation_id: case for case in sorted(cases, key=lambda case: (case.at, case.message_id))}
    return [case for case in newest.values() if matches(case, intent, subject)]


def find_floods(cases: Sequence[Case], past: Past) -> list[Flood]:
    """Find what floods the desk, most first; of one intent the closest description only."""
    now = of_one_kind(cases, None, None)
    intents = [intent for intent, count in Counter(case.intent for case in now).items() if count >= ENOUGH]
    found = [_flood_of(intent, now, past) for intent in intents if intent not in NO_SUBJECT]
    return sorted((flood for flood in found if flood), key=lambda flood: -len(flood.cases))


def _flood_of(intent: str, now: Sequence[Case], past: Past) -> Flood | None:
    asking = of_one_kind(now, intent, None)
    subjects = shared_subjects(asking, of_one_kind(past.cases, intent, None))
    # Words come last: those who write in another language mean the same and share none of them.
    mostly = [one for one in subjects if one.kind != "words" and _share(asking, one) >= MOST]
    for subject in (*mostly, None, *subjects):
        flood = _as_flood(intent, subject, asking, past, len(now))
        if flood is not None:
            return flood
    return None


def _as_flood(
    intent: str, subject: Subject | None, asking: Sequence[Case], past: Past, everything: int
) -> Flood | None:
    cases = of_one_kind(asking, intent, subject)
    if len(cases) < ENOUGH:
        return None
    usual = past.usual(intent, subject) if past.known else None
    flooding = len(cases) >= TIMES * usual if usual is not None else len(cases) >= everything * SHARE_WITHOUT_PAST
    return Flood(intent, subject, tuple(cases), len(asking), usual) if flooding else None


def _share(cases: Sequence[Case], subject: Subject) -> float:
    return sum(has_subject(case, subject) for case in cases) / len(cases)


def shared_subjects(cases: Sequence[Case], before: Sequence[Case] = ()) -> list[Subject]:
    """List what enough of the cases have in common: carriers and products first, then words that tell."""
    carriers = Counter(case.carrier for case in cases if case.carrier)
    products = Counter(product for case in cases for product in set(case.products))
    named = [Subject("carrier", name) for name, _ in carriers.most_common(3)]
    named += [Subject("product", name) for name, _ in products.most_common(3)]
    words = telling_words([case.text for case in cases], [case.text for case in before])
    named += [Subject("words", word) for word in words]
    return [one for one in named if sum(has_subject(case, one) for case in cases) >= ENOUGH]
