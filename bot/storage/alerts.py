"""Lines to the leads' private chats: danger, and what agents pass up."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.storage.outgoing import Draft, Urgency, add_outgoing, private_line
from bot.storage.tables.conversations import Conversation
from bot.storage.tables.traffic import OutgoingKind


async def alert_leads(
    session: AsyncSession,
    conversation: Conversation,
    *,
    leads: Sequence[int],
    machine_now: datetime,
    key: str,
    values: dict[str, str],
) -> None:
    """Queue one line for each lead, with a way to the topic."""
    drafts = [
        Draft(
            kind=OutgoingKind.NOTE,
            line=private_line(lead),
            chat_id=lead,
            priority=Urgency.DANGER,
            not_before=machine_now,
            content={"key": key, "values": values, "buttons": [], "link_topic_of": conversation.customer_id},
            conversation_id=conversation.id,
            customer_id=None,
            turn=conversation.turn,
        )
        for lead in leads
    ]
    await add_outgoing(session, drafts, machine_now)


async def tell_leads(session: AsyncSession, leads: Sequence[int], *, machine_now: datetime, key: str) -> None:
    """Queue one line for each lead that is about no conversation."""
    drafts = [
        Draft(
            kind=OutgoingKind.NOTE,
            line=private_line(lead),
            chat_id=lead,
            priority=Urgency.REMINDER,
            not_before=machine_now,
            content={"key": key, "buttons": []},
        )
        for lead in leads
    ]
    await add_outgoing(session, drafts, machine_now)
