"""Questions of ours that wait for the customer: begun by a reply that asks, ended by their word or ours."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.shop.sections import Service
from bot.storage.columns import table_of
from bot.storage.tables.conversations import Conversation, Message
from bot.storage.tables.service import WAIT_RUNS, CustomerWait
from bot.storage.upserts import insert_on

# Agents can switch a reminder off for so long before it goes out.
NOTICE: Final = timedelta(hours=1)
_WAITS = table_of(CustomerWait)


async def begin(session: AsyncSession, conversation: Conversation, now: datetime, service: Service) -> None:
    """Wait from now on; asked again in the same turn, the time begins anew."""
    connection = await session.connection()
    fresh = {
        "asked_at": now,
        "next_at": now + max(timedelta(0), service.nudge - NOTICE),
        "announced_at": None,
        "nudged_at": None,
        "ended_at": None,
        "why": "",
    }
    insert = insert_on(connection)(_WAITS).values(conversation_id=conversation.id, turn=conversation.turn, **fresh)
    await connection.execute(insert.on_conflict_do_update(index_elements=["conversation_id", "turn"], set_=fresh))


async def end(session: AsyncSession, conversation_id: int, turn: int, now: datetime, why: str) -> bool:
    """Wait no longer; False where nothing waited."""
    result = await session.execute(
        update(CustomerWait)
        .where(
            col(CustomerWait.conversation_id) == conversation_id,
            col(CustomerWait.turn) == turn,
            col(CustomerWait.ended_at).is_(None),
        )
        .values(ended_at=now, why=why)
        .returning(col(CustomerWait.id))
        .execution_options(synchronize_session=False)
    )
    return result.first() is not None


async def was_taken_back(session: AsyncSession, wait: CustomerWait) -> bool:
    """Tell whether the words that asked were undone: nobody is reminded of a question that they never got."""
    undone = select(col(Message.id)).where(
        col(Message.conversation_id) == wait.conversation_id,
        col(Message.direction) == "undone",
        col(Message.at) == wait.asked_at,
    )
    return await session.scalar(undone.limit(1)) is not None


async def due_waits(session: AsyncSession, now: datetime, limit: int) -> list[CustomerWait]:
    """Lock the questions for which something is to be done, oldest first."""
    found = await session.scalars(
        select(CustomerWait)
        .where(WAIT_RUNS, col(CustomerWait.next_at) <= now)
        .order_by(col(CustomerWait.next_at), col(CustomerWait.id))
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return list(found.all())
