"""Lines to the leads' private chats: danger, and what agents pass up."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

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
    content = {"key": key, "values": values, "buttons": [], "link_topic_of": conversation.customer_id}
    about = _draft(machine_now, Urgency.DANGER, content)
    await _to_each(session, leads, replace(about, conversation_id=conversation.id, turn=conversation.turn))


async def tell_leads(session: AsyncSession, leads: Sequence[int], *, machine_now: datetime, key: str) -> None:
    """Queue one line for each lead that is about no conversation."""
    await _to_each(session, leads, _draft(machine_now, Urgency.REMINDER, {"key": key, "buttons": []}))


def _draft(machine_now: datetime, urgency: Urgency, content: dict[str, Any]) -> Draft:
    return Draft(OutgoingKind.NOTE, "", 0, urgency, machine_now, content)


async def _to_each(session: AsyncSession, leads: Sequence[int], draft: Draft) -> None:
    drafts = [replace(draft, line=private_line(lead), chat_id=lead) for lead in leads]
    await add_outgoing(session, drafts, draft.not_before)
