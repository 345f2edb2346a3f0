"""Who is who at the desk: roles that heads give, languages that agents read, names by which they are called."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from bot.desk.action import Action, Actor, agent_of
from bot.desk.roles import Power, at_least, may, role_of, standing
from bot.storage.alerts import tell_people
from bot.storage.audit import record
from bot.storage.effects import Answer, answer
from bot.storage.tables.people import Agent, Role
from bot.storage.team import find_agents
from classifier.taxonomy import LANGUAGES

# Whom a command means: a Telegram id where Telegram said it, else what was typed.
Named = str | int


async def one_agent(session: AsyncSession, named: Named) -> Agent | Answer:
    """Find the one agent whom a name means, or say why it means none."""
    found = await find_agents(session, named)
    if len(found) == 1:
        return found[0]
    key = "agents_several" if found else "agent_unknown"
    return answer(key, name=named, names=", ".join(agent.name for agent in found))


async def give_role(session: AsyncSession, *, action: Action, whom: Actor | Named, role: str) -> Answer:
    """Give somebody a role; nobody gives one above their own, and the settings' word stays."""
    if not await may(session, action, Power.GIVE_ROLES):
        return answer("role_heads_only")
    if role not in set(Role):
        return answer("role_unknown", role=role)
    if isinstance(whom, Actor):
        agent: Agent | Answer = await _known(session, action, whom)
    else:
        agent = await one_agent(session, whom)
    if isinstance(agent, Answer):
        return agent
    is_now = standing(action, agent.telegram_id, agent.role)
    if Role.OWNER in (role, is_now) and await role_of(session, action) != Role.OWNER:
        return answer("role_owner_only")
    if agent.telegram_id in (*action.owners, *action.leads) and not at_least(role, is_now):
        return answer("role_by_settings", name=agent.name)
    agent.role = role
    record(session, "role", action.now, agent_id=(await agent_of(session, action)).id, whom=agent.id or 0, role=role)
    content = {"key": "role_given_you", "values": {"name": action.actor.name, "to": role}}
    await tell_people(session, [agent.telegram_id], machine_now=action.machine_now, content=content)
    return answer(f"role_given_{role}", name=agent.name)


async def set_languages(session: AsyncSession, *, action: Action, languages: Sequence[str]) -> Answer:
    """Note which languages an agent reads; `all` takes every language of the shop."""
    agent = await agent_of(session, action)
    wanted = list(dict.fromkeys(code.casefold().strip(",") for code in languages))
    if not wanted:
        return answer("languages_are", languages=_spelt(agent.languages, action))
    wrong = [code for code in wanted if code != "all" and code not in LANGUAGES]
    if wrong:
        return answer("language_unknown", language=wrong[0], known=", ".join(LANGUAGES))
    agent.languages = None if "all" in wanted else wanted
    return answer("languages_set", languages=_spelt(agent.languages, action))


def _spelt(languages: Sequence[str] | None, action: Action) -> str:
    return ", ".join(code.upper() for code in languages or action.shop.languages)


async def _known(session: AsyncSession, action: Action, person: Actor) -> Agent:
    """Find the row of somebody whose message was replied to; whoever has not acted yet gets one."""
    found = await find_agents(session, person.telegram_id)
    if found:
        return found[0]
    agent = Agent(telegram_id=person.telegram_id, name=person.name, username=person.username, created_at=action.now)
    session.add(agent)
    await session.flush()
    return agent
