"""What a playbook yields: replies to choose from, steps to take, a follow-up to keep."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

Tone = Literal["short", "warm", "firm"]
TONES: tuple[Tone, ...] = ("short", "warm", "firm")


@dataclass(frozen=True, slots=True)
class Reply:
    """A reply ready to send, plain text in the customer's language."""

    playbook: str
    lang: str
    tone: Tone
    text: str
    because: str
    approved: bool = False  # an approved text for danger: two taps to send
    parts: tuple[str, ...] = ()  # every playbook that gave a sentence; `playbook` gave the substance


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do, or one rung of the ladder; `after` counts from now."""

    text: str
    escalate_to: str | None = None
    after: timedelta | None = None


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A reminder that the playbook proposes; set when a reply is sent, dropped when `unless` holds."""

    after: timedelta
    text: str
    unless: str | None = None


@dataclass(frozen=True, slots=True)
class Missing:
    """A fact that a reply needed and nobody knows, so that reply is not offered."""

    playbook: str
    fact: str
    why: str = ""  # what is known instead: "last checked 2 days ago"; empty where nothing is


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What the engine suggests for one turn of a customer; never sent without an agent."""

    replies: tuple[Reply, ...] = ()
    steps: tuple[Step, ...] = ()
    follow_up: FollowUp | None = None
    avoid: tuple[str, ...] = ()
    missing: tuple[Missing, ...] = ()
    because: str = ""
