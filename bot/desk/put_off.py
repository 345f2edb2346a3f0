"""Puts a conversation aside until a time; a question of the customer brings it back sooner, mere thanks do not."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from bot.desk.action import Action, agent_of
from bot.desk.remind import local
from bot.desk.when import Moment, after, at_wall_time, tomorrow_morning
from bot.storage import clocks
from bot.storage.audit import record
from bot.storage.conversations import change
from bot.storage.effects import Answer, answer
from bot.storage.outgoing import refresh_card
from bot.storage.tables.conversations import Conversation, Status


async def put_off(session: AsyncSession, *, action: Action, conversation_id: int, moment: Moment | None) -> Answer:
    """Snooze a conversation; refused where the time is over, where it is resolved, and where a promise would be slept through."""
    conversation = await session.get(Conversation, conversation_id)
    if conversation is None or moment is None:
        return answer("expired", alert=True)
    if conversation.status == Status.RESOLVED:
        return answer("snooze_resolved", alert=True)
    if moment.at <= action.now:
        return answer("time_is_past", alert=True, at=local(moment.at, action))
    if conversation.promised_at is not None and conversation.promised_at < moment.at:
        return answer("snooze_over_promise", alert=True, at=local(conversation.promised_at, action))
    agent = await agent_of(session, action)
    await clocks.snoozed(session, conversation_id, action.now)
    await change(session, conversation, status=Status.SNOOZED, snoozed_until=moment.at)
    record(session, "snooze", action.now, conversation_id=conversation_id, agent_id=agent.id)
    await refresh_card(session, conversation_id, conversation.turn, action.machine_now)
    return answer("snoozed_until", at=local(moment.at, action), reaction="😴")


def choice(word: str, now: datetime, zone: ZoneInfo, opens: time) -> Moment | None:
    """Read what a button of the menu means; None for a word that is none of them."""
    if word == "2h":
        return after(timedelta(hours=2), now)
    if word == "tomorrow":
        return tomorrow_morning(now, zone, opens)
    if word == "monday":
        today = now.astimezone(zone).date()
        return at_wall_time(datetime.combine(today + timedelta(days=7 - today.weekday()), opens), zone)
    return None
