"""Which of the shop's personas a customer is nearest to; personas are for plans, and never touch priority."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from classifier.assessment import FactEvidence
from classifier.history.profile import Profile
from classifier.taxonomy import TYPES, UNKNOWN, Axis

# What a persona may be made of: acts alone. Each criterion names what it may be.
KINDS: Final[Mapping[str, tuple[str, ...]]] = {
    **{axis.value: TYPES[axis] for axis in (Axis.LIFECYCLE, Axis.VALUE, Axis.ADVOCACY, Axis.MOTIVE)},
    "frequency": ("one_off", "regular"),
    "spend": ("low", "high"),
    "breadth": ("one_category", "many_categories"),
}
# Figures with the range in which they can lie.
RANGES: Final[Mapping[str, tuple[float, float]]] = {
    "recency_score": (1, 5),
    "frequency_score": (1, 5),
    "monetary_score": (1, 5),
    "discount_share": (0, 1),
}
# So far outside of its range a figure is as good as missed: two of five scores, a quarter of the orders.
FAR_OUT: Final[Mapping[str, float]] = {name: 2.0 if highest > 1 else 0.25 for name, (_, highest) in RANGES.items()}
# A fifth off: of five criteria one may be missed, of fewer none.
NEAR: Final = 0.2
# A second guess is right less often than the first, and more often than anything else.
SECOND: Final = 0.5
# Without evidence nobody is near.
MISSED: Final = 1.0


@dataclass(frozen=True, slots=True)
class Persona:
    """A saved combination over the axes with its name and story by language: `kinds` are allowed types, `ranges` are from and to."""

    name: Mapping[str, str]
    story: Mapping[str, str]
    kinds: Mapping[str, frozenset[str]] = field(default_factory=dict)
    ranges: Mapping[str, tuple[float, float]] = field(default_factory=dict)

    def named(self, lang: str) -> str:
        """Say the name in a language, or in the first that it has."""
        return said(self.name, lang)


@dataclass(frozen=True, slots=True)
class Nearness:
    """A persona, how far a customer is from it (0 is on it, `NEAR` the farthest), and what makes them near."""

    persona: Persona
    distance: float
    facts: tuple[FactEvidence, ...]


def nearest(profile: Profile, personas: Sequence[Persona]) -> Nearness | None:
    """Find the nearest persona, the first of equals; `None` where none is near enough.

    The distance is the mean over a persona's criteria. A type is 0 away when it is shown, `SECOND` when it is
    the second guess, else 1; a figure as far as it lies outside of its range, `FAR_OUT` counting as 1. What is not
    known is 1 away.
    """
    near = min((_measure(profile, persona) for persona in personas), key=lambda found: found.distance, default=None)
    return None if near is None or near.distance > NEAR else near


def said(texts: Mapping[str, str], lang: str) -> str:
    """Say a text in a language, or in the first that it has."""
    return texts.get(lang) or next(iter(texts.values()))


def _measure(profile: Profile, persona: Persona) -> Nearness:
    away = {name: _type_away(profile, name, wanted) for name, wanted in persona.kinds.items()}
    away |= {name: _figure_away(profile, name, wanted) for name, wanted in persona.ranges.items()}
    facts = tuple(_fact(profile, name) for name, distance in away.items() if distance <= 0)
    return Nearness(persona, sum(away.values()) / len(away) if away else MISSED, facts)


def _type_away(profile: Profile, name: str, wanted: frozenset[str]) -> float:
    if name not in TYPES:
        return 0.0 if profile.value_of(name) in wanted else MISSED
    if profile.type_of(Axis(name)) in wanted:
        return 0.0
    verdict = profile.verdicts.get(Axis(name))
    second = verdict.second if verdict and verdict.type != UNKNOWN else None
    return SECOND if second and second.type in wanted else MISSED


def _figure_away(profile: Profile, name: str, wanted: tuple[float, float]) -> float:
    value = profile.value_of(name)
    if not isinstance(value, int | float | Decimal):
        return MISSED
    outside = max(wanted[0] - float(value), float(value) - wanted[1], 0.0)
    return min(MISSED, outside / FAR_OUT[name])


def _fact(profile: Profile, name: str) -> FactEvidence:
    if name not in TYPES:
        return FactEvidence(name, profile.figures[name].words)
    verdict = profile.verdicts[Axis(name)]
    told = [fact.value for fact in verdict.evidence if isinstance(fact, FactEvidence)]
    return FactEvidence(name, f"{verdict.type}: {'; '.join(told)}" if told else verdict.type)
