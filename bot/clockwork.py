"""How promises of time run: what a customer's message does to them, when they are due, when the next stage comes.

Pure; what is kept is `bot/storage/clocks.py`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from bot.shop.shopfile import Shop
from classifier.business_hours import BusinessHours
from classifier.priority import Group

# Of the promised time: half, four fifths, all of it, twice (desk.md, "Promises and ladders").
STAGES: Final = (0.5, 0.8, 1.0, 2.0)
HALF, MOST, OVER, TWICE = range(1, len(STAGES) + 1)
FIRST, NEXT, RESOLVE = "first", "next", "resolve"
# From here on a delay is what people mean by days, not as many open hours.
_DAY: Final = timedelta(days=1)
_NONE: Final = timedelta(0)
# Answered with a fact or by one act of our own: nobody outside (carrier, bank, workshop) has to do anything first.
SIMPLE: Final = frozenset(
    {"order_status", "product_question", "price_promo", "account_access", "cancel_change", "praise", "contact_human"}
)


@dataclass(frozen=True, slots=True)
class Promises:
    """What `shop.yaml` promises, as clocks need it."""

    hours: BusinessHours
    first: timedelta
    following: timedelta
    page: timedelta
    second: timedelta
    simple: timedelta
    other: timedelta
    acknowledge: timedelta

    @classmethod
    def of(cls, shop: Shop, zone: ZoneInfo) -> "Promises":
        service = shop.service
        return cls(
            hours=shop.business_hours(zone),
            first=service.first_reply,
            following=service.next_reply,
            page=service.page_answer,
            second=service.second_group,
            simple=service.resolve_simple,
            other=service.resolve_other,
            acknowledge=service.acknowledge,
        )

    def counting(self, *, any_hour: bool) -> BusinessHours:
        """Give the hours that a clock counts."""
        return BusinessHours.always(self.hours.zone) if any_hour else self.hours

    def reply(self, kind: str, group: Group) -> timedelta:
        """Tell how soon an answer is promised: never later for being urgent."""
        usual = self.first if kind == FIRST else self.following
        return min(usual, {"page": self.page, "second": self.second}.get(group, usual))

    def resolution(self, intent: str) -> timedelta:
        return self.simple if intent in SIMPLE else self.other


@dataclass(frozen=True, slots=True)
class Heard:
    """A customer's message, as far as clocks care."""

    conversation_id: int
    turn: int
    at: datetime
    now: datetime
    begins: bool  # a conversation of its own, so no clock can run yet
    asks: bool  # False for mere thanks, which wait for nothing
    group: Group
    intent: str
    flagged: bool  # nothing automatic is said to somebody who may be in danger


@dataclass(frozen=True, slots=True)
class Running:
    """A clock that is neither met nor dropped, as it is kept."""

    kind: str
    turn: int
    started_at: datetime
    due_at: datetime
    promised: timedelta
    any_hour: bool
    paused_at: datetime | None
    warned: int
    say_at: datetime | None = None
    said_at: datetime | None = None
    breached_at: datetime | None = None


def after_message(heard: Heard, running: Sequence[Running], promises: Promises) -> Iterator[Mapping[str, Any]]:
    """Say which clocks start, resume or get shorter by a customer's message, as rows to be kept."""
    reply = next((one for one in running if one.kind != RESOLVE and one.turn == heard.turn), None)
    if reply is not None:
        yield from _hurried(heard, reply, promises)
    elif heard.asks:
        yield _reply_clock(heard, promises)
    resolve = next((one for one in running if one.kind == RESOLVE), None)
    if not heard.asks:
        return
    if resolve is None:
        yield start(heard.conversation_id, heard.turn, promises.resolution(heard.intent), heard.at, promises)
    elif resolve.paused_at is not None:
        yield _resumed(heard, resolve, promises)


def start(
    conversation_id: int, turn: int, promised: timedelta, at: datetime, promises: Promises, *, kind: str = RESOLVE
) -> dict[str, Any]:
    """Start a clock; days are counted as days, and end when somebody is at the desk."""
    any_hour = promised >= _DAY
    due_at = promises.counting(any_hour=any_hour).add(at, promised)
    due_at = promises.hours.next_open(due_at) if any_hour else due_at
    running = Running(kind, turn, at, due_at, promised, any_hour, None, 0)
    return row_of(conversation_id, running, next_check(running, at, promises))


