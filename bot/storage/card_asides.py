"""What a card says beside the case itself: the incident that it is part of, and how the customer last rated us."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import bindparam, exists, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.storage.incidents import LIVE
from bot.storage.tables.conversations import Conversation, Message
from bot.storage.tables.incidents import Incident, IncidentMember, MemberState, Rating
from bot.storage.tables.traffic import Outgoing

LOW: Final = 1  # of three

# Parts of the question that is asked for every card; only where they hold is anything more read.
IN_INCIDENT: Final = (
    exists()
    .where(
        col(IncidentMember.conversation_id) == col(Conversation.id),
        col(IncidentMember.turn) == bindparam("turn"),
        col(IncidentMember.state) != MemberState.OUT,
    )
    .label("in_incident")
)
RATED_LOW: Final = (
    exists()
    .where(col(Rating.customer_id) == col(Conversation.customer_id), col(Rating.score) == LOW)
    .label("rated_low")
)


@dataclass(frozen=True, slots=True)
class Asides:
    """`waits` is true while the incident's text is still to come; `rated_at` is of the last rating, where it was low."""

    incident: str | None = None
    waits: bool = False
    text: str | None = None
    rated_at: datetime | None = None
    reason: str | None = None
    words: str | None = None


async def load_asides(session: AsyncSession, conversation: Conversation, turn: int, row: Any) -> Asides | None:
    """Read what there is to say; nothing for nearly every card."""
    if not row.in_incident and not row.rated_low:
        return None
    incident, waits, text = await _incident(session, conversation, turn) if row.in_incident else (None, False, None)
    rating = await _last_rating(session, conversation.customer_id) if row.rated_low else None
    low = rating if rating is not None and rating.score == LOW else None
    return Asides(
        incident,
        waits,
        text,
        low.rated_at if low else None,
        low.reason if low else None,
        low.words if low else None,
    )


async def _incident(
    session: AsyncSession, conversation: Conversation, turn: int
) -> tuple[str | None, bool, str | None]:
    found = await session.execute(
        select(IncidentMember, Incident, col(Message.text))
        .join(Incident, col(Incident.id) == col(IncidentMember.incident_id))
        .outerjoin(Outgoing, col(Outgoing.id) == col(IncidentMember.outgoing_id))
        .outerjoin(Message, col(Message.id) == col(Outgoing.message_id))
        .where(col(IncidentMember.conversation_id) == conversation.id, col(IncidentMember.turn) == turn)
        .order_by(col(IncidentMember.id).desc())
        .limit(1)
    )
    row = found.first()
    if row is None:
        return None, False, None
    member, incident, text = row
    waits = member.state in {MemberState.IN, MemberState.DUE} and incident.state in LIVE
    told = member.outgoing_id is not None
    return (incident.title if waits or told else None), waits, text


async def _last_rating(session: AsyncSession, customer_id: int) -> Rating | None:
    found = await session.scalars(
        select(Rating)
        .where(col(Rating.customer_id) == customer_id, col(Rating.score).is_not(None))
        .order_by(col(Rating.id).desc())
        .limit(1)
    )
    return found.first()
