"""Which flags were seen in what a customer wrote lately; asked where something must not be kept of them."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Text, cast, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.storage.encoding import decode_assessment
from bot.storage.tables.conversations import AssessmentRow, Conversation


async def flagged_since(session: AsyncSession, conversation_id: int, flags: Collection[str], since: datetime) -> bool:
    """Tell whether one of these flags was seen in this conversation, or in another of its customer since then."""
    customer = select(col(Conversation.customer_id)).where(col(Conversation.id) == conversation_id).scalar_subquery()
    # Each flag's name, quoted as in JSON, is looked for first: most people's weeks need not be read for this.
    written = cast(col(AssessmentRow.content), Text)
    found = await session.scalars(
        select(col(AssessmentRow.content))
        .join(Conversation, col(Conversation.id) == col(AssessmentRow.conversation_id))
        .where(
            col(Conversation.customer_id) == customer,
            or_(col(AssessmentRow.conversation_id) == conversation_id, col(AssessmentRow.at) >= since),
            or_(*(written.contains(f'"{flag}"', autoescape=True) for flag in sorted(flags))),
        )
    )
    return any(flag.type in flags for content in found.all() for flag in decode_assessment(content).flags)
