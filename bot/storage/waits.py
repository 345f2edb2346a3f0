"""How long customers waited for their answers, beside what they are worth: for the watch over fairness."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import case, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.storage.columns import table_of
from bot.storage.tables.conversations import Conversation, Message
from bot.storage.tables.shop import ProfileRow


@dataclass(frozen=True, slots=True)
class Wait:
    """One turn: asked when, answered when (`None`: not yet), and the asker's percentile of margin, where known."""

    asked_at: datetime
    answered_at: datetime | None
    percentile: float | None


async def waits_since(session: AsyncSession, since: datetime, *, most: int) -> Sequence[Wait]:
    """List the turns of customers with a profile that began after `since`, the newest `most` of them."""
    messages, conversations, profiles = table_of(Message), table_of(Conversation), table_of(ProfileRow)
    asked, answered = (
        func.min(case((messages.c.direction == direction, messages.c.at))) for direction in ("incoming", "outgoing")
    )
    turns = (
        select(
            messages.c.conversation_id,
            messages.c.turn,
            asked.label("asked_at"),
            answered.label("answered_at"),
        )
        .where(messages.c.at > since)
        .group_by(messages.c.conversation_id, messages.c.turn)
        .subquery()
    )
    rows = await (await session.connection()).execute(
        select(turns.c.asked_at, turns.c.answered_at, profiles.c.content)
        .join(conversations, conversations.c.id == turns.c.conversation_id)
        .join(profiles, profiles.c.customer_id == conversations.c.customer_id)
        .where(
            turns.c.asked_at.is_not(None),
            # What was closed without words waits for nothing.
            turns.c.answered_at.is_not(None)
            | (conversations.c.waiting_since.is_not(None) & (turns.c.turn == conversations.c.turn)),
        )
        .order_by(turns.c.asked_at.desc())
        .limit(most)
    )
    return [Wait(row.asked_at, row.answered_at, _percentile(row.content)) for row in rows.all()]


def _percentile(content: dict[str, Any]) -> float | None:
    """Read one figure of a kept profile without building the rest."""
    value, _ = content["figures"].get("margin_percentile", (None, ""))
    return value if isinstance(value, float) else None
