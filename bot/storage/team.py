"""Who is at the desk: who is on shift, who reads a language, who holds a conversation."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.storage.tables.people import Agent, Role


async def on_shift(session: AsyncSession, lang: str | None = None) -> list[Agent]:
    """List who is on shift, longest first; with `lang` only those who read it."""
    found = await session.scalars(
        select(Agent).where(col(Agent.on_since).is_not(None)).order_by(col(Agent.on_since), col(Agent.id))
    )
    return [agent for agent in found.all() if lang is None or reads(agent, lang)]


def reads(agent: Agent, lang: str) -> bool:
    """Tell whether an agent reads a language; who named none reads all of the shop's."""
    return not agent.languages or lang in agent.languages


async def telegram_ids(session: AsyncSession, agent_ids: Sequence[int]) -> list[int]:
    """Find where these agents can be written to in private."""
    found = await session.scalars(select(col(Agent.telegram_id)).where(col(Agent.id).in_(agent_ids)))
    return list(found.all())


async def heads(session: AsyncSession, named: Sequence[int]) -> list[int]:
    """List who leads, by Telegram id: those whom the settings name, and those whom `/role` made a lead or owner."""
    found = await session.scalars(
        select(col(Agent.telegram_id)).where(col(Agent.role).in_([Role.LEAD, Role.OWNER])).order_by(col(Agent.id))
    )
    return list(dict.fromkeys((*named, *found.all())))


async def find_agents(session: AsyncSession, named: str | int) -> list[Agent]:
    """Find whom a name, an `@username` or a Telegram id means; several where a first name is shared."""
    if isinstance(named, int):
        found = await session.scalars(select(Agent).where(col(Agent.telegram_id) == named))
        return list(found.all())
    wanted = named.strip().removeprefix("@").casefold()
    # A desk has some dozens of people; their names are compared here, since databases fold only ASCII.
    everybody = (await session.scalars(select(Agent).order_by(col(Agent.id)))).all()
    for fits in (_by_username, _by_full_name, _by_first_name):
        if wanted and (those := [agent for agent in everybody if fits(agent) == wanted]):
            return those
    return []


def _by_username(agent: Agent) -> str:
    return (agent.username or "").casefold()


def _by_full_name(agent: Agent) -> str:
    return agent.name.casefold()


def _by_first_name(agent: Agent) -> str:
    return agent.name.split()[0].casefold() if agent.name.split() else ""
