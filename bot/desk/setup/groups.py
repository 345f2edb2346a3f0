"""Groups that the bot was added to, and people there who want to be agents."""

from dataclasses import dataclass
from html import escape

from sqlalchemy.ext.asyncio import AsyncSession

from bot.desk.action import Action, agent_of
from bot.desk.setup.asking import say, show_page
from bot.desk.setup.page import Rows
from bot.desk.setup.walk import Step, Walk, value_in_force
from bot.storage.alerts import tell_people
from bot.storage.audit import record
from bot.storage.chosen import choose, load_chosen, see_group
from bot.storage.effects import Answer, answer
from bot.storage.outgoing import Urgency
from bot.storage.tables.people import Agent


@dataclass(frozen=True, slots=True)
class Group:
    """A group as an update shows it; `left` where the bot is in it no longer."""

    chat_id: int
    title: str
    has_topics: bool
    may_manage: bool
    left: bool = False


async def group_seen(session: AsyncSession, *, walk: Walk, step: Step, group: Group) -> None:
    """Note how a group stands; the first that an owner adds and that fits becomes the desk."""
    seen = {"chat_id": group.chat_id, "title": group.title[:200], "has_topics": group.has_topics}
    await see_group(session, {**seen, "may_manage": group.may_manage, "present": not group.left, "at": step.now})
    owners, chosen = await walk.owners(session), await load_chosen(session)
    chats = [int(chat) for chat in value_in_force(walk, chosen, "staff_chat")]
    if step.by not in owners and group.chat_id not in chats:
        return  # anybody may add a bot to any group; it is nothing to the desk
    key, rows = _what_to_say(walk, group, chats)
    if key == "setup_group_taken":
        await choose(session, "staff_chat", [group.chat_id], step.now, step.by)
        record(session, "setup_chosen", step.now, name="staff_chat")
    content = {"html": walk.words(key, title=escape(group.title)), "rows": rows}
    told = owners if group.chat_id in chats else [step.by]
    await tell_people(session, told, machine_now=step.machine_now, content=content, urgency=Urgency.REPLY)
    if key == "setup_group_taken":
        await show_page(session, walk, step)


def _what_to_say(walk: Walk, group: Group, chats: list[int]) -> tuple[str, Rows]:
    """Choose the sentence: what is wrong with the group, or what was made of it."""
    if group.left:
        return "setup_group_left", []
    if not group.has_topics:
        return "setup_group_no_topics", []
    if not group.may_manage:
        return "setup_group_no_rights", []
    if group.chat_id in chats:
        return "setup_group_well", []
    if chats:
        return "setup_group_other", [[[walk.words("setup_b_take_group"), f"set:group:{group.chat_id}"]]]
    return "setup_group_taken", []


async def ask_to_join(session: AsyncSession, *, walk: Walk, action: Action) -> Answer:
    """Somebody in the group wants to be an agent: the owners decide, by a button in private."""
    allowed = value_in_force(walk, await load_chosen(session), "agents")
    if not allowed or action.actor.telegram_id in map(int, allowed):
        return answer("setup_join_in_already")
    agent = await agent_of(session, action)
    question = walk.words("setup_join_asked", name=escape(agent.name))
    rows = [[[walk.words("setup_b_let_in"), f"set:let_in:{agent.id}"]]]
    owners = await walk.owners(session)
    content = {"html": question, "rows": rows}
    await tell_people(session, owners, machine_now=action.machine_now, content=content, urgency=Urgency.REPLY)
    return answer("setup_join_passed_on", reaction="👀")


async def let_in(session: AsyncSession, *, walk: Walk, step: Step, agent_id: int) -> Answer:
    """Let somebody be an agent."""
    if step.by not in await walk.owners(session):
        return answer("setup_not_you", alert=True)
    agent, chosen = await session.get(Agent, agent_id), await load_chosen(session)
    if agent is None:
        return answer("expired", alert=True)
    agents = [int(each) for each in value_in_force(walk, chosen, "agents")]
    if agent.telegram_id not in agents:
        await choose(session, "agents", [*agents, agent.telegram_id], step.now, step.by)
        record(session, "setup_let_in", step.now, agent_id=agent.id)
    await say(session, step, walk.words("setup_let_in", name=escape(agent.name)))
    return answer("setup_kept")
