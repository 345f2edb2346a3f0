"""When a playbook is meant: the lines of `when` and `unless`."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Final, Literal, get_args

from pydantic import ValidationInfo, field_validator

from classifier.taxonomy import FLAGS, INTENTS, LANGUAGES, TYPES, Axis
from playbooks.errors import Strict, did_you_mean, wrong
from playbooks.fragments import Needs
from playbooks.spoken import Spoken, SpokenWords
from playbooks.vocabulary import FIGURES, kind_of

# A best guess among thirteen intents at five times chance: enough for a text that an agent reads first.
INTENT_SCORE: Final = 0.4
TIERS: Final = ("page", "check")
_AXES: Final = tuple(axis.value for axis in Axis)

Scores = Mapping[str, float]
Line = Literal["intent", "flags", "facts", "languages", "axes", "sent", "bounds", "words"]
LINES: Final[tuple[Line, ...]] = get_args(Line)
_NONE: Final[Scores] = {}
_UNSPOKEN: Final[Spoken] = {}
_UNFLAGGED: Final[Mapping[str, Literal["page", "check"]]] = {}


class Conditions(Strict):
    """Within a line any entry is enough. `when` needs every line, `unless` is met by one.
    In `facts`, `at_least` and `at_most` each entry is a line of its own.

    Axes take `{type: lowest score that counts}`, or `[type]` where being shown to
    the agent is enough. `flags` takes `{flag: tier}`: `page` means that tier,
    `check` either. `words` are looked for in what the customer wrote in this turn.
    """

    demeanour: Scores = _NONE
    motive: Scores = _NONE
    lifecycle: Scores = _NONE
    value: Scores = _NONE
    advocacy: Scores = _NONE
    decision: Scores = _NONE
    perception: Scores = _NONE
    disc: Scores = _NONE
    sabone: Scores = _NONE
    caution: Scores = _NONE
    intent: Scores = _NONE
    flags: Mapping[str, Literal["page", "check"]] = _UNFLAGGED
    words: SpokenWords = _UNSPOKEN
    facts: Needs = frozenset()
    at_least: Scores = _NONE
    at_most: Scores = _NONE
    languages: Sequence[str] = ()
    sent: Sequence[str] = ()  # playbooks that already spoke in this conversation

    @field_validator(*_AXES, "intent", mode="plain")
    @classmethod
    def _read_scores(cls, value: object, info: ValidationInfo) -> Scores:
        name = str(info.field_name)
        types = INTENTS if name == "intent" else TYPES[Axis(name)]
        least = INTENT_SCORE if name == "intent" else 0.0
        scores = dict.fromkeys(map(str, value), least) if isinstance(value, list) else value
        if not isinstance(scores, dict) or not scores:
            raise wrong(f"{value!r} lists no types; write it like {{{types[0]}: 0.6}} or [{types[0]}]")
        for type_, score in scores.items():
            if type_ not in types:
                raise wrong(f"{type_!r} is not a type of {name}; {did_you_mean(type_, types)}", type_)
            if isinstance(score, bool) or not isinstance(score, int | float) or not 0 <= score <= 1:
                raise wrong(f"{score!r} is not a score; write a number from 0 to 1, like 0.6", type_)
        return scores

    @field_validator("flags", mode="plain")
    @classmethod
    def _read_flags(cls, value: object) -> Mapping[str, str]:
        if not isinstance(value, dict) or not value:
            raise wrong(f"{value!r} lists no flags; write it like {{{FLAGS[0]}: page}}")
        for flag, tier in value.items():
            if flag not in FLAGS:
                raise wrong(f"{flag!r} is not a flag; {did_you_mean(flag, FLAGS)}", flag)
            if tier not in TIERS:
                raise wrong(f"{tier!r} is not a tier; write page, or check for either", flag)
        return value

    @field_validator("languages")
    @classmethod
    def _know_languages(cls, value: Sequence[str]) -> Sequence[str]:
        for number, lang in enumerate(value):
            if lang not in LANGUAGES:
                raise wrong(
                    f"{lang!r} is no language that messages are read in; {did_you_mean(lang, LANGUAGES)}", number
                )
        return value

    @field_validator("at_least", "at_most", mode="plain")
    @classmethod
    def _read_bounds(cls, value: object) -> Mapping[str, float]:
        if not isinstance(value, dict) or not value:
            raise wrong(f"{value!r} compares nothing; write it like {{order.days_late: 3}}")
        for path, bound in value.items():
            figure = path.startswith(FIGURES) and path.removeprefix(FIGURES).isidentifier()
            if not figure and kind_of(path) not in {"number", "money"}:
                raise wrong(f"{path!r} is no number; write a fact like order.days_late, or {FIGURES}orders", path)
            if isinstance(bound, bool) or not isinstance(bound, int | float):
                raise wrong(f"{bound!r} is not a number; write one, like 3", path)
        return value

    @cached_property
    def axes(self) -> Mapping[Axis, Scores]:
        """The axes that are asked about."""
        return {Axis(name): scores for name in _AXES if (scores := getattr(self, name))}

    @cached_property
    def written(self) -> tuple[Line, ...]:
        """The lines that are written, the quickest to answer first."""
        asked = {
            "intent": self.intent,
            "flags": self.flags,
            "facts": self.facts,
            "languages": self.languages,
            "axes": self.axes,
            "sent": self.sent,
            "bounds": self.at_least or self.at_most,
            "words": self.words,
        }
        return tuple(line for line in LINES if asked[line])

    @cached_property
    def lines(self) -> int:
        """How many lines there are; each fact is one. More lines mean a more exact playbook."""
        others = (self.intent, self.flags, self.at_least, self.at_most, self.languages, self.sent, self.words)
        return len(self.axes) + len(self.facts) + sum(bool(line) for line in others)
