"""What to do beside replying: steps, the ladder, what to avoid, and what to come back to."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from playbooks.composition import Gap
from playbooks.known import Known
from playbooks.ladder import rank
from playbooks.reasons import reason_of, say
from playbooks.schema import Escalate, FollowUpText, StepText
from playbooks.selection import Match
from playbooks.suggestion import FollowUp, Step, Tone
from playbooks.telling import tell_of
from playbooks.words import desk_words


@dataclass(frozen=True, slots=True)
class Saying:
    """How the customer is spoken to where a rung has something to tell them."""

    lang: str
    tone: Tone


def steps_of(
    matches: Sequence[Match], known: Known, desk_lang: str, saying: Saying
) -> tuple[tuple[Step, ...], set[Gap]]:
    """Collect the steps in order of precedence, each once, and the facts that some lacked."""
    steps: list[Step] = []
    gaps: set[Gap] = set()
    for match in matches:
        for step in match.playbook.steps:
            done, missing = (
                _rung(step.escalate, match, known, desk_lang, saying)
                if step.escalate
                else _something_to_do(step, known, desk_lang)
            )
            gaps |= {(match.playbook.name, fact) for fact in missing}
            if done:
                steps.append(done)
    return (*dict.fromkeys(step for step in steps if step.escalate_to is None), *_ladder(steps)), gaps


def _ladder(steps: Iterable[Step]) -> list[Step]:
    """Tell each role once, at the earliest of its times, the lower before the higher; without a time means now."""
    rungs: dict[str, Step] = {}
    for step in sorted(steps, key=lambda step: (step.after or timedelta(0), rank(step.escalate_to or ""))):
        if step.escalate_to:
            rungs.setdefault(step.escalate_to, step)
    return list(rungs.values())


def avoid_of(matches: Iterable[Match], known: Known, desk_lang: str) -> tuple[str, ...]:
    """Collect what not to do, each once; what another already says within its own words is not said again."""
    said = (say(words, known, desk_lang).text for match in matches for words in match.playbook.avoid)
    kept = dict.fromkeys(text for text in said if text)
    parts = {part for text in kept for part in text.split(", ") if part != text}
    return tuple(text for text in kept if text not in parts)


def follow_up_of(matches: Iterable[Match], known: Known, desk_lang: str, *, named: frozenset[str]) -> FollowUp | None:
    """Take the follow-up of the first playbook that has one whose time is known and still to come.

    `named` are the facts in the replies: a time that none of them gave the customer is no promise.
    """
    for match in matches:
        wanted = match.playbook.follow_up
        promised = wanted is not None and (wanted.at != "answer_by" or "answer_by" in named)
        after = _after(wanted, known) if wanted and promised else None
        text = say(wanted.text, known, desk_lang).text if wanted else None
        if wanted and after and text:
            return FollowUp(after=after, text=text, unless=wanted.unless)
    return None


def _something_to_do(step: StepText, known: Known, desk_lang: str) -> tuple[Step | None, frozenset[str]]:
    choice = say(step.do or {}, known, desk_lang)
    return (Step(choice.text) if choice.text else None), choice.missing


def _rung(
    rung: Escalate, match: Match, known: Known, desk_lang: str, saying: Saying
) -> tuple[Step | None, frozenset[str]]:
    """Give the rung where its `if` holds; a fact that is only too old to be trusted is a gap."""
    if rung.to == "duty" and known.facts.shop.duty_phone is None:
        return None, frozenset()  # a shop without such a phone has leads and an owner
    lacking = frozenset(name for name in rung.only_if if not known.holds(name))
    if lacking:
        return None, lacking & known.withheld.keys()
    choice = say(rung.text or {}, known, desk_lang)
    danger = match.playbook.kind == "danger"
    told = tell_of(rung, known, saying.lang, saying.tone, danger=danger)
    step = Step(
        _with_phone(choice.text or desk_words(f"escalate_{rung.to}", desk_lang), rung.to, known, desk_lang),
        escalate_to=rung.to,
        after=rung.after,
        because=reason_of(match, known, desk_lang),
        tell=told.text,
        tell_lang=told.lang,
        any_hour=danger or rung.to == "duty",
    )
    return step, choice.missing


def _with_phone(text: str, to: str, known: Known, desk_lang: str) -> str:
    phone = known.facts.shop.duty_phone
    return desk_words("by_phone", desk_lang, text=text, phone=phone) if to == "duty" and phone else text


def _after(wanted: FollowUpText, known: Known) -> timedelta | None:
    delay = wanted.after or timedelta(0)
    if wanted.at is None:
        return delay
    moment = known.values.get(wanted.at)
    if not isinstance(moment, datetime):
        return None
    after = moment + delay - known.facts.now
    return after if after > timedelta(0) else None
