"""The sections of `shop.yaml`: what a shop may set, and what is refused with a reason."""

import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Annotated, Final, Self
from zoneinfo import ZoneInfo

from pydantic import Field, PlainValidator, field_validator, model_validator

from classifier.taxonomy import INTENTS
from playbooks.delays import Delay, parse_delay
from playbooks.errors import Strict, did_you_mean, not_text, wrong

_CLOCK: Final = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")
_PHONE: Final = re.compile(r"\+?[\d\s()./-]{3,30}")
WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
# desk.md: shouting buys no place, and nobody waits longer for being thought little of.
_REFUSED: Final = frozenset(
    {"petty", "caution", "service_level", "return_on_effort", "abuser", "problem", "impossible", "undecided"}
    | {"angry", "hurried", "demeanour", "language", "country", "name", "occupation"}
)


def read_time(value: object) -> time:
    """Read a time of day; YAML has made a number of an unquoted one."""
    match = _CLOCK.fullmatch(value) if isinstance(value, str) else None
    if isinstance(value, time):
        return value
    if match is None:
        hint = "; YAML reads 21:00 as a number" if isinstance(value, int) else ""
        raise wrong(f'{value!r} is not a time{hint}; write hours and minutes in quotes, like "21:00"')
    return time(int(match[1]), int(match[2]))


def read_money(value: object) -> Decimal:
    """Read an amount of money."""
    number = isinstance(value, int | float | Decimal) and not isinstance(value, bool)
    amount = Decimal(str(value)) if number else Decimal("NaN")
    if not amount.is_finite() or amount < 0:
        raise wrong(f"{value!r} is not an amount; write a number from zero up, like 49.90")
    return amount


def read_text(value: object) -> str:
    """Read a text; numbers such as 112 belong in quotes."""
    if not isinstance(value, str) or not value.strip():
        raise wrong(not_text(None if value == "" else value))
    return value.strip()


def read_phone(value: object) -> str | None:
    """Read a phone number, or none; YAML makes a number of bare digits."""
    if value is None:
        return None
    if isinstance(value, int):
        raise wrong(
            f'{value!r} is a number, and + or 0 at its head would be lost; put it in quotes, like "+31 20 555 0123"'
        )
    text = read_text(value)
    if not _PHONE.fullmatch(text) or len(re.findall(r"\d", text)) < 3:
        raise wrong(f'{value!r} is not a phone number; write digits, like "+31 20 555 0123"')
    return text


def read_share(value: object) -> float:
    """Read a weight or a share."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise wrong(f"{value!r} is not a share; write a number from 0 to 1, like 0.4")
    return float(value)


def _read_day(value: object) -> date:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError as error:
        raise wrong(f"{value!r} is not a day; write it like 2025-12-25") from error


def read_weekday(value: object) -> int:
    """Read a day of the week, Monday as 0."""
    if value not in WEEKDAYS:
        raise wrong(f"{value!r} is not a weekday; {did_you_mean(str(value), WEEKDAYS)}")
    return WEEKDAYS.index(str(value))


Clock = Annotated[time, PlainValidator(read_time)]
Money = Annotated[Decimal, PlainValidator(read_money)]
Text = Annotated[str, PlainValidator(read_text)]
Share = Annotated[float, PlainValidator(read_share)]


class Hours(Strict):
    """When somebody is at the desk, in the shop's own time. Equal times are open around the clock."""

    opens: Clock
    closes: Clock
    closed_weekdays: tuple[Annotated[int, PlainValidator(read_weekday)], ...] = ()
    holidays: tuple[Annotated[date, PlainValidator(_read_day)], ...] = ()

    @field_validator("closed_weekdays")
    @classmethod
    def _opens_some_day(cls, days: tuple[int, ...]) -> tuple[int, ...]:
        if len(set(days)) == len(WEEKDAYS):
            raise wrong("all seven weekdays are closed; leave at least one out")
        return days

    def said(self) -> dict[str, str]:
        """Give opening and closing time as replies say them; a shop that never closes has none to say."""
        if self.opens == self.closes:
            return {}
        return {"opens": f"{self.opens:%H:%M}", "closes": f"{self.closes:%H:%M}"}


