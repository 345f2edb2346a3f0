"""Adds customers up by type: how many, what they bring, and what they take. For plans, never for priority."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from classifier.history.personas import KINDS
from classifier.history.profile import Profile
from classifier.history.purchases import Purchases
from classifier.history.rules import CautionRules
from classifier.taxonomy import TYPES, UNKNOWN, Axis

AXES: Final = (Axis.LIFECYCLE, Axis.VALUE, Axis.ADVOCACY, Axis.CAUTION)
# The behaviour model of advocacy has the name of the axis, so as a grouping it has another.
SPEAKING: Final = "speaking"
# Every grouping with its types in the order in which they are shown; who has no orders behaves in no way yet.
GROUPINGS: Final[Mapping[str, tuple[str, ...]]] = {
    **{axis.value: (*TYPES[axis], UNKNOWN) for axis in AXES},
    "frequency": (*KINDS["frequency"], UNKNOWN),
    "spend": (*KINDS["spend"], UNKNOWN),
    SPEAKING: ("low", "active"),
    "breadth": (*KINDS["breadth"], UNKNOWN),
}


@dataclass(slots=True)
class Tally:
    """Sums over the customers of one type; what is known of some only has its own count."""

    customers: int = 0
    revenue: Decimal = Decimal(0)
    orders: int = 0
    ordered: Decimal = Decimal(0)
    margin: Decimal = Decimal(0)
    margins: int = 0
    level: float = 0.0
    levels: int = 0
    effort: float = 0.0
    efforts: int = 0

    def add(self, profile: Profile, purchases: Purchases) -> None:
        """Count one customer in."""
        self.customers += 1
        self.revenue += _sum(profile, "revenue") or Decimal(0)
        self.orders += len(purchases.priced)
        self.ordered += sum((order.total for order in purchases.priced), Decimal(0))
        margin = _sum(profile, "margin_12m")
        if margin is not None:
            self.margin, self.margins = self.margin + margin, self.margins + 1
        level, effort = _sum(profile, "service_level"), _sum(profile, "return_on_effort")
        if level is not None:
            self.level, self.levels = self.level + float(level), self.levels + 1
        if effort is not None:
            self.effort, self.efforts = self.effort + float(effort), self.efforts + 1


@dataclass(frozen=True, slots=True)
class Segment:
    """One type and its figures in the shop's currency; `None` where nobody knows. Shares are of all customers counted.

    `margin_known` says of how many customers the margin is the sum; service level and return on effort are means over the
    customers of whom they are known; the return is a sum for each step of the level.
    """

    type: str
    customers: int
    share: float
    revenue: Decimal
    revenue_share: float | None
    average_order: Decimal | None
    margin_12m: Decimal | None
    margin_share: float | None
    margin_known: int
    service_level: float | None
    return_on_effort: float | None


@dataclass(slots=True)
class Segments:
    """Tallies that grow while customers stream by; as large as there are types, however many customers."""

    whole: Tally = field(default_factory=Tally)
    tallies: dict[str, dict[str, Tally]] = field(default_factory=lambda: {name: {} for name in GROUPINGS})
    # By the place of a persona in the shop's list; `None` are those who are near none.
    personas: dict[int | None, Tally] = field(default_factory=dict)
    # How many customers have which recency and frequency score.
    scores: Counter[tuple[int, int]] = field(default_factory=Counter)

    def add(self, profile: Profile, purchases: Purchases, persona: int | None = None) -> None:
        """Count one customer, of whose personas the nearest has this place in the list."""
        self.whole.add(profile, purchases)
        for name, tallies in self.tallies.items():
            tallies.setdefault(type_in(profile, name), Tally()).add(profile, purchases)
        self.personas.setdefault(persona, Tally()).add(profile, purchases)
        recency, frequency = profile.value_of("recency_score"), profile.value_of("frequency_score")
        if isinstance(recency, int) and isinstance(frequency, int):
            self.scores[recency, frequency] += 1

    def of(self, grouping: str) -> list[Segment]:
        """List the types of a grouping that somebody has."""
        tallies = self.tallies[grouping]
        return [self.segment(type_, tallies[type_]) for type_ in GROUPINGS[grouping] if type_ in tallies]

    def segment(self, type_: str, tally: Tally) -> Segment:
        """Set a tally against the whole; shares of nothing are not known."""
        whole = self.whole
        return Segment(
            type=type_,
            customers=tally.customers,
            share=tally.customers / whole.customers,
            revenue=tally.revenue,
            revenue_share=_share(tally.revenue, whole.revenue),
            average_order=tally.ordered / tally.orders if tally.orders else None,
            margin_12m=tally.margin if tally.margins else None,
            margin_share=_share(tally.margin, whole.margin) if tally.margins else None,
            margin_known=tally.margins,
            service_level=tally.level / tally.levels if tally.levels else None,
            return_on_effort=tally.effort / tally.efforts if tally.efforts else None,
        )


def type_in(profile: Profile, grouping: str) -> str:
    """Say which type of a grouping a customer has."""
    if grouping == SPEAKING:
        return str(profile.value_of("advocacy") or "low")
    if grouping in TYPES:
        return profile.type_of(Axis(grouping))
    return str(profile.value_of(grouping) or UNKNOWN)


def caution_expires(purchases: Purchases, rules: CautionRules) -> datetime | None:
    """Say when caution from returns ends, unless more comes back: so many days after the newest; `None` without one."""
    returns = purchases.returns(rules.gesture)
    days = [order.returned_at or order.placed_at for order in returns]
    return max(days) + timedelta(days=rules.days) if days else None


def _sum(profile: Profile, figure: str) -> Decimal | None:
    value = profile.value_of(figure)
    return Decimal(str(value)) if isinstance(value, int | float | Decimal) and not isinstance(value, bool) else None


def _share(part: Decimal, whole: Decimal) -> float | None:
    return float(part / whole) if whole > 0 else None
