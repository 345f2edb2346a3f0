"""Follow-ups in the database: the rows are the truth, a tick only looks at them."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, func, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.storage.columns import table_of
from bot.storage.tables.conversations import FollowUpRow, FollowUpStatus

# In the words of the partial index: with a parameter no database would use it.
PENDING = text(f"follow_up.status = '{FollowUpStatus.PENDING}'")
# Enough to work a night's reminders off in seconds, few enough that nobody waits for the write.
BATCH = 100


# Built once, since it is used for every message.
_TABLE = table_of(FollowUpRow)
_CANCEL = (
    update(_TABLE)
    .where(
        _TABLE.c.conversation_id == bindparam("conversation"),
        _TABLE.c.status == FollowUpStatus.PENDING,
        _TABLE.c.unless.in_(bindparam("conditions", expanding=True)),
    )
    .values(status=FollowUpStatus.CANCELLED)
    .returning(_TABLE.c.id)
)
_CANCEL_ON_MESSAGE = (
    update(_TABLE)
    .where(_TABLE.c.conversation_id == bindparam("conversation"), PENDING, _TABLE.c.unless == "customer_wrote")
    .values(status=FollowUpStatus.CANCELLED)
)


async def add_follow_up(session: AsyncSession, follow_up: FollowUpRow) -> int:
    """Store a follow-up and tell its id."""
    session.add(follow_up)
    await session.flush()
    return follow_up.id or 0


async def claim_due(session: AsyncSession, now: datetime, limit: int = BATCH) -> list[FollowUpRow]:
    """Lock the follow-ups that are due, oldest first; each must be fired or cancelled in this write."""
    found = await session.scalars(
        select(FollowUpRow)
        .where(PENDING, col(FollowUpRow.due_at) <= now)
        .order_by(col(FollowUpRow.due_at), col(FollowUpRow.id))
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return list(found.all())


async def pending_for(session: AsyncSession, conversation_id: int) -> list[FollowUpRow]:
    """List what is still to come in a conversation, next first."""
    found = await session.scalars(
        select(FollowUpRow)
        .where(col(FollowUpRow.conversation_id) == conversation_id, col(FollowUpRow.status) == FollowUpStatus.PENDING)
        .order_by(col(FollowUpRow.due_at))
    )
    return list(found.all())


async def cancel_unless(session: AsyncSession, conversation_id: int, conditions: Sequence[str]) -> list[int]:
    """Cancel what was to be dropped once one of these conditions holds; names what was."""
    connection = await session.connection()
    result = await connection.execute(_CANCEL, {"conversation": conversation_id, "conditions": list(conditions)})
    return [row.id for row in result.all()]


async def resume(session: AsyncSession, follow_ups: Sequence[int]) -> None:
    """Let run on what was cancelled for a reason that is gone."""
    if follow_ups:
        await session.execute(
            update(FollowUpRow)
            .where(col(FollowUpRow.id).in_(follow_ups), col(FollowUpRow.status) == FollowUpStatus.CANCELLED)
            .values(status=FollowUpStatus.PENDING)
            .execution_options(synchronize_session=False)
        )


async def cancel_on_customer_message(session: AsyncSession, conversation_id: int) -> None:
    """The customer wrote: what waited for their silence is no longer needed."""
    connection = await session.connection()
    await connection.execute(_CANCEL_ON_MESSAGE, {"conversation": conversation_id})


async def cancel_proposed(session: AsyncSession, conversation_id: int, turn: int) -> None:
    """Cancel what a playbook proposed with a reply that was taken back."""
    await session.execute(
        update(FollowUpRow)
        .where(
            col(FollowUpRow.conversation_id) == conversation_id,
            col(FollowUpRow.turn) == turn,
            col(FollowUpRow.source) == "playbook",
            col(FollowUpRow.status) == FollowUpStatus.PENDING,
        )
        .values(status=FollowUpStatus.CANCELLED)
        .execution_options(synchronize_session=False)
    )


async def count_pending(session: AsyncSession) -> int:
    """Count the follow-ups that are still to come."""
    found = select(func.count()).where(col(FollowUpRow.status) == FollowUpStatus.PENDING)
    return await session.scalar(found) or 0


async def with_other_zone(session: AsyncSession, zone: str) -> list[FollowUpRow]:
    """List pending follow-ups with a wall time in another zone than the shop's."""
    found = await session.scalars(
        select(FollowUpRow).where(
            col(FollowUpRow.status) == FollowUpStatus.PENDING,
            col(FollowUpRow.wall_time).is_not(None),
            col(FollowUpRow.zone) != zone,
        )
    )
    return list(found.all())
