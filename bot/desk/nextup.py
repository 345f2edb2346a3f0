"""Whom to answer next: the queue by language and priority, one conversation for one agent."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.desk.action import Action, agent_of
from bot.desk.roles import at_least, role_of
from bot.storage.answers import Content, Spot, item, listed, queue_answer
from bot.storage.audit import record
from bot.storage.conversations import change, holder_at
from bot.storage.effects import Answer, answer
from bot.storage.queue import SERVED_LATE, Waiter, load_queue
from bot.storage.tables.conversations import Conversation
from bot.storage.tables.people import Agent, Role
from bot.storage.tables.team import Approval, ApprovalState
from bot.storage.team import on_shift, reads

# As long as it takes to open a topic and read; whoever then answers holds it anyway.
OFFER: Final = timedelta(minutes=1)
# The first of the queue; more is not a list but a wall.
SHOWN: Final = 10
# Passed up: an agent leaves it to whom it was passed to.
ABOVE: Final = frozenset({"lead", "specialist", "owner", "duty"})


@dataclass(frozen=True, slots=True)
class Chosen:
    """The queue as one agent sees it: whom they could take, first first, and the rest as a count."""

    waiters: Sequence[Waiter]
    candidates: Sequence[Waiter]
    held: int = 0


async def look_at_queue(session: AsyncSession, action: Action) -> Chosen:
    """Read the queue, and whom of it this agent may be pointed to."""
    waiters = await load_queue(session, action.shop.priority_rules(action.zone), action.now)
    found = await session.scalars(select(Agent).where(col(Agent.telegram_id) == action.actor.telegram_id))
    agent = found.first() or Agent(telegram_id=0, name=action.actor.name, created_at=action.now)
    unread = await _unread_by_all(session, waiters)
    at_rest = await _submitted(session, agent)
    heads = at_least(await role_of(session, action), Role.LEAD)
    lapse = action.shop.service.claim_lapse
    free = [one for one in waiters if holder_at(one.conversation, action.now, lapse) in (None, agent.id)]
    suits = [
        one
        for one in free
        if one.conversation.id not in at_rest
        and (heads or one.conversation.escalated_to not in ABOVE)
        and (_reads(agent, one) or (one.priority.group == "page" and one.conversation.lang in unread))
    ]
    fresh = [one for one in suits if not _offered(one.conversation, action.now)]
    again = [one for one in suits if one not in fresh and one.conversation.offered_to == agent.id]
    return Chosen(waiters, [*fresh, *again], held=len(waiters) - len(free))


async def take_next(session: AsyncSession, *, action: Action, spot: Spot, chosen: Chosen) -> Answer | None:
    """Point the agent to the first that still is as it was read; a `Conflict` has the queue read again."""
    agent = await agent_of(session, action)
    for one in chosen.candidates[:1]:
        conversation = await session.get(Conversation, one.conversation.id)
        if conversation is None:
            return answer("expired", alert=True)
        # As it was read: whoever was pointed here in between makes this a conflict.
        conversation.version = one.conversation.version
        await change(session, conversation, offered_to=agent.id, offered_at=action.now)
        deed = SERVED_LATE if one.is_late(action.now) else "next"
        record(session, deed, action.now, conversation_id=conversation.id, agent_id=agent.id)
        await queue_answer(session, spot, listed("next_head", [waiter_line(one)]), action.machine_now)
        return None
    if not chosen.waiters:
        return answer("next_nobody")
    return answer("next_none", waiting=len(chosen.waiters), held=chosen.held, languages=languages(chosen.waiters))


async def show_queue(session: AsyncSession, *, action: Action, spot: Spot, chosen: Chosen) -> Answer | None:
    """Show the first of the queue with why they stand there, how many wait in which language, and since when."""
    if not chosen.waiters:
        return answer("next_nobody")
    oldest = min(one.since for one in chosen.waiters)
    summary = item("queue_sum", times={"since": oldest}, count=len(chosen.waiters), languages=languages(chosen.waiters))
    shown = chosen.waiters[:SHOWN]
    names = await _names(session, [one.conversation.assignee_id for one in shown])
    lapse = action.shop.service.claim_lapse
    lines = [waiter_line(one, names.get(holder_at(one.conversation, action.now, lapse) or 0)) for one in shown]
    left = len(chosen.waiters) - len(shown)
    more = [item("list_more", count=left)] if left else []
    await queue_answer(session, spot, listed("queue_head", [summary, *lines, *more]), action.machine_now)
    return None


def waiter_line(one: Waiter, holder: str | None = None) -> Content:
    """Say who waits, why they stand where they do, and who is on it."""
    mark = {"page": "🔴", "second": "🟠"}.get(one.priority.group, "•")
    key = "waiter_held" if holder else "waiter"
    return item(key, topic_of=one.conversation.customer_id, why=one.conversation.id, mark=mark, name=holder or "")


def languages(waiters: Sequence[Waiter]) -> str:
    """Count who waits by language, most first."""
    counted = Counter((one.conversation.lang or "?").upper() for one in waiters)
    return " · ".join(f"{lang} {count}" for lang, count in counted.most_common())


def _reads(agent: Agent, one: Waiter) -> bool:
    return one.conversation.lang is None or reads(agent, one.conversation.lang)


def _offered(conversation: Conversation, now: datetime) -> bool:
    return conversation.offered_at is not None and now - conversation.offered_at < OFFER


async def _unread_by_all(session: AsyncSession, waiters: Sequence[Waiter]) -> set[str | None]:
    """Find the languages of danger that nobody on shift reads: then anybody is better than nobody."""
    spoken = {one.conversation.lang for one in waiters if one.priority.group == "page"}
    present = await on_shift(session)
    return {lang for lang in spoken if lang and not any(reads(agent, lang) for agent in present)}


async def _submitted(session: AsyncSession, agent: Agent) -> set[int]:
    """Find what this trainee has answered already and others have yet to read."""
    found = await session.scalars(
        select(col(Approval.conversation_id))
        .join(Conversation, col(Conversation.id) == col(Approval.conversation_id))
        .where(
            col(Approval.agent_id) == agent.id,
            col(Approval.state) == ApprovalState.WAITING,
            col(Approval.turn) == col(Conversation.turn),
        )
    )
    return set(found.all())


async def _names(session: AsyncSession, ids: Sequence[int | None]) -> dict[int, str]:
    found = await session.scalars(select(Agent).where(col(Agent.id).in_([one for one in ids if one])))
    return {agent.id or 0: agent.name for agent in found.all()}