def _reply_clock(heard: Heard, promises: Promises) -> dict[str, Any]:
    kind = FIRST if heard.turn == 1 else NEXT
    promised, any_hour = promises.reply(kind, heard.group), heard.group == "page"
    due_at = promises.counting(any_hour=any_hour).add(heard.at, promised)
    closed = not promises.hours.is_open(heard.now)
    say_at = None if heard.flagged else heard.at + (_NONE if closed else promises.acknowledge)
    running = Running(kind, heard.turn, heard.at, due_at, promised, any_hour, None, 0, say_at)
    return row_of(heard.conversation_id, running, next_check(running, heard.at, promises))


def _hurried(heard: Heard, reply: Running, promises: Promises) -> Iterator[dict[str, Any]]:
    """What turns out to be urgent is promised sooner, from when they first wrote; nothing is ever promised later."""
    promised, any_hour = promises.reply(reply.kind, heard.group), heard.group == "page" or reply.any_hour
    silenced = heard.flagged and reply.say_at is not None
    if promised >= reply.promised and not silenced:
        return
    promised = min(promised, reply.promised)
    due_at = min(reply.due_at, promises.counting(any_hour=any_hour).add(reply.started_at, promised))
    say_at = None if heard.flagged else reply.say_at
    faster = replace(
        reply, due_at=due_at, promised=promised, any_hour=any_hour, paused_at=None, warned=0, say_at=say_at
    )
    yield row_of(heard.conversation_id, faster, next_check(faster, heard.now, promises))


def _resumed(heard: Heard, resolve: Running, promises: Promises) -> dict[str, Any]:
    """Give back the time that was left when we last spoke."""
    paused = resolve.paused_at or heard.at
    hours = promises.counting(any_hour=resolve.any_hour)
    left = hours.between(paused, resolve.due_at)
    over = max(_NONE, paused - resolve.due_at)
    due_at = hours.add(heard.at, left) if left else heard.at - over
    if resolve.any_hour and left:
        due_at = promises.hours.next_open(due_at)
    running = Running(
        RESOLVE,
        resolve.turn,
        resolve.started_at,
        due_at,
        resolve.promised,
        resolve.any_hour,
        None,
        resolve.warned,
        breached_at=resolve.breached_at,
    )
    return row_of(heard.conversation_id, running, next_check(running, heard.at, promises))


def reached(clock: Running, now: datetime, promises: Promises) -> int:
    """Tell the highest stage that a clock is past; 0 for none."""
    share = _spent(clock, now, promises) / clock.promised if clock.promised else STAGES[-1]
    return sum(share >= stage for stage in STAGES)


def next_check(clock: Running, now: datetime, promises: Promises) -> datetime | None:
    """Tell when the next stage comes; None after the last."""
    stage = max(reached(clock, now, promises), clock.warned)
    if stage >= len(STAGES):
        return None
    left = clock.promised * STAGES[stage] - _spent(clock, now, promises)
    return promises.counting(any_hour=clock.any_hour).add(now, max(_NONE, left))


def _spent(clock: Running, now: datetime, promises: Promises) -> timedelta:
    hours = promises.counting(any_hour=clock.any_hour)
    if now < clock.due_at:
        return clock.promised - hours.between(now, clock.due_at)
    return clock.promised + hours.between(clock.due_at, now)


def row_of(conversation_id: int, clock: Running, check_at: datetime | None) -> dict[str, Any]:
    """Spell a running clock as its row."""
    return {
        "conversation_id": conversation_id,
        "kind": clock.kind,
        "turn": clock.turn,
        "started_at": clock.started_at,
        "due_at": clock.due_at,
        "promised": int(clock.promised.total_seconds()),
        "any_hour": clock.any_hour,
        "paused_at": clock.paused_at,
        "met_at": None,
        "dropped_at": None,
        "breached_at": clock.breached_at,
        "warned": clock.warned,
        "check_at": check_at,
        "say_at": clock.say_at,
        "said_at": clock.said_at,
    }
