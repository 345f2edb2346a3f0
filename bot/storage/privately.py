"""Who is told of a reminder in their private chat with the bot."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.storage.tables.people import Agent
from bot.storage.tables.traffic import Delivery
from bot.storage.team import on_shift


async def whom_to_tell(session: AsyncSession, agent_id: int | None) -> list[int]:
    """List private chats: the agent's own; where they are off while others are on, those of who is on shift.

    A desk where nobody uses `/on` has everybody at work. Who never wrote to the bot has no chat with it.
    """
    agent = await session.get(Agent, agent_id) if agent_id is not None else None
    working = await on_shift(session)
    mine = agent is not None and (agent.on_since is not None or not working)
    return await with_chats(session, [agent.telegram_id] if agent and mine else [one.telegram_id for one in working])


async def with_chats(session: AsyncSession, telegram_ids: Sequence[int]) -> list[int]:
    """Keep those who can be written to: Telegram lets a bot begin with nobody."""
    found = await session.scalars(
        select(col(Delivery.chat_id)).where(col(Delivery.chat_id).in_(list(telegram_ids))).distinct()
    )
    there = set(found.all())
    return [one for one in dict.fromkeys(telegram_ids) if one in there]
