"""A suggestion as the JSON of `triage suggest`."""

from datetime import timedelta
from typing import Any, Final

from playbooks.suggestion import FollowUp, Step, Suggestion

_UNITS: Final = ((86_400, "d"), (3_600, "h"), (60, "m"), (1, "s"))
# From an hour on nobody counts seconds.
_HOUR: Final = 3_600


def suggestion_json(suggestion: Suggestion) -> dict[str, Any]:
    """Write what the contract adds to an assessment; a follow-up only where one is proposed."""
    found: dict[str, Any] = {
        "replies": [
            {"playbook": reply.playbook, "lang": reply.lang, "text": reply.text, "because": reply.because}
            for reply in suggestion.replies
        ],
        "steps": [_step(step) for step in suggestion.steps],
    }
    return found | ({"follow_up": _follow_up(suggestion.follow_up)} if suggestion.follow_up else {})


def _step(step: Step) -> dict[str, Any]:
    """A step is something to do, or a rung of the ladder; both say what in `text`."""
    kind = {"escalate_to": step.escalate_to} if step.escalate_to else {"do": step.text}
    after = {"after": write_delay(step.after)} if step.after is not None else {}
    return {**kind, "text": step.text, **after}


def _follow_up(follow_up: FollowUp) -> dict[str, Any]:
    unless = {"unless": follow_up.unless} if follow_up.unless else {}
    return {"after": write_delay(follow_up.after), "text": follow_up.text, **unless}


def write_delay(delay: timedelta) -> str:
    """Spell a delay as playbooks do, in the largest unit that is exact; from an hour on to the minute.

    >>> write_delay(timedelta(minutes=90)), write_delay(timedelta(days=1))
    ('90m', '1d')
    """
    seconds = round(delay.total_seconds())
    seconds = seconds if seconds < _HOUR else round(seconds / 60) * 60
    size, unit = next((each for each in _UNITS if seconds % each[0] == 0), _UNITS[-1])
    return f"{seconds // size}{unit}"
