"""Gives cases away: one to somebody by name, or all of a shift with a summary each."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import and_, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.desk.action import Action, agent_of
from bot.desk.roles import Power, may
from bot.desk.shift import end_shift
from bot.storage.alerts import tell_about, tell_people
from bot.storage.answers import Content, item, listed
from bot.storage.audit import record
from bot.storage.conversations import change, holder_at
from bot.storage.effects import Answer, answer
from bot.storage.followups import PENDING
from bot.storage.notes import queue_note
from bot.storage.outgoing import Urgency, refresh_card
from bot.storage.owed import PROMISED, came_lately, owed_by
from bot.storage.suggestions import newest_of_turn
from bot.storage.tables.conversations import Conversation, FollowUpRow, Status
from bot.storage.tables.people import Agent
from bot.storage.team import heads, on_shift, telegram_ids

# One write passes so many; a second /handover passes the rest.
AT_ONCE: Final = 200
# The list in private; the topics have the summaries of all.
LISTED: Final = 20


async def assign(session: AsyncSession, *, action: Action, conversation_id: int, to: int) -> Answer:
    """Give a case to an agent; somebody else's only by a lead."""
    conversation, taker = await session.get(Conversation, conversation_id), await session.get(Agent, to)
    if conversation is None or taker is None:
        return answer("expired", alert=True)
    if conversation.status == Status.RESOLVED:
        return answer("resolved_already", alert=True)
    agent = await agent_of(session, action)
    holder = holder_at(conversation, action.now, action.shop.service.claim_lapse)
    if holder not in (None, agent.id) and not await may(session, action, Power.ASSIGN_OTHERS):
        return answer("assign_leads_only", alert=True)
    before = conversation.assignee_id
    await change(session, conversation, assignee_id=taker.id, claimed_at=action.now)
    await _pass_follow_ups(session, before or agent.id or 0, taker.id, action, conversation_id)
    record(session, "assign", action.now, conversation_id=conversation_id, agent_id=agent.id, whom=taker.id or 0)
    await _say_assigned(session, conversation, (agent, taker), action)
    return answer("assigned" if taker.on_since else "assigned_off_shift", name=taker.name)


async def hand_over(session: AsyncSession, *, action: Action, to: int | None) -> Answer:
    """Pass every open case and promise to a person, or to the pool: a summary each, and a list to who takes over."""
    agent = await agent_of(session, action)
    taker = await session.get(Agent, to) if to else None
    if to and (taker is None or taker.id == agent.id):
        return answer("handover_self" if taker else "expired", alert=True)
    cases = await _cases_of(session, agent)
    owed = await owed_by(session, agent.id or 0, action.now)
    for case in cases:
        claimed = action.now if taker else None
        await change(session, case, assignee_id=taker.id if taker else None, claimed_at=claimed)
    await _pass_follow_ups(session, agent.id or 0, taker.id if taker else None, action)
    whom = taker.name if taker else ""
    for case in cases:
        record(session, "handover", action.now, conversation_id=case.id, agent_id=agent.id, whom=whom)
        await _summarise(session, case, agent, taker, action)
    if not cases and not owed:
        return answer("handover_nothing")
    lines = [case_line(case) for case in cases]
    lines += [_owed_line(one) for one in owed if one.conversation_id not in {case.id for case in cases}]
    await _tell_takers(session, lines, (agent, taker), action)
    key = "handed_over" if taker else "handed_to_pool"
    return answer(key, name=whom, cases=len(cases), promises=sum(one.promised for one in owed))


async def hand_off(session: AsyncSession, *, action: Action, asker: int, to: int | None) -> Answer:
    """Hand over and end the shift, by the button below a refused /off; it is the asker's alone."""
    agent = await agent_of(session, action)
    if agent.id != asker:
        return answer("not_your_button", alert=True)
    told = await hand_over(session, action=action, to=to)
    if any(one.promised for one in await owed_by(session, asker, action.now)):
        return told  # more than one write passes, or nobody to take it
    end_shift(session, agent, action)
    return answer("handed_off", alert=True)


