"""What a shop can tell us while it happens, and what came of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias

from bot.shop.parsed import ParsedOrder, ShopCustomer


@dataclass(frozen=True, slots=True)
class Delivery:
    """One request of a shop; the same `key` from the same source is the same request again."""

    source: str
    key: str
    topic: str


@dataclass(frozen=True, slots=True)
class OrderTold:
    """An order as it stands now, with the refunds that its sum contains by their keys."""

    parsed: ParsedOrder
    refunds: Mapping[str, Decimal] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RefundTold:
    """Money given back on an order that is named by its key alone."""

    order_key: str
    refund_key: str
    amount: Decimal
    currency: str | None  # `None` where nothing was paid out
    at: datetime
    sent_back: bool  # goods came back with it


@dataclass(frozen=True, slots=True)
class Erasure:
    """Whoever the shop must forget, and the orders that may no longer lead to them."""

    customer: ShopCustomer
    order_keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DataRequest:
    """Somebody asked the shop what is held on them; the shop answers, with our `/export`."""

    customer: ShopCustomer
    request: str


@dataclass(frozen=True, slots=True)
class ShopLeft:
    """The shop took the app out and wants its customers forgotten."""

    domain: str


@dataclass(frozen=True, slots=True)
class Unused:
    """Something true that we have no use for; the reason is for the shop's log."""

    why: str


Fact: TypeAlias = OrderTold | RefundTold | Erasure | DataRequest | ShopLeft
Event: TypeAlias = Fact | Unused


class Outcome(StrEnum):
    """What came of a delivery; the words are the answer's."""

    STORED = "stored"
    SAME = "nothing new in it"
    KNOWN = "this delivery was taken in before"
    OLDER = "older than what is known, left out"
    WAITING = "kept until its order comes"
    NOBODY = "the order names no customer, left out"
    NOTED = "noted for the shop's people"
    ERASED = "erased"
    UNUSED = "not used here"
