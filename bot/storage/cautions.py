"""Which caution a person decided on: the record names the human, the profile never does."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.storage.tables.conversations import Conversation
from bot.storage.tables.people import Agent, Audit
from classifier.taxonomy import Axis


@dataclass(frozen=True, slots=True)
class Decision:
    """What an agent said to be right about a customer, and when."""

    type: str
    by: str
    at: datetime


async def caution_decisions(session: AsyncSession, since: datetime) -> Mapping[int, Decision]:
    """Find the newest decision on caution for each customer, made with the card's "Wrong type" since then."""
    found = await session.execute(
        select(col(Conversation.customer_id), col(Audit.detail), col(Agent.name), col(Audit.at))
        .join(Conversation, col(Conversation.id) == col(Audit.conversation_id))
        .join(Agent, col(Agent.id) == col(Audit.agent_id))
        .where(
            col(Audit.action) == "correct",
            col(Audit.at) >= since,
            col(Audit.detail)["axis"].as_string() == Axis.CAUTION.value,
        )
        .order_by(col(Audit.id))
    )
    return {customer: Decision(str(detail["right"]), name, at) for customer, detail, name, at in found.all()}
