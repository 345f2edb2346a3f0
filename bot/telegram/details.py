"""What stands under "Details": every verdict with its score and the words and facts that say so."""

from collections.abc import Iterator
from html import escape

from bot.figurewords import evidence_words
from bot.storage.cardview import CardView
from bot.telegram.checklist import delay_words
from bot.telegram.texts import LONGEST, units
from bot.wording import Wording
from classifier.assessment import Evidence, TextEvidence
from classifier.priority_words import word_reason
from classifier.taxonomy import UNKNOWN, Axis
from playbooks.suggestion import Step


def details_html(view: CardView, words: Wording) -> str:
    """Write everything that was concluded about a turn, as much of it as one message holds."""
    kept: list[str] = []
    for line in _lines(view, words):
        if units("\n".join([*kept, line])) > LONGEST:
            break
        kept.append(line)
    return "\n".join(kept)


def _lines(view: CardView, words: Wording) -> Iterator[str]:
    assessment = view.assessment
    yield f"<b>{escape(words('b_details'))}</b>"
    for axis in Axis:
        verdict = assessment.verdicts.get(axis)
        if verdict is None:
            continue
        name = escape(words.name("axis", axis))
        best = escape(words.name(axis, verdict.best.type))
        shown = (
            f"{best} {verdict.best.score:.0%}" if verdict.type != UNKNOWN else f"? ({best} {verdict.best.score:.0%})"
        )
        yield f"{name}: {shown}{_because(verdict.evidence, view, words)}"
    intent = assessment.intent
    yield f"{escape(words('asks'))}: {escape(words.name('intent', intent.best.type))} {intent.best.score:.0%}{_because(intent.evidence, view, words)}"
    for flag in assessment.flags:
        yield f"⚑ {escape(words.name('flag', flag.type))} {flag.score:.0%}{_because(flag.evidence, view, words)}"
    reasons = [word_reason(reason, words.lang) for reason in view.facts.reasons]
    if reasons:
        yield f"<b>{escape(words('why'))}</b> {escape(', '.join(reasons))}"
    for figure in view.facts.figures:
        yield f"• {escape(figure)}"
    for one in view.steps:
        yield f"{'☑' if one.done_at else '☐'} {escape(_step(one.step, words), quote=False)}"
    for reply in view.suggestion.replies:
        yield f"✎ {reply.tone}: {escape(reply.playbook)}: {escape(reply.because)}"
    for missing in view.suggestion.missing:
        yield f"{escape(words('missing'))}: {escape(missing.fact)} ({escape(missing.playbook)})"


def _step(step: Step, words: Wording) -> str:
    """Say a step with its ladder: to whom, when, and why."""
    if step.escalate_to is None:
        return step.text
    when = delay_words(step.after, words) if step.after else words("at_once")
    why = f" ({step.because})" if step.because else ""
    return f"⬆️ {words.name('role', step.escalate_to)}, {when}: {step.text}{why}"


def _because(evidence: tuple[Evidence, ...], view: CardView, words: Wording) -> str:
    shown = [
        f"“{one.text}”" if isinstance(one, TextEvidence) else evidence_words(one, view.facts.said, words)
        for one in evidence[:4]
    ]
    return f": {escape(', '.join(shown), quote=False)}" if shown else ""
