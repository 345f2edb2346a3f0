"""Who acts and when: what every use case of the desk is given."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.shop.shopfile import Shop
from bot.storage.effects import Conflict
from bot.storage.tables.people import Agent


@dataclass(frozen=True, slots=True)
class Actor:
    """The agent as Telegram names them."""

    telegram_id: int
    name: str
    username: str | None = None


@dataclass(frozen=True, slots=True)
class Action:
    """One deed of an agent: by whom, when by either clock, under which rules of the shop."""

    actor: Actor
    now: datetime
    machine_now: datetime
    shop: Shop
    zone: ZoneInfo
    leads: tuple[int, ...] = ()
    lang: str = "en"  # of the desk
    owners: tuple[int, ...] = ()
    approver: int | None = None  # who let a trainee's reply pass, where it is one


async def agent_of(session: AsyncSession, action: Action) -> Agent:
    """Find the agent's row, made at the first deed; a changed name is taken over. Write session.

    Raises `Conflict` where the agent's first two deeds are done side by side.
    """
    found = await session.scalars(select(Agent).where(col(Agent.telegram_id) == action.actor.telegram_id))
    agent = found.first()
    if agent is None:
        agent = Agent(telegram_id=action.actor.telegram_id, name=action.actor.name, created_at=action.now)
        session.add(agent)
    agent.name, agent.username = action.actor.name, action.actor.username or agent.username
    try:
        await session.flush()
    except IntegrityError as error:
        raise Conflict from error
    return agent


async def agent_name(session: AsyncSession, agent_id: int | None) -> str | None:
    """Tell an agent's name."""
    agent = await session.get(Agent, agent_id) if agent_id is not None else None
    return agent.name if agent else None
