"""Conversations: opened, carried on, claimed, answered, resolved."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import CursorResult, bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.storage.columns import table_of
from bot.storage.effects import Conflict
from bot.storage.tables.conversations import Conversation, Status

# Built once, since they are asked for every message.
_LAST = (
    select(Conversation)
    .where(col(Conversation.customer_id) == bindparam("customer"))
    .order_by(col(Conversation.id).desc())
    .limit(1)
)
_TABLE = table_of(Conversation)
_CHANGE = update(_TABLE).where(_TABLE.c.id == bindparam("which"), _TABLE.c.version == bindparam("read"))


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
    found = await session.scalars(_LAST, {"customer": customer_id})
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
    connection = await session.connection()
    values = {**changes, "version": conversation.version + 1, "which": conversation.id, "read": conversation.version}
    result = await connection.execute(_CHANGE, values)
    if not isinstance(result, CursorResult) or result.rowcount != 1:
        raise Conflict(f"conversation {conversation.id} changed since version {conversation.version} was read")
    conversation.version += 1
    for name, value in changes.items():
        setattr(conversation, name, value)


def before_reply(conversation: Conversation) -> dict[str, Any]:
    """Note what a reply ends, for its row: it is given back where the reply never arrives."""
    return {
        "waiting_since": _stamp(conversation.waiting_since),
        "unanswered": conversation.unanswered,
        "due_at": _stamp(conversation.due_at),
        "promised_at": _stamp(conversation.promised_at),
        "promised": conversation.promised,
        "spoken": conversation.spoken,
    }


def waiting_again(content: Mapping[str, Any]) -> dict[str, Any]:
    """Read whose wait a reply had ended, as columns; nothing where nobody waited for it."""
    if not content.get("waiting_since"):
        return {}
    due_at = content.get("due_at")
    return {
        "waiting_since": datetime.fromisoformat(content["waiting_since"]),
        "unanswered": content.get("unanswered", 1),
        "due_at": datetime.fromisoformat(due_at) if due_at else None,
    }


def said_before(content: Mapping[str, Any]) -> dict[str, Any]:
    """Read what we had said and promised before a reply, as columns; whether somebody waited for it or not."""
    promised_at = content.get("promised_at")
    return {
        "promised_at": datetime.fromisoformat(promised_at) if promised_at else None,
        "promised": content.get("promised"),
        "spoken": content.get("spoken"),
    }


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


def _stamp(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
