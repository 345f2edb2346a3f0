"""Members on the way: texts that are queued, and cards that must say something else now."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.storage.outgoing import refresh_card
from bot.storage.tables.conversations import Conversation
from bot.storage.tables.incidents import IncidentMember, MemberState
from bot.storage.tables.traffic import Outgoing, OutgoingState


async def queued_texts(session: AsyncSession, incident_id: int) -> list[IncidentMember]:
    """List members whose text is queued and can still be taken back."""
    found = await session.scalars(
        select(IncidentMember)
        .join(Outgoing, col(Outgoing.id) == col(IncidentMember.outgoing_id))
        .where(
            col(IncidentMember.incident_id) == incident_id,
            col(IncidentMember.state) == MemberState.TOLD,
            col(Outgoing.state) == OutgoingState.QUEUED,
        )
    )
    return list(found.all())


async def refresh_members(session: AsyncSession, incident_id: int, machine_now: datetime) -> None:
    """Bring the cards of those who wait for the text up to date: short while it lives, whole when it does not."""
    rows = await session.execute(
        select(col(IncidentMember.conversation_id), col(IncidentMember.turn))
        .join(Conversation, col(Conversation.id) == col(IncidentMember.conversation_id))
        .where(
            col(IncidentMember.incident_id) == incident_id,
            col(IncidentMember.state).in_([MemberState.IN, MemberState.OUT]),
            col(Conversation.turn) == col(IncidentMember.turn),
            col(Conversation.waiting_since).is_not(None),
        )
    )
    for conversation_id, turn in rows.all():
        await refresh_card(session, conversation_id, turn, machine_now)
