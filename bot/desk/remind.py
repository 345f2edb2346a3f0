"""Sets reminders, and settles the ones that came."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.desk.action import Action, agent_of
from bot.desk.when import Moment
from bot.storage.audit import record
from bot.storage.effects import Answer, answer
from bot.storage.followups import add_follow_up
from bot.storage.outgoing import refresh_card
from bot.storage.tables.conversations import Conversation, FollowUpRow, FollowUpStatus


@dataclass(frozen=True, slots=True)
class Reminder:
    """When to come back to a conversation, and why."""

    conversation_id: int
    moment: Moment
    text: str = ""


async def remind(session: AsyncSession, *, action: Action, reminder: Reminder) -> Answer:
    """Store a reminder; it comes back in the topic at its time."""
    conversation = await session.get(Conversation, reminder.conversation_id)
    if conversation is None:
        return answer("card_is_old", alert=True)
    if reminder.moment.at <= action.now:
        return answer("time_is_past", alert=True, at=local(reminder.moment.at, action))
    agent = await agent_of(session, action)
    row = FollowUpRow(
        conversation_id=reminder.conversation_id,
        agent_id=agent.id,
        source="agent",
        text=reminder.text,
        due_at=reminder.moment.at,
        wall_time=reminder.moment.wall_time,
        zone=str(action.zone) if reminder.moment.wall_time else None,
        turn=conversation.turn,
        created_at=action.now,
    )
    await add_follow_up(session, row)
    record(session, "remind", action.now, conversation_id=conversation.id, agent_id=agent.id, follow_up=row.id or 0)
    await refresh_card(session, conversation.id or 0, conversation.turn, action.machine_now)
    return answer("reminder_set", at=local(reminder.moment.at, action), reaction="👌")


async def settle(session: AsyncSession, *, action: Action, follow_up_id: int) -> Answer:
    """Tick a reminder off."""
    row = await session.get(FollowUpRow, follow_up_id, with_for_update=True)
    if row is None or row.status == FollowUpStatus.DONE:
        return answer("already_settled")
    row.status = FollowUpStatus.DONE
    agent = await agent_of(session, action)
    record(
        session,
        "reminder_done",
        action.now,
        conversation_id=row.conversation_id,
        agent_id=agent.id,
        follow_up=follow_up_id,
    )
    return answer("reminder_done")


async def snooze(session: AsyncSession, *, action: Action, follow_up_id: int, after: timedelta) -> Answer:
    """Let a reminder come back later."""
    row = await session.get(FollowUpRow, follow_up_id, with_for_update=True)
    if row is None or row.status != FollowUpStatus.FIRED:
        return answer("already_settled")
    row.status, row.due_at = FollowUpStatus.PENDING, action.now + after
    row.wall_time, row.zone = None, None
    return answer("reminder_set", at=local(row.due_at, action))


def local(at: datetime, action: Action) -> str:
    """Write a time as the shop's clocks show it, with the day where it is not today."""
    there, today = at.astimezone(action.zone), action.now.astimezone(action.zone).date()
    return there.strftime("%H:%M" if there.date() == today else "%d.%m. %H:%M")
