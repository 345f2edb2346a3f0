"""What a playbook yields: replies to choose from, steps to take, a follow-up to keep."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import Literal

Tone = Literal["short", "warm", "firm"]
TONES: tuple[Tone, ...] = ("short", "warm", "firm")


@dataclass(frozen=True, slots=True)
class Wording:
    """Whose words stand where in a reply; sentences follow one another, with a space or none between them."""

    playbook: str
    slot: str
    key: str
    length: int = 0  # in characters, so that a changed sentence can be told from one left as it was

    @property
    def name(self) -> str:
        """The wording among all others, as it is counted."""
        return wording_name(self.playbook, self.slot, self.key)


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
    wordings: tuple[Wording, ...] = ()  # sentence by sentence
    times: bool = True  # it names the time by which the customer hears from us; kept replies of old all may
    good_until: datetime | None = None  # from then on something in it may be over; None in kept replies of old too
    gloss: str | None = None  # the same reply in the desk's language; None where it is in that already
    asks: bool = False  # the next word is the customer's


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do, or one rung of the ladder; `after` counts from when the work on it begins."""

    text: str
    escalate_to: str | None = None
    after: timedelta | None = None
    because: str = ""  # why this rung; empty for something to do, whose words say it
    tell: str = ""  # what the customer is told of the rung, its time still open (playbooks/telling.py)
    tell_lang: str = ""
    any_hour: bool = False  # its time runs at night too

    @property
    def key(self) -> str:
        """Name the step among those of its turn: a rung by its role, the rest by their words."""
        return self.escalate_to or blake2b(self.text.encode(), digest_size=4).hexdigest()


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
    playbooks: tuple[str, ...] = ()  # whoever said or advised something, the first in precedence at the head


def wording_name(playbook: str, slot: str, key: str) -> str:
    """Name a wording: the same words elsewhere are another one, since they answer something else."""
    return f"{playbook}.{slot}.{key}"
