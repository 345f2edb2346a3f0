"""One automatic word to somebody who waits: that it arrived, and by when a person answers, as far as we know."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.clockwork import RESOLVE
from bot.promises import round_up
from bot.service.serving import Moment, Serving
from bot.storage.outgoing import Urgency
from bot.storage.tables.conversations import Conversation, Status
from bot.storage.tables.incidents import IncidentMember, MemberState
from bot.storage.tables.service import CLOCK_RUNS, Page, ServiceClock
from playbooks.automatic import Automatic, say_automatic

BATCH: Final = 50
# Nobody is told twice a day that they wait.
ONCE_IN: Final = timedelta(days=1)
# A time is promised to nobody while so many, and half of all who wait, have waited longer than theirs.
BEHIND: Final = 3


async def acknowledge(session: AsyncSession, serving: Serving, moment: Moment) -> int:
    """Tell everybody who is due; returns how many were."""
    due = await _due(session, moment.now)
    if not due:
        return 0
    behind, said = await _is_behind(session, moment.now), 0
    for clock in due:
        clock.say_at = None
        conversation = await session.get_one(Conversation, clock.conversation_id)
        if await _may(session, clock, conversation, moment.now):
            text = _words(serving, clock, conversation, moment.now, behind=behind)
            if await serving.say(session, conversation, text, moment, Urgency.CARD):
                clock.said_at, said = moment.now, said + 1
                serving.metrics.acknowledged.inc()
    return said


async def _due(session: AsyncSession, now: datetime) -> list[ServiceClock]:
    found = await session.scalars(
        select(ServiceClock)
        .where(CLOCK_RUNS, col(ServiceClock.say_at) <= now)
        .order_by(col(ServiceClock.say_at), col(ServiceClock.id))
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    )
    return list(found.all())


async def _may(session: AsyncSession, clock: ServiceClock, conversation: Conversation, now: datetime) -> bool:
    """Ask what has changed since: an answer, danger, a word of the same kind today, a text to everybody concerned."""
    waits = conversation.waiting_since is not None and conversation.turn == clock.turn
    if not waits or conversation.status == Status.RESOLVED:
        return False
    told = {MemberState.TOLD, MemberState.END_DUE, MemberState.ENDED}
    against = (
        exists().where(col(ServiceClock.conversation_id) == conversation.id, col(ServiceClock.said_at) > now - ONCE_IN),
        exists().where(col(Page.conversation_id) == conversation.id, col(Page.false_at).is_(None)),
        exists().where(col(IncidentMember.conversation_id) == conversation.id, col(IncidentMember.state).in_(told)),
    )
    return not await session.scalar(select(against[0] | against[1] | against[2]))


async def _is_behind(session: AsyncSession, now: datetime) -> bool:
    """Tell whether the queue is slower than what we would promise."""
    late = func.count().filter(col(ServiceClock.due_at) < now)
    asked = select(func.count(), late).where(CLOCK_RUNS, col(ServiceClock.kind) != RESOLVE)
    waiting, overdue = (await session.execute(asked)).one()
    return bool(overdue >= BEHIND and 2 * overdue >= waiting)


def _words(serving: Serving, clock: ServiceClock, conversation: Conversation, now: datetime, *, behind: bool) -> str:
    hours, formal = serving.promises.hours, serving.shop.formal
    # The promise, not the place in the queue, which may be earlier than anybody gets to it.
    by = round_up(max(clock.due_at, conversation.due_at or clock.due_at))
    late, closed = behind or clock.due_at <= now, not hours.is_open(now)
    keys: dict[tuple[bool, bool], Automatic] = {
        (False, False): "acknowledged",
        (False, True): "acknowledged_closed",
        (True, False): "acknowledged_late",
        (True, True): "acknowledged_late_closed",
    }
    # Who is told no time to be answered by is told when we open, where that is news.
    time = hours.next_open(now) if late else by
    return say_automatic(keys[late, closed], serving.voice(conversation.lang, now), formal=formal, answer_by=time)