class PublishedOffer(Strict):
    """A code that anybody may use, and the last day on which it holds."""

    code: Text
    until: Annotated[date, PlainValidator(_read_day)]

    def ends(self, zone: ZoneInfo) -> datetime:
        """Give the last moment of its last day, in the shop's zone; a reply names that day."""
        return datetime.combine(self.until, time(23, 59), zone)


class Quiet(Strict):
    """When customers get no message that they did not just ask for."""

    begins: Clock
    ends: Clock


class Service(Strict):
    """What is promised to customers, and when whom is reminded of it."""

    page_claim: Delay
    page_owner: Delay
    page_answer: Delay
    crisis_text: Delay
    second_group: Delay
    first_reply: Delay
    next_reply: Delay
    resolve_simple: Delay
    resolve_other: Delay
    acknowledge: Delay
    claim_lapse: Delay
    undo: Delay
    lead_accept: Delay
    specialist_accept: Delay
    owner_accept: Delay
    remind_before: Delay
    remind_after: Delay
    nudge: Delay
    close: Delay
    reopen: Delay
    delivery_check: Clock
    gesture_every: Delay

    @field_validator("page_answer", "second_group", "first_reply", "next_reply", "claim_lapse")
    @classmethod
    def _is_some_time(cls, delay: timedelta) -> timedelta:
        # The queue divides by these.
        if delay <= timedelta(0):
            raise wrong("is no time at all; write a delay like 30m")
        return delay


def _read_age(value: object) -> timedelta | None:
    """Read how old something may grow; nothing set keeps it for good."""
    if value is None or isinstance(value, timedelta):
        return value
    age = parse_delay(value)
    if age < timedelta(days=1):  # or a slip of the finger would empty the desk
        raise wrong(f"{value!r} is shorter than a day; write days, like 365d, or leave it empty to keep all")
    return age


Age = Annotated[timedelta | None, PlainValidator(_read_age)]


class Retention(Strict):
    """How old what may grow before it is dropped; empty is kept for good."""

    messages: Age = None
    suggestions: Age = None
    audit: Age = None
    shop_events: Age = None


class PriorityWeights(Strict):
    """How much each reason brings the deadline forward (desk.md, "the earliest virtual deadline")."""

    harm: Share
    again: Share
    value: Share
    loss: Share
    harm_of: Mapping[str, float] = Field(default_factory=dict)

    @model_validator(mode="before")
    @classmethod
    def _refuse_unfair_keys(cls, value: object) -> object:
        for key in value if isinstance(value, dict) else ():
            if key in _REFUSED:
                raise ValueError(
                    f"{key!r} may not move anybody in the queue: what counts is harm from waiting, never how a person"
                    " behaves, who they are or how much effort they take; remove it"
                )
        return value

    @field_validator("harm_of", mode="plain")
    @classmethod
    def _read_harm(cls, value: object) -> Mapping[str, float]:
        if not isinstance(value, dict):
            raise wrong(f"{value!r} lists no intents; write it like {{cancel_change: 1.0}}")
        for intent, harm in value.items():
            if intent not in INTENTS:
                raise wrong(f"{intent!r} is not an intent; {did_you_mean(intent, INTENTS)}")
            read_share(harm)
        return {intent: float(harm) for intent, harm in value.items()}

    @model_validator(mode="after")
    def _stay_within_the_promise(self) -> Self:
        total = self.harm + self.again + self.value + self.loss
        # Above 1 a deadline would lie before the message; the slack is for floats.
        if total > 1 + 1e-9:
            raise ValueError(f"the weights sum to {total:g}; let harm, again, value and loss together be at most 1")
        return self


class Gestures(Strict):
    """The largest gesture that a role may give, in the shop's currency."""

    agent: Money
    lead: Money

    @model_validator(mode="after")
    def _leads_may_give_more(self) -> Self:
        if self.lead < self.agent:
            raise ValueError(f"lead ({self.lead}) is below agent ({self.agent}); a lead may give at least as much")
        return self
