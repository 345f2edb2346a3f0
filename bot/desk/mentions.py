"""Tells agents in private that a colleague's note names them."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from bot.desk.action import Action
from bot.storage.alerts import tell_about
from bot.storage.effects import Answer, answer
from bot.storage.tables.conversations import Conversation
from bot.storage.team import find_agents


async def tell_mentioned(
    session: AsyncSession, *, action: Action, conversation_id: int, names: Sequence[str | int], text: str
) -> Answer | None:
    """Tell each agent whom a note names, with the note and the way to its topic; whom nobody knows is named back."""
    conversation = await session.get_one(Conversation, conversation_id)
    found = [(name, await find_agents(session, name)) for name in names]
    people = dict.fromkeys(agent.telegram_id for _, agents in found for agent in agents)
    others = [person for person in people if person != action.actor.telegram_id]
    content = {"key": "mentioned", "values": {"name": action.actor.name}, "quote": text}
    await tell_about(session, conversation, others, machine_now=action.machine_now, content=content)
    unknown = [str(name) for name, agents in found if not agents]
    return answer("mention_unknown", name=unknown[0]) if unknown else None
