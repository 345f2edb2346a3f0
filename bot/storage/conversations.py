"""Conversations: opened, carried on, claimed, answered, resolved."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import CursorResult, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.storage.effects import Conflict
from bot.storage.tables.conversations import Conversation, Status


@dataclass(frozen=True, slots=True)
class Turn:
    """The turn that a message became part of."""

    conversation_id: int
    number: int
    first: bool


async def find_conversation(session: AsyncSession, conversation_id: int) -> Conversation | None:
    """Load one conversation."""
    return await session.get(Conversation, conversation_id)


async def last_conversation(session: AsyncSession, customer_id: int) -> Conversation | None:
    """Find a customer's newest conversation, resolved or not."""
    found = await session.scalars(
        select(Conversation)
        .where(col(Conversation.customer_id) == customer_id)
        .order_by(col(Conversation.id).desc())
        .limit(1)
    )
    return found.first()


async def open_conversation(session: AsyncSession, customer_id: int, at: datetime, **more: Any) -> Turn:
    """Begin a conversation with its first message; `more` are columns of it."""
    conversation = Conversation(
        customer_id=customer_id, opened_at=at, waiting_since=at, turn=1, unanswered=1, version=1, **more
    )
    session.add(conversation)
    await session.flush()
    return Turn(conversation.id or 0, 1, first=True)


async def carry_on(
    session: AsyncSession, conversation: Conversation, at: datetime, *, lifts: bool, **more: Any
) -> Turn:
    """Add a customer's message; raises `Conflict` where the conversation is not as it was read.

    `lifts` says whether the message ends a snooze: a question does, a mere thanks does not.
    `more` are columns of the conversation that change with it.
    """
    first = conversation.waiting_since is None
    turn = conversation.turn + 1 if first else conversation.turn
    resolved = conversation.status == Status.RESOLVED
    snoozed = conversation.status == Status.SNOOZED and not lifts
    changes = {
        "status": Status.SNOOZED if snoozed else Status.OPEN,
        "snoozed_until": conversation.snoozed_until if snoozed else None,
        "resolved_at": None,
        "reopened": conversation.reopened or resolved,
        "turn": turn,
        "waiting_since": at if first else conversation.waiting_since,
        "unanswered": 1 if first else conversation.unanswered + 1,
        **more,
    }
    await change(session, conversation, **changes)
    return Turn(conversation.id or 0, turn, first)


async def change(session: AsyncSession, conversation: Conversation, **changes: Any) -> None:
    """Change a conversation only if it still is as it was read; raises `Conflict` otherwise."""
    result = await session.execute(
        update(Conversation)
        .where(col(Conversation.id) == conversation.id, col(Conversation.version) == conversation.version)
        .values(version=conversation.version + 1, **changes)
        .execution_options(synchronize_session=False)
    )
    if not isinstance(result, CursorResult) or result.rowcount != 1:
        raise Conflict(f"conversation {conversation.id} changed since version {conversation.version} was read")
    conversation.version += 1
    for name, value in changes.items():
        setattr(conversation, name, value)


def holder_at(conversation: Conversation, now: datetime, lapse: timedelta) -> int | None:
    """Tell which agent holds a conversation: a claim lapses while the customer waits.

    The time counts from the claim or from the customer's oldest unanswered message,
    whichever is later, so that a new question gives the assignee its full time.
    """
    if conversation.assignee_id is None or conversation.claimed_at is None:
        return None
    waiting = conversation.waiting_since
    if waiting is not None and now - max(conversation.claimed_at, waiting) >= lapse:
        return None
    return conversation.assignee_id
