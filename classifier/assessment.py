"""What was concluded about one message, as plain frozen values. Importing this is instant: no spaCy."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from classifier.taxonomy import UNKNOWN, Axis

Tier = Literal["page", "check"]
Trend = Literal["calmer", "same", "worse"]


@dataclass(frozen=True, slots=True)
class TextEvidence:
    """The customer's own words; offsets count code points of the original text, `end` excluded."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class FactEvidence:
    """A fact of the purchase history or the conversation: its name, and its figures in words."""

    fact: str
    value: str


Evidence = TextEvidence | FactEvidence


@dataclass(frozen=True, slots=True)
class Said:
    """One message of the conversation so far."""

    who: Literal["customer", "agent"]
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Guess:
    """A type and the probability that it is right."""

    type: str
    score: float


@dataclass(frozen=True, slots=True)
class Verdict:
    """Where a customer stands on one axis.

    `type` is what an agent is shown, `"unknown"` below the showing threshold;
    `best` is the best guess and never unknown.
    """

    axis: Axis
    type: str
    score: float
    best: Guess
    second: Guess | None = None
    evidence: tuple[Evidence, ...] = ()

    @property
    def shown(self) -> bool:
        """True where the verdict passed its threshold."""
        return self.type != UNKNOWN


@dataclass(frozen=True, slots=True)
class Intent:
    """What the customer asks for; `type` is `"unknown"` below the showing threshold."""

    type: str
    score: float
    best: Guess
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Flag:
    """Something that must not be overlooked: `page` alerts leads at once, `check` is one line on the card."""

    type: str
    score: float
    tier: Tier
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Assessment:
    """All that was concluded about one message.

    `verdicts` has one entry for each axis that was looked at; `demeanours` the
    one or two demeanours in the words, strongest first, `calm` alone. A `nudge`
    only asked for attention ("??", "hello?"), so it says nothing new.
    """

    lang: str
    verdicts: Mapping[Axis, Verdict]
    demeanours: tuple[Guess, ...]
    intent: Intent
    flags: tuple[Flag, ...] = ()
    trend: Trend = "same"
    scores: Mapping[str, float] = field(default_factory=dict)
    nudge: bool = False

    def type_of(self, axis: Axis) -> str:
        """Say the shown type on an axis; `unknown` where nothing passed or nobody looked."""
        verdict = self.verdicts.get(axis)
        return verdict.type if verdict else UNKNOWN

    def flag(self, type_: str) -> Flag | None:
        """Find a flag by its type."""
        return next((flag for flag in self.flags if flag.type == type_), None)
