"""All that a desk knows of one customer, gathered for their page; written so that the person may read it one day."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.cardfacts import OrderFacts, order_facts
from bot.storage.erasing import person_of
from bot.storage.orders import orders_of
from bot.storage.persontalks import Range, Talk, load_talks
from bot.storage.tables.conversations import (
    Conversation,
    FollowUpRow,
    FollowUpStatus,
    Note,
    Status,
)
from bot.storage.tables.followups import ConsentRow
from bot.storage.tables.people import Agent, Customer, Identity, IdentityKind
from bot.storage.tables.shop import Link
from classifier.history.profile import Profile

NOTES: Final = 3


@dataclass(frozen=True, slots=True)
class Promise:
    """Something that is still to be done by a time."""

    due_at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class Join:
    """How an account of the shop was joined with the chat."""

    how: str
    at: datetime
    by: str | None


@dataclass(frozen=True, slots=True)
class PersonView:
    """A customer's page as plain values, times in UTC."""

    customer: Customer
    known_by: tuple[str, ...]
    talks: tuple[Talk, ...]
    talk_count: int
    orders: tuple[tuple[datetime, OrderFacts], ...]  # placed when
    order_count: int
    notes: tuple[tuple[datetime, str | None, str], ...]
    promises: tuple[Promise, ...]
    joins: tuple[Join, ...]
    agreed_at: datetime | None
    since: datetime
    profile: Profile | None = None

    def with_profile(self, profile: Profile | None) -> "PersonView":
        """Add what history says."""
        return replace(self, profile=profile)


async def load_person(session: AsyncSession, customer_id: int, shown: Range, now: datetime) -> PersonView | None:
    """Gather a customer's page; None where nobody has this number. `now` separates what is due from what was."""
    customer = await session.get(Customer, customer_id)
    if customer is None:
        return None
    ids = await person_of(session, customer_id)
    theirs = col(Conversation.customer_id).in_(ids)
    orders = [order for one in (await orders_of(session, ids)).values() for order in one]
    newest = sorted((order for order in orders if order.placed_at <= now), key=lambda one: one.placed_at, reverse=True)
    return PersonView(
        customer=customer,
        known_by=await _known_by(session, ids),
        talks=await load_talks(session, theirs, shown),
        talk_count=await session.scalar(select(func.count(col(Conversation.id))).where(theirs)) or 0,
        orders=tuple((one.placed_at, order_facts(one)) for one in newest[shown.skip : shown.skip + shown.count]),
        order_count=len(newest),
        notes=await _notes(session, theirs),
        promises=await _promises(session, theirs),
        joins=await _joins(session, ids),
        agreed_at=await _agreed_at(session, ids),
        since=min([customer.created_at, *(order.placed_at for order in newest)]),
    )


async def _known_by(session: AsyncSession, ids: Sequence[int]) -> tuple[str, ...]:
    found = await session.scalars(
        select(col(Identity.value))
        .where(col(Identity.customer_id).in_(ids), col(Identity.kind).in_([IdentityKind.EMAIL, IdentityKind.PHONE]))
        .order_by(col(Identity.id))
    )
    return tuple(found.all())


async def _notes(session: AsyncSession, theirs: ColumnElement[bool]) -> tuple[tuple[datetime, str | None, str], ...]:
    rows = await session.execute(
        select(col(Note.at), col(Agent.name), col(Note.text))
        .join(Conversation, col(Conversation.id) == col(Note.conversation_id))
        .outerjoin(Agent, col(Agent.id) == col(Note.agent_id))
        .where(theirs)
        .order_by(col(Note.id).desc())
        .limit(NOTES)
    )
    return tuple((at, name, text) for at, name, text in rows.all())


async def _promises(session: AsyncSession, theirs: ColumnElement[bool]) -> tuple[Promise, ...]:
    """List what customers were told that is not over; a reminder that promises nothing is not theirs."""
    timed = await session.execute(
        select(col(FollowUpRow.due_at), col(FollowUpRow.text))
        .join(Conversation, col(Conversation.id) == col(FollowUpRow.conversation_id))
        .where(
            theirs,
            col(FollowUpRow.status) == FollowUpStatus.PENDING,
            col(FollowUpRow.source).in_(["playbook", "promise"]),
        )
    )
    told = await session.execute(
        select(col(Conversation.promised_at), col(Conversation.promised)).where(
            theirs, col(Conversation.promised_at).is_not(None), col(Conversation.status) != Status.RESOLVED
        )
    )
    found = {due: text or "" for due, text in [*told.all(), *timed.all()] if due is not None}
    return tuple(Promise(due, found[due]) for due in sorted(found))


async def _joins(session: AsyncSession, ids: Sequence[int]) -> tuple[Join, ...]:
    rows = await session.execute(
        select(col(Link.how), col(Link.at), col(Agent.name))
        .outerjoin(Agent, col(Agent.id) == col(Link.by))
        .where(col(Link.customer_id).in_(ids), col(Link.undone_at).is_(None))
        .order_by(col(Link.id))
    )
    return tuple(Join(how, at, name) for how, at, name in rows.all())


async def _agreed_at(session: AsyncSession, ids: Sequence[int]) -> datetime | None:
    """Tell since when they agree to hear from the shop unasked; None where they do not."""
    found: datetime | None = await session.scalar(
        select(func.max(col(ConsentRow.given_at))).where(
            col(ConsentRow.customer_id).in_(ids), col(ConsentRow.withdrawn_at).is_(None)
        )
    )
    return found
