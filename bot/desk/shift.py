"""Shifts: who comes sees what is promised, and who goes leaves no promise without an owner."""

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.desk.action import Action, agent_name, agent_of
from bot.storage.answers import Content, Spot, item, listed, queue_answer
from bot.storage.audit import record
from bot.storage.effects import Answer, answer
from bot.storage.owed import Owed, owed_by, owed_until
from bot.storage.tables.people import Agent
from bot.storage.team import on_shift

# As many as a phone shows beside what was asked.
NEAREST = 5
# Who begins has to see whatever is promised, as the list of a handover does; what is left is counted.
SHOWN = 20
# More people to choose from than this are named by hand.
OFFERED = 3


async def come_on(session: AsyncSession, *, action: Action, spot: Spot) -> None:
    """Begin the shift, and show what is promised: today, overdue, one's own."""
    agent = await agent_of(session, action)
    if agent.on_since is None:
        agent.on_since = action.now
        record(session, "on_shift", action.now, agent_id=agent.id)
    owed = await owed_until(session, _end_of_day(action), action.now)
    mine = await owed_by(session, agent.id or 0, action.now)
    late = [one for one in owed if one.due_at < action.now]
    both = _each_once(mine, owed)
    lines = [await owed_line(session, one, agent) for one in both[:SHOWN]]
    lines += [item("list_more", count=len(both) - SHOWN)] if len(both) > SHOWN else []
    content = listed(
        "on_head",
        lines,
        name=agent.name,
        due=len(owed) - len(late),
        late=len(late),
        mine=len(mine),
    )
    await queue_answer(session, spot, content, action.machine_now)


async def go_off(session: AsyncSession, *, action: Action, spot: Spot) -> Answer | None:
    """End the shift, unless promises of theirs would be left alone: then offer to hand over."""
    agent = await agent_of(session, action)
    if agent.on_since is None:
        return answer("off_already")
    given = [one for one in await owed_by(session, agent.id or 0, action.now) if one.promised]
    if given:
        lines = [await owed_line(session, one, agent) for one in given[:NEAREST]]
        content = listed("off_refused", lines, count=len(given)) | {"buttons": await _offers(session, agent)}
        await queue_answer(session, spot, content, action.machine_now)
        return None
    return end_shift(session, agent, action)


def end_shift(session: AsyncSession, agent: Agent, action: Action) -> Answer:
    """Note that somebody has gone."""
    agent.on_since = None
    record(session, "off_shift", action.now, agent_id=agent.id)
    return answer("off_now", name=agent.name)


async def owed_line(session: AsyncSession, one: Owed, reader: Agent) -> Content:
    """Say one thing that is owed: whose it is only where it is not the reader's."""
    key, name = "owed_mine", ""
    if one.agent_id is None:
        key = "owed_pool"
    elif one.agent_id != reader.id:
        key, name = "owed_other", await agent_name(session, one.agent_id) or "?"
    key += "" if one.follow_up_id else "_word"
    return item(key, topic_of=one.customer_id, times={"due": one.due_at}, words=one.follow_up_id, name=name)


def _each_once(mine: list[Owed], owed: list[Owed]) -> list[Owed]:
    """Put together what is late or due today and one's own, nearest first."""
    both = {(one.conversation_id, one.follow_up_id): one for one in (*owed, *mine)}
    return sorted(both.values(), key=lambda one: one.due_at)


async def _offers(session: AsyncSession, agent: Agent) -> list[list[str]]:
    """Offer who is on shift, longest first, and the pool."""
    others = [other for other in await on_shift(session) if other.id != agent.id][:OFFERED]
    people = [["hand_to", f"hand_off:{agent.id}:{other.id}", other.name] for other in others]
    return [*people, ["hand_pool", f"hand_off:{agent.id}:0"]]


def _end_of_day(action: Action) -> datetime:
    there = action.now.astimezone(action.zone)
    return (there + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
