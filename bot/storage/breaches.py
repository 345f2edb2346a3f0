"""Promises of time that were broken, and alarms that were false: for the owner's digest, reports and figures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import and_, bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.clockwork import RESOLVE, TWICE
from bot.storage.tables.conversations import Conversation
from bot.storage.tables.service import Page, ServiceClock

# The clock of the reply that somebody waits for in a turn; there is one at most.
PROMISE_OF_REPLY: Final = and_(
    col(ServiceClock.conversation_id) == col(Conversation.id),
    col(ServiceClock.turn) == bindparam("turn"),
    col(ServiceClock.kind) != RESOLVE,
    col(ServiceClock.met_at).is_(None),
    col(ServiceClock.dropped_at).is_(None),
)


@dataclass(frozen=True, slots=True)
class Breach:
    """A promise that was not kept: of which kind, to whom, due when, and when it was kept after all."""

    conversation_id: int
    customer_id: int
    kind: str  # first | next | resolve
    due_at: datetime
    met_at: datetime | None
    twice: bool  # more than double the time has gone


async def breaches_since(session: AsyncSession, at: datetime) -> Sequence[Breach]:
    """List the promises that were broken since then, the worst first: still open and twice over at the head."""
    rows = await session.execute(
        select(ServiceClock, col(Conversation.customer_id))
        .join(Conversation, col(Conversation.id) == col(ServiceClock.conversation_id))
        .where(col(ServiceClock.breached_at) >= at)
        .order_by(col(ServiceClock.due_at), col(ServiceClock.id))
    )
    found = [
        Breach(clock.conversation_id, customer, clock.kind, clock.due_at, clock.met_at, clock.warned >= TWICE)
        for clock, customer in rows.all()
    ]
    return sorted(found, key=lambda one: (one.met_at is not None, not one.twice))


async def page_counts(session: AsyncSession, since: datetime) -> Mapping[str, int]:
    """Count the danger that leads were alerted of since then by what came of it."""
    outcomes = {
        "false": col(Page.false_at).is_not(None),
        "claimed": col(Page.false_at).is_(None) & col(Page.claimed_at).is_not(None),
        "open": col(Page.false_at).is_(None) & col(Page.claimed_at).is_(None),
    }
    asked = select(*(func.count().filter(which) for which in outcomes.values())).where(col(Page.raised_at) >= since)
    row = (await session.execute(asked)).one()
    return dict(zip(outcomes, row, strict=True))
