"""Gathers what is handed over with a conversation, as it is at the moment it is sent."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.handover import Handover, Told, promises_of
from bot.storage.cardview import load_card
from bot.storage.tables.conversations import Conversation, FollowUpRow, Message
from bot.storage.tables.people import Agent, ShopOrder


async def load_handover(session: AsyncSession, conversation_id: int, turn: int, now: datetime) -> Handover:
    """Gather a turn's handover from what is true now."""
    conversation = await session.get_one(Conversation, conversation_id)
    view = await load_card(session, conversation_id, turn)
    said = await _said(session, conversation_id)
    ours = [(message, name) for message, name in said if message.direction == "outgoing"]
    last = ours[-1] if ours else None
    return Handover(
        view=view,
        wrote=" … ".join(
            message.text for message, _ in said if (message.direction, message.turn) == ("incoming", turn)
        ),
        waiting_since=conversation.waiting_since,
        promises=tuple(
            promises_of(
                await _promised(session, conversation_id),
                [message.at for message, _ in ours],
                now,
                undone={message.at for message, _ in said if message.direction == "undone"},
            )
        ),
        told=Told(last[0].text, last[1], last[0].at) if last else None,
        refunds=await _refunds(session, conversation.customer_id) if view.facts.linked else 0,
    )


async def _said(session: AsyncSession, conversation_id: int) -> list[tuple[Message, str | None]]:
    rows = await session.execute(
        select(Message, col(Agent.name))
        .outerjoin(Agent, col(Agent.id) == col(Message.agent_id))
        .where(col(Message.conversation_id) == conversation_id)
        .order_by(col(Message.at), col(Message.id))
    )
    return [(message, name) for message, name in rows.all()]


async def _promised(session: AsyncSession, conversation_id: int) -> list[FollowUpRow]:
    found = await session.scalars(
        select(FollowUpRow)
        .where(col(FollowUpRow.conversation_id) == conversation_id, col(FollowUpRow.source) == "playbook")
        .order_by(col(FollowUpRow.due_at))
    )
    return list(found.all())


async def _refunds(session: AsyncSession, customer_id: int) -> int:
    counted = select(func.count()).where(col(ShopOrder.customer_id) == customer_id, col(ShopOrder.refunded) > 0)
    return await session.scalar(counted) or 0
