"""Who comes first, and why: danger, then the earliest virtual deadline (shouting buys no place)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final, Literal, TypeVar

from classifier.assessment import Assessment, Flag
from classifier.business_hours import BusinessHours
from classifier.history.profile import Profile
from classifier.taxonomy import PAGED, Axis

Group = Literal["page", "second", "rest"]
Queued = TypeVar("Queued")

SECOND_GROUP: Final = (*sorted(PAGED), "legal_threat", "privacy", "public_threat", "vulnerable")
# A danger that is only looked at because missing one would be worse is a line on the card; it moves nobody ahead.
JUMPS: Final = 0.2

# Harm from waiting, by what is asked (desk.md): a parcel that leaves cannot be called back,
# a late one can still be searched; a question about status loses little.
HARM: Final[Mapping[str, float]] = MappingProxyType(
    {"cancel_change": 1.0, "delivery_problem": 0.6, "payment_billing": 0.6, "order_status": 0.3}
)

# As numbers on a card: the groups stand apart, whatever is inside them.
PAGE_VALUE: Final = 100
SECOND_VALUE: Final = 90
REST_VALUE: Final = 80

# The percentile of somebody whose margin we may not or cannot know: neither ahead nor behind.
UNKNOWN_VALUE: Final = 0.5
THIRD_MESSAGE: Final = 3
# Past the promise, every fourth place goes to whom waiting harms most.
HARM_EVERY: Final = 4


@dataclass(frozen=True, slots=True)
class Waiting:
    """How long and in what situation a customer waits."""

    since: datetime  # the oldest unanswered message; repeating does not reset it
    unanswered: int
    now: datetime
    reopened: bool = False
    broken_promise: bool = False
    linked: bool = True
    objecting: bool = False  # said no to profiling (GDPR article 21)
    dispatched: bool | None = None  # None: the shop has not told
    event_today: bool = False


@dataclass(frozen=True, slots=True)
class PriorityRules:
    """The promise and the weights; the defaults and their reasons are desk.md's."""

    hours: BusinessHours
    promise: timedelta = timedelta(minutes=30)  # of business time, the same for everyone
    page: timedelta = timedelta(minutes=5)  # of plain time: danger does not wait for opening hours
    second_group: timedelta = timedelta(minutes=15)
    harm_weight: float = 0.40
    again_weight: float = 0.20
    value_weight: float = 0.15
    loss_weight: float = 0.10
    harm: Mapping[str, float] = field(default_factory=lambda: dict(HARM))
    value_counts: bool = True  # off where the poorest fifth waits too long (`waits_are_fair`)

    def __post_init__(self) -> None:
        if self.promise <= timedelta(0):
            raise ValueError(f"the promise is {self.promise}; it must be a time to answer in, such as 30 minutes")
        weights = (self.harm_weight, self.again_weight, self.value_weight, self.loss_weight)
        if min(weights) < 0 or sum(weights) > 1:
            raise ValueError(f"priority weights {weights} must be zero or more and sum to at most 1")
        if any(not 0 <= harm <= 1 for harm in self.harm.values()):
            raise ValueError(f"harm per intent must lie between 0 and 1, got {dict(self.harm)}")

    @property
    def full_weight(self) -> float:
        """The sum that counts as 80; it keeps its size when value is switched off, so numbers stay comparable."""
        return (self.harm_weight + self.again_weight + self.value_weight + self.loss_weight) or 1.0

    def without_value(self) -> "PriorityRules":
        """Give the same rules with what a customer is worth left out."""
        return replace(self, value_counts=False)


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that moved the deadline, by so many minutes (negative: earlier). `priority_words` says it."""

    key: str
    minutes: float = 0.0


@dataclass(frozen=True, slots=True)
class Priority:
    """Where a conversation stands in the queue: 0 to 100, due when, and why."""

    value: int
    due_at: datetime
    reasons: tuple[Reason, ...]
    group: Group
    promised_by: datetime  # nobody's deadline is later than this
    since: datetime
    harm: float = 0.0


def prioritise(assessment: Assessment, profile: Profile | None, waiting: Waiting, rules: PriorityRules) -> Priority:
    """Place one conversation. Anger, hurry, `petty`, caution and service level are not looked at."""
    harm, reasons = _weigh(assessment, profile, waiting, rules)
    promised_by = rules.hours.add(waiting.since, rules.promise)
    moved = timedelta(minutes=sum(reason.minutes for reason in reasons))
    deadline = rules.promise + moved
    rest = Priority(
        value=round(REST_VALUE * (-moved / rules.promise) / rules.full_weight),
        due_at=min(promised_by, rules.hours.add(waiting.since, deadline)),
        reasons=reasons,
        group="rest",
        promised_by=promised_by,
        since=waiting.since,
        harm=harm,
    )
    paged = [flag for flag in assessment.flags if flag.type in PAGED and flag.tier == "page"]
    if paged:
        due_at = waiting.since + rules.page
        return replace(rest, value=PAGE_VALUE, due_at=due_at, reasons=_flag_reasons(paged), group="page")
    second = _second_group(assessment, waiting)
    if second:
        due_at = rules.hours.add(waiting.since, min(rules.second_group, deadline))
        return replace(rest, value=SECOND_VALUE, due_at=due_at, reasons=(*second, *reasons), group="second")
    return rest


def wants_a_person(type_: str, score: float) -> bool:
    """Tell whether a flag is reason to leave automatic and general words out: danger however weak, others when likely.

    At the bar of a line on the card one in ten ordinary messages has some flag; they would all hear nothing.
    """
    return type_ in PAGED or score >= JUMPS


def order_queue(items: Sequence[tuple[Queued, Priority]], now: datetime, *, served: int = 0) -> list[Queued]:
    """Put a queue in order: groups first; past the promise the oldest, every fourth whom waiting harms most.

    `served` is how many have been taken past the promise already, so that the
    fourth place comes round when the queue is asked for one at a time.
    """
    ranked = sorted(items, key=lambda pair: (_GROUP_ORDER[pair[1].group], pair[1].due_at, pair[1].since))
    urgent = [pair for pair in ranked if pair[1].group != "rest"]
    late = [pair for pair in ranked if pair[1].group == "rest" and pair[1].promised_by < now]
    timely = [pair for pair in ranked if pair[1].group == "rest" and pair[1].promised_by >= now]
    return [item for item, _ in (*urgent, *_interleave(late, served), *timely)]


_GROUP_ORDER: Final[Mapping[Group, int]] = {"page": 0, "second": 1, "rest": 2}


def _interleave(late: list[tuple[Queued, Priority]], served: int) -> list[tuple[Queued, Priority]]:
    """Take turns between two orders of the same people; each person is taken once."""
    oldest = sorted(range(len(late)), key=lambda i: (late[i][1].since, i))
    harmed = sorted(range(len(late)), key=lambda i: (-late[i][1].harm, late[i][1].since, i))
    lines, taken, order = {False: iter(oldest), True: iter(harmed)}, set[int](), list[int]()
    while len(order) < len(late):
        harm_turn = (served + len(order) + 1) % HARM_EVERY == 0
        choice = next(i for i in lines[harm_turn] if i not in taken)
        taken.add(choice)
        order.append(choice)
    return [late[i] for i in order]


def _weigh(
    assessment: Assessment, profile: Profile | None, waiting: Waiting, rules: PriorityRules
) -> tuple[float, tuple[Reason, ...]]:
    harm, harm_key = _harm(assessment, waiting, rules)
    again = "reopened" if waiting.reopened else "third_message" if waiting.unanswered >= THIRD_MESSAGE else ""
    value = _value(profile, waiting) if rules.value_counts else 0.0
    loss = _loss(assessment, profile, waiting)
    weighed = (
        (harm_key, rules.harm_weight * harm),
        (again, rules.again_weight * bool(again)),
        ("value", rules.value_weight * value),
        (loss, rules.loss_weight * bool(loss)),
    )
    promise = rules.promise / timedelta(minutes=1)
    return harm, tuple(Reason(key, -promise * weight) for key, weight in weighed if key and weight > 0)


def _harm(assessment: Assessment, waiting: Waiting, rules: PriorityRules) -> tuple[float, str]:
    """A change is worth hurrying for until the parcel has left; not knowing counts as not yet."""
    if waiting.event_today:
        return 1.0, "event_today"
    intent = assessment.intent.type
    if intent == "cancel_change" and waiting.dispatched:
        return 0.0, ""
    return rules.harm.get(intent, 0.0), intent


def _value(profile: Profile | None, waiting: Waiting) -> float:
    if profile is None or waiting.objecting or not waiting.linked:
        return UNKNOWN_VALUE
    percentile = profile.value_of("margin_percentile")
    return float(percentile) if isinstance(percentile, int | float) else UNKNOWN_VALUE


def _loss(assessment: Assessment, profile: Profile | None, waiting: Waiting) -> str:
    if assessment.flag("churn_threat"):
        return "churn_threat"
    if assessment.type_of(Axis.LIFECYCLE) == "at_risk":
        return "at_risk"
    known = profile is not None and waiting.linked and not waiting.objecting
    return "at_risk" if known and profile and profile.type_of(Axis.LIFECYCLE) == "at_risk" else ""


def _second_group(assessment: Assessment, waiting: Waiting) -> tuple[Reason, ...]:
    flags = [flag for flag in assessment.flags if flag.type in SECOND_GROUP and flag.score >= JUMPS]
    promise = (Reason("broken_promise"),) if waiting.broken_promise else ()
    return (*_flag_reasons(flags), *promise)


def _flag_reasons(flags: Sequence[Flag]) -> tuple[Reason, ...]:
    return tuple(Reason(flag.type) for flag in flags)
