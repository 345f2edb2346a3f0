"""Lets a sample customer write just the message that a playbook is meant for."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from classifier.assessment import Assessment, Flag, Guess, Intent, TextEvidence, Trend, Verdict
from classifier.history.fact import Fact
from classifier.history.profile import Profile
from classifier.taxonomy import Axis
from playbooks.facts import Facts, Promised
from playbooks.preview.samples import NAMES, Sample
from playbooks.schema import Playbook
from playbooks.spoken import ANY, find_spoken
from playbooks.vocabulary import FIGURES

# Sure enough for every threshold that a playbook can reasonably ask for.
_SURE: Final = 0.95
# What most messages are about; who sells is not let speak beside it.
_USUAL: Final = "order_status"
_OPEN_TO_OFFERS: Final = "product_question"
_ADVISING: Final = frozenset({"lifecycle", "motive", "value", "advocacy", "form", "caution"})
_QUESTIONS: Final[Mapping[str, str]] = {
    "en": "Could you help me with this: {}?",
    "ru": "Подскажите, пожалуйста: {}?",
    "zh": "请问一下，{}怎么办？",
    "es": "¿Me pueden ayudar con esto: {}?",
    "ca": "Em podeu ajudar amb això: {}?",
    "fy": "Kinne jim my hjirmei helpe: {}?",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """A message as the engine sees it."""

    assessment: Assessment
    profile: Profile | None
    facts: Facts


def ask(playbook: Playbook, sample: Sample, lang: str, *, attempt: int = 0) -> Asked:
    """Meet every line of `when` that depends on the message; what depends on the order is the sample's own.

    Each further `attempt` takes another word and another intent of those that `when` lists.
    """
    text = _text(playbook, lang, attempt)
    types = {**sample.types, **{axis: next(iter(scores)) for axis, scores in playbook.when.axes.items()}}
    types |= {axis: type_ for axis, type_ in _labels(playbook) if axis is not Axis.DEMEANOUR}
    demeanours = tuple(Guess(type_, _SURE) for type_ in _demeanours(playbook))
    types[Axis.DEMEANOUR] = demeanours[0].type
    verdicts = {axis: Verdict(axis, type_, _SURE, Guess(type_, _SURE)) for axis, type_ in types.items()}
    intent = _intent(playbook, attempt)
    assessment = Assessment(
        lang,
        verdicts,
        demeanours,
        Intent(intent, _SURE, Guess(intent, _SURE)),
        tuple(_flags(playbook, text)),
        _trend(playbook),
    )
    return Asked(assessment, _profile(playbook), _facts(playbook, sample, lang, text))


def _text(playbook: Playbook, lang: str, attempt: int) -> str:
    """Ask with one of the words; where `unless` hears something in the question, say the word alone."""
    words = playbook.when.words
    listed = words.get(lang) or words.get(ANY) or next(iter(words.values()), ("Halla 2",))
    word = listed[attempt % len(listed)].rstrip("*")
    question = _QUESTIONS.get(lang, _QUESTIONS["en"]).format(word)
    return word if find_spoken(playbook.unless.words, question, lang) else question


def _labels(playbook: Playbook) -> Iterator[tuple[Axis, str]]:
    """Give the labels that stand among the facts: `demeanour:angry`."""
    for fact in sorted(playbook.when.facts | playbook.needs):
        axis, colon, type_ = fact.partition(":")
        if colon and axis in {each.value for each in Axis}:
            yield Axis(axis), type_


def _among_facts(playbook: Playbook, kind: str) -> list[str]:
    facts = sorted(playbook.when.facts | playbook.needs)
    return [fact.removeprefix(f"{kind}:") for fact in facts if fact.startswith(f"{kind}:")]


def _demeanours(playbook: Playbook) -> tuple[str, ...]:
    asked = [*playbook.when.demeanour][:1]
    return tuple(dict.fromkeys([*asked, *_among_facts(playbook, "demeanour")])) or ("calm",)


def _intent(playbook: Playbook, attempt: int) -> str:
    listed = _among_facts(playbook, "intent") or list(playbook.when.intent)
    listed = [*listed[attempt % len(listed) :], *listed] if listed else []
    shunned = {*playbook.unless.intent}
    usual = _OPEN_TO_OFFERS if playbook.kind in _ADVISING else _USUAL
    return next(
        (intent for intent in listed if intent not in shunned), "other" if playbook.kind == "everyday" else usual
    )


def _flags(playbook: Playbook, text: str) -> Iterator[Flag]:
    evidence = (TextEvidence(0, len(text), text),)
    for type_, tier in [*playbook.when.flags.items()][:1]:
        yield Flag(type_, _SURE, tier, evidence)
    for type_ in _among_facts(playbook, "flag"):
        yield Flag(type_, _SURE, "check", evidence)


def _trend(playbook: Playbook) -> Trend:
    facts = playbook.when.facts
    return "worse" if "worse" in facts else "calmer" if "calmer" in facts else "same"


def _profile(playbook: Playbook) -> Profile | None:
    bounds = {**playbook.when.at_most, **playbook.when.at_least}
    figures = {path.removeprefix(FIGURES): bound for path, bound in bounds.items() if path.startswith(FIGURES)}
    return Profile({name: Fact(bound, f"{bound:g}") for name, bound in figures.items()}, {}) if figures else None


def _facts(playbook: Playbook, sample: Sample, lang: str, text: str) -> Facts:
    facts, wanted = sample.facts, playbook.when.facts
    name = NAMES.get(lang, NAMES["en"]) if facts.customer.first_name else None
    day = timedelta(days=-1 if "promise_broken" in wanted else 1)
    promised = (Promised("call back", facts.now + day),) if wanted & {"promise_broken", "promise_open"} else ()
    order = facts.orders[0].id if facts.orders else "7777"
    return replace(
        facts,
        customer=replace(facts.customer, first_name=name, consent="marketing_consent" in wanted),
        about=order if "names_order" in wanted else None,
        promised=promised,
        unanswered=int(playbook.when.at_least.get("conversation.unanswered", 1)),
        reopened="reopened" in wanted,
        text=text,
        occasion=next(iter(_among_facts(playbook, "occasion")), None),
        sent=tuple(playbook.when.sent[:1]),
    )
