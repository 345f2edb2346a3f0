"""Takes a reply back while it is still held, and sends an uncertain one again."""

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.desk.action import Action, agent_of
from bot.storage import clocks
from bot.storage.audit import record
from bot.storage.conversations import change
from bot.storage.effects import Answer, answer
from bot.storage.outgoing import cancel_queued, refresh_card
from bot.storage.tables.conversations import Conversation
from bot.storage.tables.traffic import Outgoing, OutgoingState
from bot.storage.taking_back import give_wait_back, mark_undone


async def undo_reply(session: AsyncSession, *, action: Action, outgoing_id: int) -> Answer:
    """Take a held reply back: the customer waits again, since when they did before."""
    row = await session.get(Outgoing, outgoing_id)
    if row is None or not await cancel_queued(session, outgoing_id):
        return answer("undo_too_late", alert=True)
    await mark_undone(session, row)
    conversation = await give_wait_back(session, row)
    agent = await agent_of(session, action)
    record(session, "undo", action.now, conversation_id=conversation.id, agent_id=agent.id, outgoing=outgoing_id)
    await refresh_card(session, conversation.id or 0, conversation.turn, action.machine_now)
    return answer("undone")


async def send_again(session: AsyncSession, *, action: Action, outgoing_id: int) -> Answer:
    """Send a reply again of which nobody knows whether it arrived; an agent has looked and decided."""
    result = await session.execute(
        update(Outgoing)
        .where(
            col(Outgoing.id) == outgoing_id,
            col(Outgoing.state).in_([OutgoingState.AMBIGUOUS, OutgoingState.FAILED]),
        )
        .values(state=OutgoingState.QUEUED, not_before=action.machine_now, error=None)
        .returning(col(Outgoing.conversation_id), col(Outgoing.turn))
        .execution_options(synchronize_session=False)
    )
    row = result.first()
    if row is None:
        return answer("already_settled", alert=True)
    await _answered_again(session, *row, now=action.now)
    agent = await agent_of(session, action)
    record(session, "send_again", action.now, conversation_id=row[0], agent_id=agent.id, outgoing=outgoing_id)
    await refresh_card(session, row[0] or 0, row[1] or 0, action.machine_now)
    return answer("queued")


async def take_as_sent(session: AsyncSession, *, action: Action, outgoing_id: int) -> Answer:
    """Settle an uncertain reply as arrived: an agent saw that it did."""
    result = await session.execute(
        update(Outgoing)
        .where(col(Outgoing.id) == outgoing_id, col(Outgoing.state) == OutgoingState.AMBIGUOUS)
        .values(state=OutgoingState.SENT, sent_at=action.now)
        .returning(col(Outgoing.conversation_id), col(Outgoing.turn))
        .execution_options(synchronize_session=False)
    )
    row = result.first()
    if row is None:
        return answer("already_settled", alert=True)
    agent = await agent_of(session, action)
    record(session, "take_as_sent", action.now, conversation_id=row[0], agent_id=agent.id, outgoing=outgoing_id)
    await refresh_card(session, row[0] or 0, row[1] or 0, action.machine_now)
    return answer("settled")


async def _answered_again(
    session: AsyncSession, conversation_id: int | None, turn: int | None, *, now: datetime
) -> None:
    """A failed reply made the customer wait again; with it on its way once more they are answered."""
    conversation = await session.get_one(Conversation, conversation_id)
    if conversation.turn == turn and conversation.waiting_since is not None:
        await change(session, conversation, waiting_since=None, unanswered=0, due_at=None)
        await clocks.answered(session, conversation.id or 0, now)
