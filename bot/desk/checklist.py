"""Ticks the steps of a card off, and back; a step is taken once, however many press at once."""

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from bot.desk.action import Action, agent_name, agent_of
from bot.desk.ladder import begin_ladder
from bot.desk.remind import local
from bot.storage.audit import record
from bot.storage.conversations import change
from bot.storage.effects import Answer, answer
from bot.storage.outgoing import refresh_card
from bot.storage.steps import go_on, hold_step, steps_of_turn, stop_rung
from bot.storage.suggestions import newest_of_turn, read
from bot.storage.tables.conversations import Conversation
from bot.storage.tables.people import Agent
from bot.storage.tables.playbooks import StepRow
from playbooks.suggestion import Step


@dataclass(frozen=True, slots=True)
class Ticked:
    """A step of a turn's card; `back` opens it again."""

    conversation_id: int
    turn: int
    key: str
    back: bool = False


async def tick(session: AsyncSession, *, action: Action, ticked: Ticked) -> Answer:
    """Tick a step off, or open it again; what is so already stays so."""
    conversation = await session.get(Conversation, ticked.conversation_id)
    if conversation is None or conversation.turn != ticked.turn:
        return answer("card_is_old", alert=True)
    step = await _find(session, ticked)
    if step is None:
        return answer("no_such_step", alert=True)
    row = await hold_step(session, conversation, step)
    if ticked.back:
        return await _open_again(session, conversation, row, action)
    if row.done_at is not None:
        return await already(session, row, action)
    await take_step(session, row, await agent_of(session, action), action)
    await begin_ladder(session, conversation, action)
    await refresh_card(session, ticked.conversation_id, ticked.turn, action.machine_now)
    return answer("ticked")


async def take_step(session: AsyncSession, row: StepRow, agent: Agent, action: Action) -> None:
    """Record who took a step and when; a rung that was taken comes due no more."""
    row.done_at, row.done_by = action.now, agent.id
    await stop_rung(session, row)
    record(session, "tick", action.now, conversation_id=row.conversation_id, agent_id=agent.id, step=row.id or 0)


async def already(session: AsyncSession, row: StepRow, action: Action) -> Answer:
    """Tell who took a step before."""
    name = await agent_name(session, row.done_by) or "?"
    return answer("ticked_already", name=name, at=local(row.done_at or action.now, action))


async def _open_again(session: AsyncSession, conversation: Conversation, row: StepRow, action: Action) -> Answer:
    if row.done_at is None:
        return answer("unticked")
    row.done_at, row.done_by = None, None
    if row.due_at and action.now < row.due_at:
        await go_on(session, row)
    if row.escalate_to and conversation.escalated_to == row.escalate_to:
        await change(session, conversation, escalated_to=None)
    agent = await agent_of(session, action)
    record(session, "untick", action.now, conversation_id=conversation.id, agent_id=agent.id, step=row.id or 0)
    await refresh_card(session, conversation.id or 0, conversation.turn, action.machine_now)
    return answer("unticked")


async def _find(session: AsyncSession, ticked: Ticked) -> Step | None:
    """Find the step on the turn's card, or among those taken from an earlier version of it."""
    found = await newest_of_turn(session, ticked.conversation_id, ticked.turn)
    steps = read(found)[0].steps if found else ()
    taken = await steps_of_turn(session, ticked.conversation_id, ticked.turn)
    known = [*steps, *(Step(row.text, escalate_to=row.escalate_to) for row in taken)]
    return next((step for step in known if step.key == ticked.key), None)
