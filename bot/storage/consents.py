"""Who agreed to hear from the shop unasked, and since when they do not any more."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.shop.consent import ToldConsent
from bot.storage.audit import record
from bot.storage.erasing import person_of
from bot.storage.tables.followups import ConsentRow

MARKETING: Final = "marketing"
CUSTOMER, SHOP, AGENT = "customer", "shop", "agent"


async def consents(session: AsyncSession, customer_id: int) -> bool:
    """Tell whether somebody agreed to marketing and did not take it back, in whichever way they are known."""
    ids = await person_of(session, customer_id)
    return bool(await session.scalar(select(func.count()).where(*_open(ids))))


async def give(
    session: AsyncSession, customer_id: int, *, at: datetime, source: str, words: str, agent_id: int | None = None
) -> bool:
    """Record that somebody agreed; False where that is known, or is older than their last no. Write session."""
    ids = await person_of(session, customer_id)
    if await consents(session, customer_id):
        return False
    last_no = await session.scalar(
        select(func.max(col(ConsentRow.withdrawn_at))).where(col(ConsentRow.customer_id).in_(ids))
    )
    if source == SHOP and last_no is not None and at <= last_no:
        return False  # a shop's file repeats the yes of years ago with every order
    session.add(ConsentRow(customer_id=customer_id, purpose=MARKETING, given_at=at, source=source, words=words))
    record(session, "consent_given", at, agent_id=agent_id, why=source, customer=customer_id)
    return True


async def withdraw(
    session: AsyncSession, customer_id: int, *, at: datetime, source: str, agent_id: int | None = None
) -> bool:
    """End every consent of a person, at once; a no without a yes before is kept, too. Write session."""
    ids = await person_of(session, customer_id)
    ended = await session.execute(
        update(ConsentRow)
        .where(*_open(ids), col(ConsentRow.given_at) <= at)
        .values(withdrawn_at=at)
        .returning(col(ConsentRow.id))
        .execution_options(synchronize_session=False)
    )
    had = bool(ended.all())
    if not had and source != SHOP:  # so that a file that says yes does not begin it anew
        row = ConsentRow(customer_id=customer_id, purpose=MARKETING, given_at=at, withdrawn_at=at, source=source)
        session.add(row)
    if had:
        record(session, "consent_withdrawn", at, agent_id=agent_id, why=source, customer=customer_id)
    return had


def _open(ids: Sequence[int]) -> tuple[ColumnElement[bool], ...]:
    return (
        col(ConsentRow.customer_id).in_(ids),
        col(ConsentRow.purpose) == MARKETING,
        col(ConsentRow.withdrawn_at).is_(None),
    )


async def note_told(session: AsyncSession, told: Mapping[int, ToldConsent]) -> None:
    """Take over what the shop tells of people; a yes older than their last no counts for nothing. Write session."""
    if not told:
        return
    agreed = select(col(ConsentRow.customer_id)).where(*_open(list(told)))
    known = set((await session.scalars(agreed)).all())
    for customer_id, one in told.items():
        if one.given and customer_id in known:  # an import says the same of thousands again and again
            continue
        if not one.given:
            await withdraw(session, customer_id, at=one.at, source=SHOP)
        else:
            await give(session, customer_id, at=one.at, source=SHOP, words=one.words)
