"""Who may do what at the desk: the one place that is asked."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.desk.action import Action
from bot.storage.tables.people import Agent, Role


class Power(StrEnum):
    """What is not everybody's to do."""

    FORGET = "forget"
    EXPORT = "export"
    REPORTS = "reports"
    INCIDENTS = "incidents"
    APPROVE = "approve"
    ASSIGN_OTHERS = "assign_others"
    GIVE_ROLES = "give_roles"
    LET_IN = "let_in"  # an account whose chats come to the desk


# The least role that may; whoever stands above may, too.
LEAST: Final[Mapping[Power, Role]] = MappingProxyType(
    {
        Power.FORGET: Role.LEAD,
        Power.EXPORT: Role.LEAD,
        Power.REPORTS: Role.LEAD,
        Power.INCIDENTS: Role.LEAD,
        Power.APPROVE: Role.AGENT,
        Power.ASSIGN_OTHERS: Role.LEAD,
        Power.GIVE_ROLES: Role.LEAD,
        Power.LET_IN: Role.LEAD,
    }
)
_RANK: Final[Mapping[str, int]] = {role: place for place, role in enumerate(reversed(Role))}


async def may(session: AsyncSession, action: Action, right: Power) -> bool:
    """Tell whether who acts may do this; a desk where nobody leads yet lets every agent lead."""
    role = await role_of(session, action)
    if at_least(role, LEAST[right]):
        return True
    return role != Role.TRAINEE and not await is_led(session, action)


async def role_of(session: AsyncSession, action: Action) -> Role:
    """Tell the role of who acts: the settings' word is the last, then what `/role` gave."""
    given = await session.scalar(select(col(Agent.role)).where(col(Agent.telegram_id) == action.actor.telegram_id))
    return standing(action, action.actor.telegram_id, given)


def standing(action: Action, telegram_id: int, given: str | None) -> Role:
    """Tell a role from what the settings say of somebody and what they were given here."""
    if telegram_id in action.owners:
        return Role.OWNER
    if telegram_id in action.leads:
        return Role.OWNER if given == Role.OWNER else Role.LEAD
    return Role(given) if given in set(Role) else Role.AGENT


def at_least(role: str, least: Role) -> bool:
    """Compare two roles.

    >>> at_least("lead", Role.AGENT), at_least("trainee", Role.AGENT)
    (True, False)
    """
    return _RANK[role] >= _RANK[least]


async def is_led(session: AsyncSession, action: Action) -> bool:
    """Tell whether anybody is set above the agents."""
    if action.leads:
        return True
    found = select(col(Agent.id)).where(col(Agent.role).in_([Role.LEAD, Role.OWNER])).limit(1)
    return await session.scalar(found) is not None
