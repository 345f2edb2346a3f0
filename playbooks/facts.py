"""What a reply may say. `None` means not known, and a reply that needs it is not offered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from classifier.history.orders import Order


@dataclass(frozen=True, slots=True)
class CustomerFacts:
    """Who is written to; `linked` says whether this chat is joined to a shop account."""

    first_name: str | None = None
    linked: bool = False
    country: str | None = None  # two letters; chooses the emergency number, never value or priority
    consent: bool = False  # recorded consent to marketing


@dataclass(frozen=True, slots=True)
class Offer:
    """A published offer: its code, and the moment from which it holds no more."""

    code: str
    until: datetime


@dataclass(frozen=True, slots=True)
class ShopFacts:
    """What the shop promises and where it is found; from `shop.yaml`."""

    name: str
    zone: ZoneInfo
    policies: Mapping[str, object] = field(default_factory=dict)  # return_days, shipping_days, guarantee_months, ...
    links: Mapping[str, str] = field(default_factory=dict)
    formal: frozenset[str] = frozenset()  # languages in which customers are addressed formally
    currency: str = "EUR"
    gestures: Mapping[str, object] = field(default_factory=dict)  # the largest gesture: agent, lead
    emergency: Mapping[str, str] = field(default_factory=dict)  # number by country ("NL"), language ("ru") or "default"
    offers: Mapping[str, Offer] = field(default_factory=dict)  # welcome, second_order, returning, ...
    opens: str | None = None  # "09:00"; both None where the shop never closes
    closes: str | None = None
    duty_phone: str | None = None  # for agents alone; no text for a customer can name it


@dataclass(frozen=True, slots=True)
class Promised:
    """Something that we said we would do by a time."""

    text: str
    due_at: datetime
    by: str | None = None
    kept: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that a template may use, besides the assessment."""

    customer: CustomerFacts
    orders: Sequence[Order]
    shop: ShopFacts
    agent: str | None
    now: datetime
    answer_by: datetime | None = None  # the time we can promise a next word by; None means none can be promised
    about: str | None = None  # the id of the order that the message names; None means that it names none
    promised: Sequence[Promised] = ()
    unanswered: int = 1
    reopened: bool = False
    text: str = ""  # what the customer wrote in this turn
    occasion: str | None = None  # a note that we begin ourselves: thank_you, onboarding, check_in, win_back
    sent: Sequence[str] = ()  # playbooks that already spoke in this conversation: a published offer is made once
