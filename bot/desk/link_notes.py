"""What is kept and said of a join: the record, a line in the topic, and nothing to the customer."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, TypeVar

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.storage.audit import record
from bot.storage.conversations import change, last_conversation
from bot.storage.link_people import describe
from bot.storage.links import Refusal, Way, join
from bot.storage.notes import queue_note
from bot.storage.tables.people import Audit
from bot.storage.tables.shop import Link

# What agents are told of, and how often at most: whoever holds a link may press it a hundred times.
_TOLD: Final[Mapping[Refusal, str]] = {Refusal.TAKEN: "link_taken_note", Refusal.ELSEWHERE: "link_elsewhere_note"}
_ONCE_IN: Final = timedelta(hours=24)
# Another process wrote in between; more often than this in a row something is wrong.
TRIES: Final = 5

Kept = TypeVar("Kept")


@dataclass(frozen=True, slots=True)
class Doing:
    """Who joins and when by either clock; no agent where the program does it."""

    now: datetime
    machine_now: datetime
    agent_id: int | None = None
    agent: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """Words for a customer's topic: a key of the wording and its values."""

    key: str
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a try to join, and the line that nobody could be told yet for want of a conversation."""

    link: Link | None = None
    refusal: Refusal | None = None
    unsaid: Line | None = None


async def join_and_tell(session: AsyncSession, pair: tuple[int, int], way: Way, doing: Doing) -> Outcome:
    """Join (writer, customer of the shop), record it and tell the agents. Write session."""
    person = await describe(session, pair[1])
    values = {**(person.values() if person else {}), "agent": doing.agent}
    link = await join(session, pair, way, now=doing.now, by=doing.agent_id)
    if isinstance(link, Refusal):
        if way is not Way.AGENT and link in _TOLD:
            await _tell_of_refusal(session, pair, link, values, doing)
        return Outcome(refusal=link)
    line = Line(f"link_by_{way}_note", values)
    conversation_id = await tell(session, pair[0], line, doing)
    record(
        session,
        "link",
        doing.now,
        conversation_id=conversation_id,
        agent_id=doing.agent_id,
        customer=pair[0],
        from_customer=pair[1],
        how=way.value,
        link=link.id or 0,
        orders=len(link.moved["orders"]),
    )
    return Outcome(link, unsaid=None if conversation_id else line)


async def tell(session: AsyncSession, customer_id: int, line: Line, doing: Doing) -> int | None:
    """Say something in a customer's topic; returns the conversation, `None` where there was none to say it in.

    The conversation counts as changed: a message that is being judged meanwhile is judged anew, by what holds now.
    """
    conversation = await last_conversation(session, customer_id)
    if conversation is None:
        return None
    await change(session, conversation)
    await queue_note(session, conversation, {"key": line.key, "values": dict(line.values)}, doing.machine_now)
    return conversation.id


async def _tell_of_refusal(
    session: AsyncSession, pair: tuple[int, int], refusal: Refusal, values: Mapping[str, str], doing: Doing
) -> None:
    """Tell both topics where there are two, once a day."""
    writer, bought = pair
    if await _was_told(session, writer, doing.now):
        return
    conversation_id = await tell(session, writer, Line(_TOLD[refusal], values), doing)
    if refusal is Refusal.TAKEN:
        owner = await session.scalar(
            select(col(Link.customer_id)).where(col(Link.from_customer_id) == bought, col(Link.undone_at).is_(None))
        )
        await tell(session, owner or bought, Line("link_claimed_note", values), doing)
    record(
        session,
        "link_refused",
        doing.now,
        conversation_id=conversation_id,
        why=refusal.value,
        customer=writer,
        from_customer=bought,
    )


async def _was_told(session: AsyncSession, customer_id: int, now: datetime) -> bool:
    refused = select(col(Audit.detail)).where(col(Audit.action) == "link_refused", col(Audit.at) > now - _ONCE_IN)
    return any(detail.get("customer") == customer_id for detail in (await session.scalars(refused)).all())
