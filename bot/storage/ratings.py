"""Who may be asked for a rating now: found along the index of resolved conversations, in a bounded stretch of time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ScalarSelect, exists, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlmodel import col

from bot.storage.columns import table_of
from bot.storage.tables.conversations import AssessmentRow, Conversation, Message, Status, VerdictRow
from bot.storage.tables.incidents import IncidentMember, MemberState, Rating
from bot.storage.tables.people import Audit, Customer, Identity, IdentityKind
from bot.storage.upserts import insert_on

# A night's quiet hours and as much again: later than this nobody remembers what it was about.
LATEST: Final = timedelta(hours=24)
# Nobody is asked more often.
EVERY: Final = timedelta(days=30)
# As many as are asked in one write.
MOST: Final = 20


@dataclass(frozen=True, slots=True)
class Asking:
    """Somebody who may be asked, and where."""

    conversation: Conversation
    customer: Customer
    chat_id: int


async def may_be_asked(session: AsyncSession, now: datetime, after: timedelta) -> list[Asking]:
    """List those whose case an agent resolved after an answer of ours, and of whom nothing speaks against it."""
    earlier = aliased(Rating)
    asked = (
        select(Conversation, Customer, _chat_of())
        .join(Customer, col(Customer.id) == col(Conversation.customer_id))
        .where(
            _chat_of().is_not(None),
            col(Conversation.resolved_at) > now - after - LATEST,
            col(Conversation.resolved_at) <= now - after,
            col(Conversation.status) == Status.RESOLVED,
            col(Conversation.connection) == "",
            col(Customer.blocked_at).is_(None),
            col(Customer.banned_at).is_(None),
            ~exists().where(col(Rating.conversation_id) == col(Conversation.id)),
            ~exists().where(earlier.customer_id == col(Customer.id), col(earlier.asked_at) > now - EVERY),  # type: ignore[arg-type] # a column, seen through its alias
            ~exists().where(
                col(IncidentMember.conversation_id) == col(Conversation.id),
                col(IncidentMember.state) != MemberState.OUT,
            ),
            exists().where(
                col(Message.conversation_id) == col(Conversation.id),
                col(Message.direction) == "outgoing",
                col(Message.agent_id).is_not(None),
            ),
            # Somebody closed it: one that closed by itself, for want of a word, is no case to ask about.
            exists().where(
                col(Audit.conversation_id) == col(Conversation.id),
                col(Audit.action) == "resolve",
                col(Audit.agent_id).is_not(None),
                col(Audit.at) >= col(Conversation.resolved_at),
            ),
            ~exists().where(
                col(AssessmentRow.conversation_id) == col(Conversation.id),
                col(VerdictRow.assessment_id) == col(AssessmentRow.id),
                col(VerdictRow.axis) == "flag",
            ),
        )
        .order_by(col(Conversation.resolved_at), col(Conversation.id))
        .limit(MOST)
    )
    rows = (await session.execute(asked)).all()
    flagged = await _flagged(session, [row[0].id or 0 for row in rows])
    return [Asking(row[0], row[1], int(row[2])) for row in rows if row[0].id not in flagged]


def _chat_of() -> ScalarSelect[str]:
    """Where somebody can be written to. Joined, every chat that there is would be looked at first."""
    return (
        select(col(Identity.value))
        .where(col(Identity.customer_id) == col(Customer.id), col(Identity.kind) == IdentityKind.TELEGRAM)
        .limit(1)
        .correlate(Customer)
        .scalar_subquery()
    )


async def _flagged(session: AsyncSession, conversation_ids: Sequence[int]) -> set[int]:
    """Look for the two flags that are kept in no row of their own."""
    asked = select(col(AssessmentRow.conversation_id), col(AssessmentRow.content)["flags"].label("flags"))
    rows: Any = await session.execute(asked.where(col(AssessmentRow.conversation_id).in_(list(conversation_ids))))
    return {row.conversation_id for row in rows.all() if row.flags}


async def add_rating(session: AsyncSession, rating: Rating) -> Rating | None:
    """Keep that somebody is asked; None where another process was quicker."""
    connection = await session.connection()
    new = insert_on(connection)(Rating).values(**rating.model_dump(exclude={"id"}))
    added = await connection.execute(
        new.on_conflict_do_nothing(index_elements=["conversation_id"]).returning(table_of(Rating).c.id)
    )
    number = added.scalar_one_or_none()
    return await session.get_one(Rating, number) if number is not None else None
