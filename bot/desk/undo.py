"""Takes a reply back while it is still held, and sends an uncertain one again."""

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.desk.action import Action, agent_of
from bot.storage.audit import record
from bot.storage.conversations import change, said_before, waiting_again
from bot.storage.effects import Answer, answer
from bot.storage.followups import cancel_proposed, resume
from bot.storage.outgoing import cancel_queued, refresh_card, replied_since
from bot.storage.steps import take_times_back
from bot.storage.tables.conversations import Conversation, Message
from bot.storage.tables.traffic import Outgoing, OutgoingState
from bot.storage.uses import forget_uses


async def undo_reply(session: AsyncSession, *, action: Action, outgoing_id: int) -> Answer:
    """Take a held reply back: the customer waits again, since when they did before."""
    row = await session.get(Outgoing, outgoing_id)
    if row is None or not await cancel_queued(session, outgoing_id):
        return answer("undo_too_late", alert=True)
    conversation = await session.get_one(Conversation, row.conversation_id)
    await session.execute(update(Message).where(col(Message.id) == row.message_id).values(direction="undone"))
    before = waiting_again(row.content)
    if before:  # it had ended the turn
        await forget_uses(session, conversation.id or 0, row.turn or 0)
    again = before if conversation.waiting_since is None and conversation.turn == row.turn else {}
    if again:
        await cancel_proposed(session, conversation.id or 0, conversation.turn)
    await take_times_back(session, conversation, row.message_id or 0)
    if not await replied_since(session, row):  # what we said since has a promise of its own, and answers
        again |= said_before(row.content)
        await resume(session, row.content.get("stopped", []))
    if again:
        await change(session, conversation, **again)
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
    await _answered_again(session, *row)
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


async def _answered_again(session: AsyncSession, conversation_id: int | None, turn: int | None) -> None:
    """A failed reply made the customer wait again; with it on its way once more they are answered."""
    conversation = await session.get_one(Conversation, conversation_id)
    if conversation.turn == turn and conversation.waiting_since is not None:
        await change(session, conversation, waiting_since=None, unanswered=0, due_at=None)
