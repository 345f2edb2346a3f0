"""Follow-ups in the database: the rows are the truth, a tick only looks at them."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Row, bindparam, exists, func, or_, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.storage.columns import table_of
from bot.storage.tables.conversations import Conversation, FollowUpRow, FollowUpStatus, Message
from bot.storage.tables.people import Customer, ShopOrder

# In the words of the partial index: with a parameter no database would use it.
PENDING = text(f"follow_up.status = '{FollowUpStatus.PENDING}'")
# The source of a follow-up that an agent promised a customer.
PROMISE = "promise"
# Enough to work a night's reminders off in seconds, few enough that nobody waits for the write.
BATCH = 100


_UNREACHABLE = exists().where(
    col(Conversation.id) == col(FollowUpRow.conversation_id),
    col(Customer.id) == col(Conversation.customer_id),
    col(Customer.blocked_at).is_not(None),
)
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
    .where(
        _TABLE.c.conversation_id == bindparam("conversation"),
        PENDING,
        or_(_TABLE.c.unless == "customer_wrote", _TABLE.c.on_write == "lift"),
    )
    .values(status=FollowUpStatus.CANCELLED)
)
_ASKED_ON_MESSAGE = (
    update(_TABLE)
    .where(
        _TABLE.c.conversation_id == bindparam("conversation"),
        PENDING,
        _TABLE.c.on_write == "ask",
        _TABLE.c.turn < bindparam("now_turn"),
    )
    .values(turn=bindparam("now_turn"))
    .returning(_TABLE.c.id, _TABLE.c.text, _TABLE.c.due_at)
)


async def add_follow_up(session: AsyncSession, follow_up: FollowUpRow) -> int:
    """Store a follow-up and tell its id."""
    session.add(follow_up)
    await session.flush()
    return follow_up.id or 0


async def claim_due(session: AsyncSession, now: datetime, limit: int = BATCH) -> list[FollowUpRow]:
    """Lock the follow-ups that are due, oldest first; each must be fired or cancelled in this write.

    Those about somebody who can't be written to now wait until they can, and then say how late they are.
    """
    found = await session.scalars(
        select(FollowUpRow)
        .where(PENDING, col(FollowUpRow.due_at) <= now, ~_UNREACHABLE)
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


async def asked_about(session: AsyncSession, conversation_id: int, turn: int) -> Sequence[Row[int, str, datetime]]:
    """List the reminders that are to be asked about, once a turn: (id, text, when it is due)."""
    connection = await session.connection()
    return (await connection.execute(_ASKED_ON_MESSAGE, {"conversation": conversation_id, "now_turn": turn})).all()


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


async def spoke_since(session: AsyncSession, row: FollowUpRow, since: datetime) -> bool:
    """Tell whether a customer heard from an agent since then, and since the follow-up was set."""
    found = await session.scalar(
        select(col(Message.id))
        .where(
            col(Message.conversation_id) == row.conversation_id,
            col(Message.direction) == "outgoing",
            col(Message.agent_id).is_not(None),
            col(Message.at) >= since,
            col(Message.at) > row.created_at,
        )
        .limit(1)
    )
    return found is not None


async def waiting_for_orders(session: AsyncSession) -> list[FollowUpRow]:
    """List, and hold, the follow-ups of whose orders something is known; the many that still wait stay where they are."""
    arrived, event = col(ShopOrder.delivered_at).is_not(None), col(FollowUpRow.event)
    news = or_(
        (event == "delivered") & arrived,
        (event == "day_after") & (arrived | col(ShopOrder.promised_at).is_not(None)),
        (event == "shipped") & col(ShopOrder.shipped_at).is_not(None),
        (event == "refunded") & col(ShopOrder.status).in_(["refunded", "partially_refunded"]),
    )
    found = await session.scalars(
        select(FollowUpRow)
        .where(
            PENDING, event.is_not(None), exists().where(col(ShopOrder.number) == col(FollowUpRow.order_number), news)
        )
        .order_by(event == "day_after", col(FollowUpRow.due_at))
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    )
    return list(found.all())


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
