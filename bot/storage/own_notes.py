"""Notes that the shop begins itself: for whom there is an occasion, and what speaks against one now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.shop.notes import FROM_HISTORY, MARKETING, SERVICE
from bot.storage.columns import table_of
from bot.storage.consents import consents
from bot.storage.conversations import last_conversation
from bot.storage.erasing import person_of
from bot.storage.tables.conversations import AssessmentRow, Conversation, Status
from bot.storage.tables.followups import ConsentRow, OwnNote, OwnNoteState
from bot.storage.tables.people import Customer, Identity, IdentityKind, ShopOrder
from bot.storage.tables.shop import Link
from bot.storage.upserts import insert_on

# An occasion that was missed by so much has passed: nobody wants a check-in weeks after.
WINDOW: Final = timedelta(days=3)
# A long silence has no day of its own, so its window is wider.
WIN_BACK_WINDOW: Final = timedelta(days=30)
# After a complaint, a return or a warning the shop begins nothing for so long.
TROUBLED: Final = timedelta(days=30)
MONTH: Final = timedelta(days=30)
TROUBLE: Final = frozenset({"complaint_service", "return_refund", "product_fault", "delivery_problem"})
# As many as a round looks at; most of them have something that speaks against it.
LOOKED_AT: Final = 500


@dataclass(frozen=True, slots=True)
class Occasion:
    """Why a customer could be written to: which note, about which order."""

    name: str
    customer_id: int
    about: str


async def occasions_of(session: AsyncSession, name: str, after: timedelta, now: datetime) -> list[Occasion]:
    """List customers with a chat whose occasion came so long ago, and who had no such note about it."""
    moment = col(ShopOrder.placed_at) if name in MARKETING else col(ShopOrder.delivered_at)
    window = WIN_BACK_WINDOW if name == "win_back" else WINDOW
    question = (
        select(col(ShopOrder.customer_id), col(ShopOrder.number))
        .join(Customer, col(Customer.id) == col(ShopOrder.customer_id))
        .where(
            moment <= now - after,
            moment > now - after - window,
            col(ShopOrder.status) == "paid",
            col(ShopOrder.returned_at).is_(None),
            col(Customer.blocked_at).is_(None),
            col(Customer.banned_at).is_(None),
            col(Customer.topic_id).is_not(None),
            exists().where(col(Identity.customer_id) == col(Customer.id), col(Identity.kind) == IdentityKind.TELEGRAM),
            ~_had(name),
            *_only(name),
            *([_agreed()] if name in MARKETING else []),
        )
        .order_by(moment)
        .limit(LOOKED_AT)
    )
    if name in FROM_HISTORY:
        question = question.where(~col(Customer.no_profile))
    rows = await session.execute(question)
    return [Occasion(name, row.customer_id, row.number) for row in rows.all()]


def _agreed() -> ColumnElement[bool]:
    """They, or who they are joined with, agreed; asked here too, or all the others would come first."""
    joined = select(col(Link.from_customer_id)).where(
        col(Link.customer_id) == col(ShopOrder.customer_id), col(Link.undone_at).is_(None)
    )
    theirs = col(ConsentRow.customer_id) == col(ShopOrder.customer_id)
    return exists().where(
        theirs | col(ConsentRow.customer_id).in_(joined.correlate(ShopOrder)), col(ConsentRow.withdrawn_at).is_(None)
    )


def _had(name: str) -> ColumnElement[bool]:
    """A note about this order: of this occasion, or for a note of service of any of them."""
    names = list(SERVICE) if name in SERVICE else [name]
    return exists().where(
        col(OwnNote.customer_id) == col(ShopOrder.customer_id),
        col(OwnNote.about) == col(ShopOrder.number),
        col(OwnNote.occasion).in_(names),
    )


def _only(name: str) -> list[ColumnElement[bool]]:
    """A win-back follows the last order, an onboarding the first that was delivered."""
    other = table_of(ShopOrder).alias()
    if name == "win_back":
        return [
            ~exists().where(
                other.c.customer_id == col(ShopOrder.customer_id), other.c.placed_at > col(ShopOrder.placed_at)
            )
        ]
    if name == "onboarding":
        earlier = other.c.delivered_at < col(ShopOrder.delivered_at)
        return [~exists().where(other.c.customer_id == col(ShopOrder.customer_id), earlier)]
    return []


async def why_not(
    session: AsyncSession, occasion: Occasion, now: datetime, *, note_id: int | None = None
) -> str | None:
    """Name what speaks against a note now; None where nothing does."""
    if against := await _in_the_way(session, occasion):
        return against
    ids = await person_of(session, occasion.customer_id)
    if await _troubled(session, ids, now):
        return "trouble"
    if occasion.name in MARKETING and not await consents(session, occasion.customer_id):
        return "consent"
    return "month" if occasion.name in MARKETING and await _had_one(session, ids, now, note_id) else None


async def _in_the_way(session: AsyncSession, occasion: Occasion) -> str | None:
    customer = await session.get_one(Customer, occasion.customer_id)
    talk = await last_conversation(session, occasion.customer_id)
    busy = talk is not None and (talk.status != Status.RESOLVED or talk.waiting_since is not None)
    reasons = {
        "blocked": customer.blocked_at is not None,
        "banned": customer.banned_at is not None,
        "profile": customer.no_profile and occasion.name in FROM_HISTORY,
        "account": talk is None or bool(talk.connection),
        "open": busy,
    }
    return next((reason for reason, holds in reasons.items() if holds), None)


async def _troubled(session: AsyncSession, ids: Sequence[int], now: datetime) -> bool:
    since = now - TROUBLED
    rows = await session.execute(
        select(col(AssessmentRow.intent), col(AssessmentRow.content))
        .join(Conversation, col(Conversation.id) == col(AssessmentRow.conversation_id))
        .where(col(Conversation.customer_id).in_(ids), col(AssessmentRow.at) > since)
    )
    if any(row.intent in TROUBLE or row.content.get("flags") for row in rows.all()):
        return True
    back = (col(ShopOrder.returned_at) > since) | ((col(ShopOrder.status) != "paid") & (col(ShopOrder.as_of) > since))
    found = select(func.count()).where(col(ShopOrder.customer_id).in_(ids), back)
    return bool(await session.scalar(found))


async def _had_one(session: AsyncSession, ids: Sequence[int], now: datetime, note_id: int | None) -> bool:
    found = select(func.count()).where(
        col(OwnNote.customer_id).in_(ids),
        col(OwnNote.occasion).in_(MARKETING),
        col(OwnNote.id) != (note_id or 0),
        col(OwnNote.state).in_([OwnNoteState.SENT, OwnNoteState.PROPOSED]),
        func.coalesce(col(OwnNote.sent_at), col(OwnNote.at)) > now - MONTH,
    )
    return bool(await session.scalar(found))


async def keep_note(
    session: AsyncSession, occasion: Occasion, conversation_id: int, text: str, now: datetime
) -> int | None:
    """Store a note as proposed; None where another process was quicker. Write session."""
    connection = await session.connection()
    row = insert_on(connection)(OwnNote).values(
        customer_id=occasion.customer_id,
        conversation_id=conversation_id,
        occasion=occasion.name,
        about=occasion.about,
        text=text,
        state=OwnNoteState.PROPOSED,
        at=now,
    )
    once = row.on_conflict_do_nothing(index_elements=["customer_id", "occasion", "about"])
    return (await connection.execute(once.returning(col(OwnNote.id)))).scalar_one_or_none()
