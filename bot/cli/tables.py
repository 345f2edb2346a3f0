"""One message's assessment and suggestion laid out for reading."""

from collections.abc import Iterator

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from bot.cli.suggestions import write_delay
from bot.cli.thinking import Thinker, Thought
from classifier.assessment import Evidence, Guess, TextEvidence
from classifier.priority_words import word_priority
from classifier.request import Request
from classifier.taxonomy import Axis
from playbooks.suggestion import Step, Suggestion


def print_thought(thinker: Thinker, request: Request, *, suggesting: bool, console: Console | None = None) -> None:
    """Print what was concluded and, where asked for, what to answer and to do."""
    console = console or Console()
    thought = thinker.think(request)
    console.print(assessment_table(thought))
    console.print(Text(f"priority {thought.priority.value}: {word_priority(thought.priority, thinker.zone)}"))
    if suggesting:
        for part in suggestion_lines(thinker.suggest(request, thought)):
            console.print(part)


def assessment_table(thought: Thought) -> Table:
    """Lay out every verdict with its reasons: flags first, then what is asked, then who asks."""
    assessment = thought.assessment
    table = Table("what", "is", "score", "because", title=f"language: {assessment.lang}", title_justify="left")
    for flag in assessment.flags:
        table.add_row(f"flag ({flag.tier})", Text(flag.type), f"{flag.score:.2f}", _because(flag.evidence))
    intent = assessment.intent
    table.add_row("intent", _shown(intent.type, intent.best), f"{intent.score:.2f}", _because(intent.evidence))
    for axis, verdict in assessment.verdicts.items():
        is_ = _shown(verdict.type, verdict.best)
        if axis is Axis.DEMEANOUR and verdict.shown and len(assessment.demeanours) > 1:
            is_ = Text(" and ".join(guess.type for guess in assessment.demeanours))
        table.add_row(str(axis), is_, f"{verdict.score:.2f}", _because(verdict.evidence))
    return table


def suggestion_lines(suggestion: Suggestion) -> Iterator[Text | Padding]:
    """Say the replies with their reasons, then don'ts, steps, the follow-up, and what could not be said."""
    for reply in suggestion.replies:
        yield Text(f"\n{reply.tone}", style="bold").append(f"  {reply.playbook}, because {reply.because}", style="dim")
        yield Padding(Text(reply.text), (0, 0, 0, 2))
    if suggestion.avoid:
        yield Text(f"\ndon't: {'; '.join(suggestion.avoid)}")
    if suggestion.steps:
        yield Text("\nsteps", style="bold")
    for step in suggestion.steps:
        yield Padding(Text(_step(step)), (0, 0, 0, 2))
    if suggestion.follow_up:
        follow_up = suggestion.follow_up
        unless = f", unless {follow_up.unless.replace('_', ' ')}" if follow_up.unless else ""
        yield Text(f"\nfollow-up in {write_delay(follow_up.after)}: {follow_up.text}{unless}")
    for missing in suggestion.missing:
        why = f" ({missing.why})" if missing.why else ""
        yield Text(f"not offered: {missing.playbook} needs {missing.fact}{why}", style="dim")


def _step(step: Step) -> str:
    after = f" (after {write_delay(step.after)})" if step.after else ""
    return f"→ {step.escalate_to}: {step.text}{after}" if step.escalate_to else f"☐ {step.text}{after}"


def _shown(type_: str, best: Guess) -> Text:
    """Say the type, or for `unknown` what it may be."""
    return Text(type_) if type_ == best.type else Text(f"{type_}, perhaps {best.type}", style="dim")


def _because(evidence: tuple[Evidence, ...]) -> Text:
    told = [f"“{one.text}”" if isinstance(one, TextEvidence) else one.value for one in evidence]
    return Text(", ".join(dict.fromkeys(told)))
