"""Suggests: chooses the playbooks, lets them compose replies in three tones, and collects what to do."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from classifier.assessment import Assessment
from classifier.history.profile import Profile
from playbooks.actions import Saying, avoid_of, follow_up_of, steps_of
from playbooks.composition import Draft, Gap, compose, is_rival
from playbooks.facts import Facts
from playbooks.fragments import FALLBACK
from playbooks.gloss import gloss_of
from playbooks.known import Known, gather
from playbooks.lasting import good_until
from playbooks.loader import Library
from playbooks.reasons import fallback_reason, reason_of, why_missing
from playbooks.records import Records
from playbooks.selection import Match, Question, is_hurt, select
from playbooks.suggestion import TONES, Missing, Reply, Suggestion, Tone
from playbooks.words import desk_language

# It sees the person and still fits a phone; who is pressed or wants facts gets another first.
USUAL_TONE: Final[Tone] = "warm"
# What an agent cannot find out: settings are the owner's (`triage playbooks check` names them), the rest the customer's.
# Told only where a whole tone is lacking.
_NOBODYS: Final = ("shop.", "customer.", "question", "topic", "agent", "emergency", "intent")
NO_RECORDS: Final[Records] = {}


def suggest(  # noqa: PLR0913 - a question of many parts, most of them by name
    library: Library,
    assessment: Assessment,
    profile: Profile | None,
    facts: Facts,
    *,
    lang: str,
    desk_lang: str = "en",
    records: Records = NO_RECORDS,
) -> Suggestion:
    """Suggest replies in the customer's language and steps in the desk's; every message gets a reply.

    `records` say what became of each wording so far; of those that say the same the likeliest to be sent speaks.
    """
    question = _ask(library, assessment, profile, facts, lang)
    matches = _leave_to_approved(_meant(library, question))
    known = question.known.without_offers() if is_hurt(question, matches) else question.known
    drafts, gaps = _compose_in(lang, matches, known, records)
    drafts = _best_tone_first(drafts, matches)
    # Once for all that agents read: naming intent and status anew for each sentence took a third of the time.
    told = known.speaking(desk_language(desk_lang))
    acting = _acting(matches, drafts)
    advising = _telling(acting, drafts)
    saying = Saying(lang, drafts[0].tone if drafts else USUAL_TONE)
    steps, step_gaps = steps_of(advising, told, desk_lang, saying)
    return Suggestion(
        replies=tuple(_reply(draft, told, lang, desk_lang) for draft in drafts),
        steps=steps,
        follow_up=follow_up_of(acting, told, desk_lang, named=frozenset[str]().union(*(d.named for d in drafts))),
        avoid=avoid_of(advising, told, desk_lang),
        missing=tuple(_missing(gaps | step_gaps, told, desk_lang, whole=len(drafts) == len(TONES))),
        because="; ".join(dict.fromkeys(reason_of(match, told, desk_lang) for match in advising)),
        playbooks=tuple(match.playbook.name for match in acting),
    )


def _ask(library: Library, assessment: Assessment, profile: Profile | None, facts: Facts, lang: str) -> Question:
    known = gather(assessment, facts, lang)
    return Question(assessment, profile, known, lang, library.ear(lang).hear(facts.text))


def _meant(library: Library, question: Question) -> tuple[Match, ...]:
    """Ask only whom intent and words do not rule out: most listen for words that are not there."""
    intents = frozenset({question.known.intent, question.assessment.intent.best.type})
    return select(library.meant(intents, question.heard or (), question.lang), question)


def _missing(gaps: Iterable[Gap], told: Known, desk_lang: str, *, whole: bool) -> Iterator[Missing]:
    """Name the facts that kept texts back; where no tone is lacking, only what an agent could find out."""
    for name, fact in sorted(gaps):
        if not (whole and fact.startswith(_NOBODYS)):
            yield Missing(name, fact, why_missing(fact, told, desk_lang))


def _leave_to_approved(matches: tuple[Match, ...]) -> tuple[Match, ...]:
    """Keep only its own kind beside an approved text: nothing else is said or done."""
    approved = next((match for match in matches if match.playbook.approved), None)
    if approved is None:
        return matches
    rest = (m for m in matches if m.playbook.kind == approved.playbook.kind and m is not approved)
    return approved, *rest


def _compose_in(lang: str, matches: Sequence[Match], known: Known, records: Records) -> tuple[list[Draft], set[Gap]]:
    """Compose in the customer's language; a reply never mixes two, so without a substance all is English."""
    drafts, gaps = compose(matches, known, lang, records)
    if drafts or lang == FALLBACK:
        return drafts, gaps
    return compose(matches, known, FALLBACK, records)


def _best_tone_first(drafts: Sequence[Draft], matches: Sequence[Match]) -> list[Draft]:
    """Put the tone first that the first playbook with a wish asks for; the others keep their order."""
    wanted = next((match.playbook.tone for match in matches if match.playbook.tone), USUAL_TONE)
    return sorted(drafts, key=lambda draft: draft.tone != wanted)


def _acting(matches: Sequence[Match], drafts: Sequence[Draft]) -> list[Match]:
    """Leave out who had another answer than the one given; in danger everybody's steps count."""
    winners = [draft.substance for draft in drafts]
    won = {match.playbook.name for match in winners}
    return [
        match
        for match in matches
        if match.playbook.name in won
        or match.playbook.kind == "danger"
        or not any(is_rival(match, winner) for winner in winners)
    ]


def _reply(draft: Draft, known: Known, lang: str, desk_lang: str) -> Reply:
    # That an everyday greeting stands before somebody's answer explains nothing.
    telling = [m for m in draft.speakers if m.playbook.kind != "everyday" or m is draft.substance]
    reasons = [reason_of(match, known, desk_lang) for match in telling]
    if draft.lang != lang:
        reasons.append(fallback_reason(lang, desk_lang))
    return Reply(
        playbook=draft.substance.playbook.name,
        lang=draft.lang,
        tone=draft.tone,
        text=draft.text,
        because="; ".join(dict.fromkeys(reasons)),
        approved=draft.substance.playbook.approved,
        parts=tuple(match.playbook.name for match in draft.speakers),
        wordings=draft.wordings,
        times="answer_by" in draft.named,
        asks=draft.sentences["substance"].variant.asks,
        good_until=good_until(draft, known),
        gloss=gloss_of(draft, known, desk_language(desk_lang)),
    )


def _telling(acting: Sequence[Match], drafts: Sequence[Draft]) -> list[Match]:
    """Leave out who only greets and closes around somebody's answer: that explains and advises nothing."""
    won = {draft.substance.playbook.name for draft in drafts}
    return [match for match in acting if match.playbook.kind != "everyday" or match.playbook.name in won]
