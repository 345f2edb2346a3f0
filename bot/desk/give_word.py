"""Takes up, or leaves, what an agent's own text promised a customer."""

from datetime import UTC, datetime, timedelta
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from bot.cardfacts import shorten
from bot.clockwork import Promises
from bot.desk.action import Action, agent_of
from bot.desk.remind import KEEP, local
from bot.storage import clocks
from bot.storage.audit import record
from bot.storage.conversations import change
from bot.storage.effects import Answer, answer
from bot.storage.followups import PROMISE, add_follow_up
from bot.storage.outgoing import refresh_card
from bot.storage.tables.conversations import Conversation, FollowUpRow, Message
from bot.storage.told import tell_once

# A reminder shows on one line of a phone.
LONGEST: Final = 120


async def set_promise(session: AsyncSession, *, action: Action, message_id: int, minute: int) -> Answer:
    """Remember the promise: the card shows it, and whoever holds the conversation is reminded of it in time."""
    message = await session.get(Message, message_id)
    if message is None or message.direction != "outgoing":
        return answer("expired", alert=True)
    due_at = datetime.fromtimestamp(0, UTC) + timedelta(minutes=minute)
    if due_at <= action.now:
        return answer("time_is_past", alert=True, at=local(due_at, action))
    if not await tell_once(session, f"promise-set:{message_id}", action.now):
        return answer("already_settled")
    agent, words = await agent_of(session, action), shorten(message.text, LONGEST)
    conversation = await session.get_one(Conversation, message.conversation_id)
    row = FollowUpRow(
        conversation_id=message.conversation_id,
        agent_id=message.agent_id or agent.id,
        source=PROMISE,
        text=words,
        due_at=due_at,
        unless="resolved",
        on_write=KEEP,
        turn=conversation.turn,
        created_at=action.now,
    )
    await add_follow_up(session, row)
    if conversation.promised_at is None or due_at < conversation.promised_at:
        await change(session, conversation, promised_at=due_at, promised=words)
    await clocks.promised(session, message.conversation_id, action.now, Promises.of(action.shop, action.zone))
    record(session, "promise", action.now, conversation_id=conversation.id, agent_id=agent.id, follow_up=row.id or 0)
    await refresh_card(session, conversation.id or 0, conversation.turn, action.machine_now)
    return answer("reminder_set", at=local(due_at, action))


async def leave_promise(session: AsyncSession, *, action: Action, message_id: int) -> Answer:
    """Nothing is to be remembered of this message."""
    first = await tell_once(session, f"promise-set:{message_id}", action.now)
    return answer("promise_left" if first else "already_settled")
