"""Finds the playbooks that are meant for a message, and puts them in their order of precedence."""

import operator
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from classifier.assessment import Assessment, Evidence, Verdict
from classifier.history.profile import Profile
from classifier.taxonomy import Axis
from playbooks.conditions import INTENT_SCORE, Conditions, Line, Scores
from playbooks.filters import Money
from playbooks.known import Known, intent_of
from playbooks.schema import Kind, Playbook, Slot
from playbooks.spoken import Heard, find_spoken, pick_heard
from playbooks.vocabulary import FIGURES

# desk.md, guards: nothing is sold to who wants money back, complains or is in need; nor is anybody who asked where a
# parcel is glad of an offer. A note that we begin ourselves may have one.
_SALE_INTENTS: Final = frozenset({"product_question", "price_promo"})
_LET_DOWN: Final = frozenset(
    {"return_refund", "complaint_service", "delivery_problem", "product_fault", "cancel_change", "payment_billing"}
)
_NO_SALE_FLAGS: Final = frozenset({"self_harm", "safety", "fraud", "legal_threat", "privacy", "vulnerable"})
_NO_SALE_DEMEANOURS: Final = frozenset({"angry", "dramatic"})
_SELLING: Final[frozenset[Kind]] = frozenset({"lifecycle", "motive", "value", "advocacy", "form", "everyday"})


@dataclass(frozen=True, slots=True)
class Question:
    """All that a condition may ask about."""

    assessment: Assessment
    profile: Profile | None
    known: Known
    lang: str
    heard: Heard | None = None  # the words that a library listens for; None where each playbook listens for itself


@dataclass(frozen=True, slots=True)
class Match:
    """A playbook that is meant, how sure that is, what says so, and the slots that others closed to it."""

    playbook: Playbook
    score: float
    evidence: tuple[Evidence, ...] = ()
    closed: frozenset[str] = frozenset()

    def speaks_in(self, slot: Slot) -> bool:
        """Tell whether it may say something in a slot, in whatever language."""
        return slot not in self.closed and bool(self.playbook.fragment(slot))


def select(playbooks: Iterable[Playbook], question: Question) -> tuple[Match, ...]:
    """Give the playbooks that are meant, the one that speaks first at the head."""
    matches = [match for playbook in playbooks if (match := _match(playbook, question))]
    return tuple(_apply_forbids(sorted(matches, key=_order), no_sale=_is_sold_nothing(question, matches)))


def _order(match: Match) -> tuple[tuple[int, int], int, float, str]:
    """Precedence of kinds, then priority, then the more exact, then the surer; the name makes it repeatable."""
    return match.playbook.rank, -match.playbook.when.lines, -match.score, match.playbook.name


def _apply_forbids(matches: Sequence[Match], *, no_sale: bool) -> Iterator[Match]:
    """Let each playbook close slots and kinds to those that come after it; a dropped one closes nothing."""
    forbidden: set[str] = set()
    for match in matches:
        if match.playbook.kind in forbidden:
            continue
        sale = {"offer"} if no_sale and match.playbook.kind in _SELLING else set[str]()
        yield replace(match, closed=frozenset(forbidden | sale))
        forbidden |= set(match.playbook.forbids)


def is_hurt(question: Question, matches: Iterable[Match]) -> bool:
    """Tell who is harmed, bereaved, in need, angry, at law or let down: to them no code is named in any slot."""
    assessment = question.assessment
    return (
        intent_of(assessment) in _LET_DOWN
        or any(flag.type in _NO_SALE_FLAGS for flag in assessment.flags)
        or any(guess.type in _NO_SALE_DEMEANOURS for guess in assessment.demeanours)
        # A loss may be told in words that raised no flag.
        or any(match.playbook.kind == "vulnerable" for match in matches)
    )


def _is_sold_nothing(question: Question, matches: Sequence[Match]) -> bool:
    asks_to_buy = intent_of(question.assessment) in _SALE_INTENTS or question.known.facts.occasion is not None
    return not asks_to_buy or is_hurt(question, matches)


def _match(playbook: Playbook, question: Question) -> Match | None:
    holding: list[Answer] = []
    for answer in _lines(playbook.when, question):
        if answer is None:
            return None
        holding.append(answer)
    if any(_lines(playbook.unless, question)):
        return None
    score = min((answer.score for answer in holding), default=0.0)
    return Match(playbook, score, tuple(piece for answer in holding for piece in answer.evidence))


@dataclass(frozen=True, slots=True)
class Answer:
    """A line holds, with this probability, because of this."""

    score: float = 1.0
    evidence: tuple[Evidence, ...] = ()


