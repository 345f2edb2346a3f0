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
from bot.storage.steps import go_on, hold_step, hold_timed, steps_of_turn, stop_rung, taken_rungs
from bot.storage.suggestions import newest_of_turn, read
from bot.storage.tables.conversations import Conversation, Status
from bot.storage.tables.people import Agent
from bot.storage.tables.playbooks import StepRow
from playbooks.ladder import rank
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
    if conversation is None:
        return answer("card_is_old", alert=True)
    if conversation.status == Status.RESOLVED:
        return answer("resolved_already")
    row = await _hold(session, conversation, ticked)
    if isinstance(row, Answer):
        return row
    if ticked.back:
        return await _open_again(session, conversation, row, action)
    if row.done_at is not None:
        return await already(session, row, action)
    await take_step(session, row, await agent_of(session, action), action)
    if conversation.turn == ticked.turn:  # what is settled of an earlier turn begins nothing in this one
        await begin_ladder(session, conversation, action)
    await refresh_card(session, ticked.conversation_id, ticked.turn, action.machine_now)
    return answer("ticked")


async def _hold(session: AsyncSession, conversation: Conversation, ticked: Ticked) -> StepRow | Answer:
    """Hold the step's row; of an earlier turn only a rung whose time runs, so that what came due can be settled."""
    if conversation.turn != ticked.turn:
        row = None if ticked.back else await hold_timed(session, ticked.conversation_id, ticked.turn, ticked.key)
        return row or answer("card_is_old", alert=True)
    step = await _find(session, ticked)
    return await hold_step(session, conversation, step) if step else answer("no_such_step", alert=True)


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
    row.done_at, row.done_by, row.tell, row.tell_by = None, None, None, None
    await go_on(session, row)  # one whose time is over meanwhile comes due at the next look
    if row.escalate_to and conversation.escalated_to == row.escalate_to:
        await change(session, conversation, escalated_to=await _highest(session, conversation))
    agent = await agent_of(session, action)
    record(session, "untick", action.now, conversation_id=conversation.id, agent_id=agent.id, step=row.id or 0)
    await refresh_card(session, conversation.id or 0, conversation.turn, action.machine_now)
    return answer("unticked")


async def _highest(session: AsyncSession, conversation: Conversation) -> str | None:
    """Name the highest role that the conversation is still passed to."""
    return max(await taken_rungs(session, conversation), key=rank, default=None)


async def _find(session: AsyncSession, ticked: Ticked) -> Step | None:
    """Find the step on the turn's card, or among those taken from an earlier version of it."""
    found = await newest_of_turn(session, ticked.conversation_id, ticked.turn)
    steps = read(found)[0].steps if found else ()
    taken = await steps_of_turn(session, ticked.conversation_id, ticked.turn)
    known = [*steps, *(Step(row.text, escalate_to=row.escalate_to) for row in taken)]
    return next((step for step in known if step.key == ticked.key), None)
