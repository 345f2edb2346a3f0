"""Who waits for an answer, in the order in which they are to get one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.storage.tables.conversations import Conversation, Status, SuggestionRow
from bot.storage.tables.people import Audit
from classifier.priority import PAGE_VALUE, SECOND_VALUE, Group, Priority, PriorityRules, Reason, order_queue

# More wait only in a flood, and then the first hundreds are those who matter.
MOST: Final = 500
# What /next writes into the record where it gave somebody past the promise: every fourth goes by harm.
SERVED_LATE: Final = "next_late"

_NEWEST = (
    select(func.max(col(SuggestionRow.id)))
    .where(
        col(SuggestionRow.conversation_id) == col(Conversation.id), col(SuggestionRow.turn) == col(Conversation.turn)
    )
    .correlate(Conversation)
    .scalar_subquery()
)
_WAITING = (
    select(Conversation, col(SuggestionRow.content))
    .outerjoin(SuggestionRow, col(SuggestionRow.id) == _NEWEST)
    .where(col(Conversation.waiting_since).is_not(None), col(Conversation.status).in_([Status.OPEN, Status.PENDING]))
    .order_by(col(Conversation.priority).desc(), col(Conversation.due_at), col(Conversation.id))
    .limit(MOST)
)


@dataclass(frozen=True, slots=True)
class Waiter:
    """A conversation in which somebody waits, and where it stands in the queue."""

    conversation: Conversation
    priority: Priority

    @property
    def since(self) -> datetime:
        return self.priority.since

    def is_late(self, now: datetime) -> bool:
        """Tell whether it is of those who are served by turns, since the promise is over."""
        return self.priority.group == "rest" and self.priority.promised_by < now


async def load_queue(session: AsyncSession, rules: PriorityRules, now: datetime) -> list[Waiter]:
    """List everybody who waits, first the one to be answered first."""
    rows = (await session.execute(_WAITING)).all()
    waiters = [Waiter(row[0], _priority(row[0], _facts(row[1]), rules)) for row in rows]
    served = await session.scalar(select(func.count()).where(col(Audit.action) == SERVED_LATE)) or 0
    return order_queue([(waiter, waiter.priority) for waiter in waiters], now, served=served)


async def reasons_of(
    session: AsyncSession, conversation_ids: Sequence[int]
) -> Mapping[int, tuple[datetime | None, tuple[Reason, ...]]]:
    """Tell by when each of these is due, and what moved that time."""
    rows = await session.execute(
        select(Conversation, col(SuggestionRow.content))
        .outerjoin(SuggestionRow, col(SuggestionRow.id) == _NEWEST)
        .where(col(Conversation.id).in_(conversation_ids))
    )
    return {row[0].id: (row[0].due_at, _reasons(_facts(row[1]))) for row in rows.all()}


def _facts(content: Mapping[str, Any] | None) -> Mapping[str, Any]:
    facts: Mapping[str, Any] = (content or {}).get("facts", {})
    return facts


def _reasons(facts: Mapping[str, Any]) -> tuple[Reason, ...]:
    return tuple(Reason(one["key"], one.get("minutes", 0.0)) for one in facts.get("reasons", ()))


def _priority(conversation: Conversation, facts: Mapping[str, Any], rules: PriorityRules) -> Priority:
    """Put together again what was concluded when the customer wrote."""
    since = conversation.waiting_since or conversation.opened_at
    promised_by, reasons = rules.hours.add(since, rules.promise), _reasons(facts)
    return Priority(
        value=conversation.priority,
        due_at=conversation.due_at or promised_by,
        reasons=reasons,
        group=_group(conversation.priority),
        promised_by=promised_by,
        since=since,
        harm=_harm(reasons, rules),
    )


def _group(value: int) -> Group:
    if value >= PAGE_VALUE:
        return "page"
    return "second" if value >= SECOND_VALUE else "rest"


def _harm(reasons: Sequence[Reason], rules: PriorityRules) -> float:
    """Read the harm from the minutes that it took off; none where none was counted."""
    full = rules.promise.total_seconds() / 60 * rules.harm_weight
    minutes = [-one.minutes for one in reasons if one.key == "event_today" or one.key in rules.harm]
    return max(minutes, default=0.0) / full if full else 0.0
