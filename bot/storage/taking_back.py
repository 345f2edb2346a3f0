"""Gives a customer's wait back when the reply that ended it is gone; only as far as nothing else was said since."""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.storage import clocks
from bot.storage.clocks import taken_back
from bot.storage.conversations import change, said_before, waiting_again
from bot.storage.followups import cancel_proposed, resume
from bot.storage.outgoing import find_turn_rows, replied_since
from bot.storage.steps import take_times_back
from bot.storage.tables.conversations import Conversation, Message, Status
from bot.storage.tables.traffic import Outgoing, OutgoingKind, OutgoingState
from bot.storage.uses import forget_uses

NEVER_SAID: Final = (OutgoingState.CANCELLED, OutgoingState.FAILED)


async def mark_undone(session: AsyncSession, row: Outgoing, *, unsent_at: datetime | None = None) -> None:
    """Count a reply's messages as not said; `unsent_at` where the customer had them before. Write session."""
    ids = [part[1] for part in row.content.get("parts", [])] or [row.message_id]
    await session.execute(
        update(Message)
        .where(col(Message.id).in_(ids))
        .values(direction="undone", unsent_at=unsent_at)
        .execution_options(synchronize_session=False)
    )


async def give_wait_back(session: AsyncSession, row: Outgoing) -> Conversation:
    """Undo what a reply did to its conversation: turn, promise, follow-ups, counts. Write session."""
    conversation = await session.get_one(Conversation, row.conversation_id)
    if waiting_again(row.content):  # it had ended the turn
        await forget_uses(session, conversation.id or 0, row.turn or 0)
        await taken_back(session, conversation.id or 0, row.turn or 0)
    again = await _wait(session, row, conversation)
    if again:
        await cancel_proposed(session, conversation.id or 0, conversation.turn)
        await clocks.taken_back(session, conversation.id or 0, conversation.turn)
    await take_times_back(session, conversation, row.message_id or 0)
    if not await replied_since(session, row):  # what we said since has a promise of its own, and answers
        again |= said_before(row.content)
        await resume(session, row.content.get("stopped", []))
    if again:
        await change(session, conversation, **again)
    return conversation


async def _wait(session: AsyncSession, row: Outgoing, conversation: Conversation) -> dict[str, Any]:
    """Find since when the customer waits again: nothing that we said in this turn is left."""
    over = conversation.turn != row.turn or conversation.status == Status.RESOLVED
    if over or conversation.waiting_since is not None:
        return {}
    rows = await find_turn_rows(session, conversation.id or 0, row.turn or 0, OutgoingKind.REPLY)
    ids = [one.message_id for one in rows if one.id != row.id and one.state not in NEVER_SAID]
    left = select(col(Message.id)).where(col(Message.id).in_(ids), col(Message.direction) == "outgoing")
    if (await session.scalars(left.limit(1))).first() is not None:
        return {}
    return next((before for one in rows if (before := waiting_again(one.content))), {})