def _lines(conditions: Conditions, question: Question) -> Iterator[Answer | None]:
    """Answer each line that is written, `None` for one that does not hold; the quickest to tell come first."""
    for name in conditions.written:
        yield from _ANSWERS[name](conditions, question)


def _facts(conditions: Conditions, question: Question) -> Iterator[Answer | None]:
    return (_plain(question.known.holds(fact)) for fact in conditions.facts)


def _languages(conditions: Conditions, question: Question) -> Iterator[Answer | None]:
    yield _plain(question.lang in conditions.languages)


def _sent(conditions: Conditions, question: Question) -> Iterator[Answer | None]:
    yield _plain(not set(conditions.sent).isdisjoint(question.known.facts.sent))


def _axes(conditions: Conditions, question: Question) -> Iterator[Answer | None]:
    return (_axis(axis, scores, question) for axis, scores in conditions.axes.items())


def _bounds(conditions: Conditions, question: Question) -> Iterator[Answer | None]:
    for bounds, holds in ((conditions.at_least, operator.ge), (conditions.at_most, operator.le)):
        for path, bound in bounds.items():
            number = _number(path, question)
            yield _plain(number is not None and holds(number, bound))


def _words(conditions: Conditions, question: Question) -> Iterator[Answer | None]:
    text, heard = question.known.facts.text, question.heard
    if heard is None:
        spoken = find_spoken(conditions.words, text, question.lang)
    else:
        spoken = pick_heard(conditions.words, heard, text, question.lang)
    yield Answer(evidence=(spoken,)) if spoken else None


def _plain(holds: bool) -> Answer | None:  # noqa: FBT001 (one word in, one answer out)
    return Answer() if holds else None


def _axis(axis: Axis, scores: Scores, question: Question) -> Answer | None:
    """Hold where one of the types reaches its lowest score; what is not shown to the agent does not count."""
    assessment = question.assessment
    verdict = assessment.verdicts.get(axis)
    if (verdict is None or not verdict.shown) and question.profile is not None:
        verdict = question.profile.verdicts.get(axis) or verdict
    if verdict is None or not verdict.shown:
        return None
    found = {verdict.type: verdict.score}
    if verdict.second:
        found.setdefault(verdict.second.type, verdict.second.score)
    if axis is Axis.DEMEANOUR:
        found |= {guess.type: guess.score for guess in assessment.demeanours}
        if assessment.flag("vulnerable"):
            # desk.md: who is vulnerable is never taken for dramatic.
            found.pop("dramatic", None)
    holding = {type_: found[type_] for type_, least in scores.items() if type_ in found and found[type_] >= least}
    return Answer(max(holding.values()), _spoken(verdict, holding)) if holding else None


def _spoken(verdict: Verdict, holding: Iterable[str]) -> tuple[Evidence, ...]:
    """Give the evidence where it is for the type that matched, and not for its neighbour."""
    return verdict.evidence if verdict.type in holding else ()


def _intents(conditions: Conditions, question: Question) -> Iterator[Answer | None]:
    yield _intent(conditions.intent, question)


def _flags(conditions: Conditions, question: Question) -> Iterator[Answer | None]:
    yield _flag(conditions, question)


def _intent(scores: Scores, question: Question) -> Answer | None:
    """Hold for the intent that is answered; a score below the usual one also lets a weak best guess hold."""
    intent, best = intent_of(question.assessment), question.assessment.intent.best
    least = scores.get(best.type)
    if least is not None and best.score >= least:
        return Answer(best.score)
    least = scores.get(intent)
    if least is None or least > INTENT_SCORE:
        return None
    return Answer(INTENT_SCORE)


def _flag(conditions: Conditions, question: Question) -> Answer | None:
    holding = [
        flag
        for flag in question.assessment.flags
        if (tier := conditions.flags.get(flag.type)) and tier in {"check", flag.tier}
    ]
    best = max(holding, key=lambda flag: flag.score, default=None)
    return Answer(best.score, best.evidence) if best else None


def _number(path: str, question: Question) -> float | None:
    """Look up a figure to compare; an unlinked customer has no history to compare."""
    if path.startswith(FIGURES):
        profile = question.profile if question.known.facts.customer.linked else None
        value = profile.value_of(path.removeprefix(FIGURES)) if profile else None
    else:
        value = question.known.values.get(path)
    amount = value.amount if isinstance(value, Money) else value
    return float(amount) if isinstance(amount, int | float | Decimal) else None


_ANSWERS: Final[Mapping[Line, Callable[[Conditions, Question], Iterator[Answer | None]]]] = {
    "intent": _intents,
    "flags": _flags,
    "facts": _facts,
    "languages": _languages,
    "axes": _axes,
    "sent": _sent,
    "bounds": _bounds,
    "words": _words,
}
