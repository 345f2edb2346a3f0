"""What a desk did in a stretch of time, as figures: from plain rows, so that they can be counted by hand."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from classifier.business_hours import BusinessHours
from classifier.fairness import FIFTH

FAULT: Final = "product_fault"
HALF, NINE_TENTHS = 0.5, 0.9
# The lowest and the top fifth by margin, and who is between them or not known (desk.md).
LOW, MIDDLE, TOP = "low", "middle", "top"


@dataclass(frozen=True, slots=True)
class Opened:
    """A conversation that began: when it was answered first, and how much its customer brings (0 to 1)."""

    at: datetime
    lang: str | None
    intent: str | None
    reopened: bool
    answered_at: datetime | None = None
    percentile: float | None = None
    fault: str | None = None  # the product that doesn't work, where it is clear


@dataclass(frozen=True, slots=True)
class Happened:
    """Everything that a report counts, of one stretch of time."""

    opened: Sequence[Opened] = ()
    messages: Sequence[datetime] = ()  # from customers
    resolved: Sequence[tuple[datetime, datetime]] = ()  # opened, resolved
    promises: Sequence[bool] = ()  # kept or not; one that is still open is neither
    uses: Mapping[str, int] = field(default_factory=dict)
    corrections: int = 0
    pages: int = 0
    false_pages: int = 0
    asked: int = 0  # for a rating
    ratings: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class Spread:
    """The middle of many durations and what nine in ten stay under; `None` where there are none."""

    count: int
    half: timedelta | None
    most: timedelta | None

    @classmethod
    def of(cls, spans: Iterable[timedelta]) -> "Spread":
        """Order them and look: each is one that there was, none is made up between two."""
        ordered = sorted(spans)
        if not ordered:
            return cls(0, None, None)
        last = len(ordered) - 1
        return cls(len(ordered), ordered[int(HALF * last)], ordered[int(NINE_TENTHS * last)])


@dataclass(frozen=True, slots=True)
class Report:
    """The figures. Waits for a first reply are open hours, resolutions the customer's own time."""

    since: datetime
    until: datetime
    conversations: int
    messages: int
    unanswered: int
    reopened: int
    by_day: Mapping[date, int]
    by_lang: Mapping[str, int]
    by_intent: Mapping[str, int]
    first_reply: Spread
    first_reply_by_lang: Mapping[str, Spread]
    first_reply_by_value: Mapping[str, Spread]
    resolution: Spread
    promises: int
    promises_kept: int
    faults: Sequence[tuple[str, int]]
    uses: Mapping[str, int]
    corrections: int
    pages: int
    false_pages: int
    asked: int
    ratings: Mapping[int, int]


def make_report(happened: Happened, since: datetime, until: datetime, hours: BusinessHours) -> Report:
    """Count what happened."""
    opened = happened.opened
    answered = [one for one in opened if one.answered_at is not None]

    def waited(which: Iterable[Opened]) -> Spread:
        return Spread.of(hours.between(one.at, one.answered_at) for one in which if one.answered_at is not None)

    return Report(
        since=since,
        until=until,
        conversations=len(opened),
        messages=len(happened.messages),
        unanswered=len(opened) - len(answered),
        reopened=sum(one.reopened for one in opened),
        by_day=_by_day(happened.messages, since, until, hours.zone),
        by_lang=_counted(one.lang for one in opened),
        by_intent=_counted(one.intent for one in opened),
        first_reply=waited(answered),
        first_reply_by_lang=_grouped(answered, lambda one: one.lang, waited),
        first_reply_by_value=_grouped(answered, lambda one: _fifth(one.percentile), waited),
        resolution=Spread.of(resolved - began for began, resolved in happened.resolved),
        promises=len(happened.promises),
        promises_kept=sum(happened.promises),
        faults=sorted(_counted(one.fault for one in opened).items(), key=lambda pair: (-pair[1], pair[0])),
        uses=dict(happened.uses),
        corrections=happened.corrections,
        pages=happened.pages,
        false_pages=happened.false_pages,
        asked=happened.asked,
        ratings=dict(sorted(Counter(happened.ratings).items())),
    )


def _fifth(percentile: float | None) -> str:
    if percentile is None or FIFTH <= percentile < 1 - FIFTH:
        return MIDDLE
    return LOW if percentile < FIFTH else TOP


def _counted(names: Iterable[str | None]) -> dict[str, int]:
    """Count, the most frequent first."""
    counts = Counter(name for name in names if name)
    return dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))


def _grouped(
    answered: Sequence[Opened], group: Callable[[Opened], str | None], waited: Callable[[Iterable[Opened]], Spread]
) -> dict[str, Spread]:
    names = _counted(group(one) for one in answered)
    return {name: waited([one for one in answered if group(one) == name]) for name in names}


def _by_day(messages: Sequence[datetime], since: datetime, until: datetime, zone: ZoneInfo) -> dict[date, int]:
    """Count by the shop's days; a day on which nobody wrote is a day, too."""
    counts = Counter(at.astimezone(zone).date() for at in messages)
    first, last = since.astimezone(zone).date(), (until - timedelta(microseconds=1)).astimezone(zone).date()
    days = (first + timedelta(days=number) for number in range((last - first).days + 1))
    return {day: counts[day] for day in days}
