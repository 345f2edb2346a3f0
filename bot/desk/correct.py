"""An agent says that a verdict is wrong: kept, so that the next model and the report know."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.desk.action import Action, agent_of
from bot.storage.audit import record
from bot.storage.cases import turn_assessment
from bot.storage.effects import Answer, answer
from bot.storage.tables.conversations import Conversation, Correction
from classifier.taxonomy import TYPES, Axis


async def correct(session: AsyncSession, *, action: Action, turn: tuple[int, int], axis: str, right: str) -> Answer:
    """Note the type that would have been right on an axis of a turn: (conversation, number)."""
    conversation_id, number = turn
    conversation = await session.get(Conversation, conversation_id)
    if conversation is None or axis not in TYPES or right not in TYPES[Axis(axis)]:
        return answer("card_is_old", alert=True)
    assessment = await turn_assessment(session, conversation_id, number)
    was = assessment.type_of(Axis(axis)) if assessment else None
    agent = await agent_of(session, action)
    place: dict[str, Any] = {"conversation_id": conversation_id, "agent_id": agent.id}
    session.add(Correction(**place, turn=number, axis=axis, was=was, right=right, at=action.now))
    record(
        session,
        "correct",
        action.now,
        **place,
        why=f"{axis}: {was or '?'} was wrong, {right} is right",
        axis=axis,
        right=right,
        turn=number,
    )
    return answer("corrected")
