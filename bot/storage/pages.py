"""Danger that leads are alerted of: raised once for each flag of a turn, taken by somebody, or called a false alarm."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.storage.alerts import page_people, tell_people
from bot.storage.notes import queue_note
from bot.storage.outgoing import Urgency
from bot.storage.tables.conversations import Conversation
from bot.storage.tables.people import Agent, Role
from bot.storage.tables.service import PAGE_OPEN, Page
from bot.storage.team import on_shift
from classifier.taxonomy import PAGED


@dataclass(frozen=True, slots=True)
class Danger:
    """What was flagged in a turn, and the name by which the alert says whose it is."""

    flags: Sequence[str]
    name: str
    heads: Sequence[int]
    owners: Sequence[int]
    turn: int | None = None  # the conversation's own where none is named
    said_now: Collection[str] = ()  # of the flags, those in the newest message itself


async def raise_pages(
    session: AsyncSession, conversation: Conversation, danger: Danger, now: datetime, machine_now: datetime
) -> bool:
    """Alert whoever leads and is there, by the worst of the flags that nobody was alerted of yet; False for none.

    What was called a false alarm is one no more where the customer says it again.
    """
    turn = conversation.turn if danger.turn is None else danger.turn
    found = await session.scalars(
        select(Page).where(col(Page.conversation_id) == conversation.id, col(Page.turn) == turn).with_for_update()
    )
    known = {page.flag: page for page in found.all()}
    again = [page for page in known.values() if page.flag in danger.said_now and page.false_at is not None]
    fresh = sorted({*set(danger.flags) - known.keys(), *(page.flag for page in again)}, key=_rank)
    if not fresh:
        return False
    told = await first_told(session, danger.heads, danger.owners)
    await session.execute(delete(Page).where(col(Page.id).in_([page.id for page in again])))
    for flag in fresh:
        session.add(Page(conversation_id=conversation.id or 0, turn=turn, flag=flag, raised_at=now, told=told))
    content = alert_content(conversation, "danger_alert", turn=turn, flag=fresh[0], name=danger.name)
    await tell_about(session, conversation, told, content, machine_now)
    return True


async def tell_about(
    session: AsyncSession, conversation: Conversation, people: Sequence[int], content: dict[str, Any], now: datetime
) -> None:
    """Send an alert to these in private; where there is nobody to tell, its topic has it."""
    if people:
        await page_people(session, conversation, people, machine_now=now, content=content)
    else:
        await queue_note(session, conversation, content, now, urgency=Urgency.DANGER)


def alert_content(conversation: Conversation, key: str, *, turn: int, **values: object) -> dict[str, Any]:
    """Give an alert its words, its two buttons and the way to the topic; `turn` is that of the danger.

    Telegram lets nobody pass it on: whom it names is in danger, and a lead's private chat is no topic.
    """
    ids = f"{conversation.id}:{turn}"
    return {
        "key": key,
        "values": values,
        "buttons": [["page_take", f"page_take:{ids}"], ["page_false", f"page_false:{ids}"]],
        "link_topic_of": conversation.customer_id,
        "protect": True,
    }


async def first_told(session: AsyncSession, heads: Sequence[int], owners: Sequence[int]) -> list[int]:
    """Choose whom danger reaches at once: leads on shift, else all leads, else the owners."""
    leads = await leads_of(session, heads, owners)
    there = {agent.telegram_id for agent in await on_shift(session)}
    return [lead for lead in leads if lead in there] or leads or await owners_of(session, owners)


async def leads_of(session: AsyncSession, heads: Sequence[int], owners: Sequence[int]) -> list[int]:
    """List the leads by Telegram id: of the settings and by `/role`, without the owners, who hear later."""
    by_role = await _with_role(session, Role.LEAD)
    return [one for one in dict.fromkeys((*heads, *by_role)) if one not in owners]


async def owners_of(session: AsyncSession, owners: Sequence[int]) -> list[int]:
    """List the owners by Telegram id: of the settings and by `/role`."""
    return list(dict.fromkeys((*owners, *await _with_role(session, Role.OWNER))))


async def open_pages(session: AsyncSession, conversation_id: int | None = None, limit: int = 100) -> list[Page]:
    """Lock the pages that nobody took yet, oldest first; those of one conversation, or all."""
    asked = select(Page).where(PAGE_OPEN).order_by(col(Page.raised_at), col(Page.id)).limit(limit)
    if conversation_id is not None:
        asked = asked.where(col(Page.conversation_id) == conversation_id)
    return list((await session.scalars(asked.with_for_update(skip_locked=conversation_id is None))).all())


async def claim_pages(
    session: AsyncSession, conversation: Conversation, agent: Agent, now: datetime, machine_now: datetime
) -> bool:
    """Somebody is there for it, by a button or by answering: the ladder stops. False where nothing was open."""
    pages = await open_pages(session, conversation.id)
    for page in pages:
        page.claimed_at, page.claimed_by = now, agent.id
    if pages:
        await tell_others(session, conversation, pages, "page_taken", agent, machine_now)
    return bool(pages)


async def was_taken(session: AsyncSession, conversation_id: int, turn: int) -> bool:
    """Tell whether a turn raised danger and somebody is there for all of it; False where it raised none."""
    found = await session.scalars(
        select(Page).where(col(Page.conversation_id) == conversation_id, col(Page.turn) == turn)
    )
    pages = list(found.all())
    return bool(pages) and all(page.claimed_at or page.false_at for page in pages)


async def pages_of_turn(session: AsyncSession, conversation_id: int, turn: int) -> list[Page]:
    """Lock what was raised in a turn and not called a false alarm, whether somebody took it or not."""
    found = await session.scalars(
        select(Page)
        .where(col(Page.conversation_id) == conversation_id, col(Page.turn) == turn, col(Page.false_at).is_(None))
        .with_for_update()
    )
    return list(found.all())


async def tell_others(
    session: AsyncSession,
    conversation: Conversation,
    pages: Iterable[Page],
    key: str,
    agent: Agent,
    machine_now: datetime,
) -> None:
    """Tell everybody else who was alerted that they need not run."""
    others = {one for page in pages for one in page.told} - {agent.telegram_id}
    content = {"key": key, "values": {"name": agent.name}, "link_topic_of": conversation.customer_id}
    await tell_people(session, sorted(others), machine_now=machine_now, content=content)


async def _with_role(session: AsyncSession, role: Role) -> list[int]:
    found = await session.scalars(select(col(Agent.telegram_id)).where(col(Agent.role) == role).order_by(col(Agent.id)))
    return list(found.all())


def _rank(flag: str) -> int:
    return PAGED.index(flag) if flag in PAGED else len(PAGED)