async def _cases_of(session: AsyncSession, agent: Agent) -> Sequence[Conversation]:
    found = await session.scalars(
        select(Conversation)
        .where(col(Conversation.assignee_id) == agent.id, col(Conversation.status) != Status.RESOLVED)
        .order_by(col(Conversation.priority).desc(), col(Conversation.id))
        .limit(AT_ONCE)
    )
    return found.all()


async def _pass_follow_ups(
    session: AsyncSession, giver: int, taker: int | None, action: Action, conversation_id: int | None = None
) -> None:
    """Let what somebody had to see to be another's; in one conversation, or everywhere."""
    here = [col(FollowUpRow.conversation_id) == conversation_id] if conversation_id else []
    # Of one case the promises go with it; an agent's own reminders there stay theirs.
    here += [col(FollowUpRow.source).in_(PROMISED)] if conversation_id else []
    still = or_(PENDING, came_lately(action.now))
    await session.execute(
        update(FollowUpRow)
        .where(and_(col(FollowUpRow.agent_id) == giver, still, *here))
        .values(agent_id=taker)
        .execution_options(synchronize_session=False)
    )


async def _say_assigned(
    session: AsyncSession, conversation: Conversation, people: tuple[Agent, Agent], action: Action
) -> None:
    agent, taker = people
    values = {"name": agent.name, "whom": taker.name}
    await queue_note(session, conversation, {"key": "assigned_note", "values": values}, action.machine_now)
    await refresh_card(session, conversation.id or 0, conversation.turn, action.machine_now)
    if taker.id != agent.id:
        content = {"key": "assigned_to_you", "values": values}
        await tell_about(session, conversation, [taker.telegram_id], machine_now=action.machine_now, content=content)


async def _summarise(
    session: AsyncSession, case: Conversation, agent: Agent, taker: Agent | None, action: Action
) -> None:
    """Write the summary in the topic; what nobody waits for goes after what somebody does."""
    key = "handed_note" if taker else "handed_pool_note"
    content: dict[str, Any] = {"key": key, "values": {"name": agent.name, "whom": taker.name if taker else ""}}
    if await newest_of_turn(session, case.id or 0, case.turn) is not None:
        content["handover"] = case.turn
    urgency = Urgency.CARD if case.waiting_since else Urgency.REMINDER
    await queue_note(session, case, content, action.machine_now, urgency=urgency)
    await refresh_card(session, case.id or 0, case.turn, action.machine_now)


def case_line(case: Conversation) -> Content:
    """Say how a case stands: who waits, since when, or what was promised by when."""
    if case.waiting_since is not None:
        times = {"since": case.waiting_since, "due": case.due_at or case.waiting_since}
        return item("case_waits", topic_of=case.customer_id, times=times)
    if case.promised_at is not None:
        return item("case_promised", topic_of=case.customer_id, times={"due": case.promised_at})
    return item("case_quiet", topic_of=case.customer_id)


def _owed_line(one: Any) -> Content:
    key = "owed_mine" if one.follow_up_id else "owed_mine_word"
    return item(key, topic_of=one.customer_id, times={"due": one.due_at}, words=one.follow_up_id)


async def _tell_takers(
    session: AsyncSession, lines: Sequence[Content], people: tuple[Agent, Agent | None], action: Action
) -> None:
    """Send the list to who takes over; to the pool are all on shift, and the leads where nobody is."""
    agent, taker = people
    takers = [taker.id or 0] if taker else [one.id or 0 for one in await on_shift(session) if one.id != agent.id]
    chats = await telegram_ids(session, takers) or await heads(session, action.leads)
    key = "handed_list" if taker else "handed_pool_list"
    content = listed(key, lines[:LISTED], name=agent.name, count=len(lines))
    await tell_people(session, chats, machine_now=action.machine_now, content=content, urgency=Urgency.CARD)
