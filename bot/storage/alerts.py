"""Lines to the leads' private chats: danger, and what agents pass up."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.storage.outgoing import Draft, Urgency, add_outgoing, group_line, private_line
from bot.storage.tables.conversations import Conversation
from bot.storage.tables.traffic import OutgoingKind


async def alert_leads(
    session: AsyncSession,
    conversation: Conversation,
    *,
    leads: Sequence[int],
    machine_now: datetime,
    content: dict[str, Any],
) -> None:
    """Queue one line for each lead, with a way to the topic."""
    linked = {**content, "buttons": [], "link_topic_of": conversation.customer_id}
    about = _draft(machine_now, Urgency.DANGER, linked)
    await _to_each(session, leads, replace(about, conversation_id=conversation.id, turn=conversation.turn))


async def tell_leads(
    session: AsyncSession,
    leads: Sequence[int],
    *,
    machine_now: datetime,
    key: str,
    values: Mapping[str, object] | None = None,
) -> None:
    """Queue one line for each lead that is about no conversation."""
    content = {"key": key, "values": dict(values or {}), "buttons": []}
    await _to_each(session, leads, _draft(machine_now, Urgency.REMINDER, content))


async def tell_staff(
    session: AsyncSession,
    staff_chats: Sequence[int],
    *,
    machine_now: datetime,
    key: str,
    values: Mapping[str, object],
) -> None:
    """Queue the same for each staff group, outside of the customers' topics."""
    content = {"key": key, "values": dict(values), "buttons": []}
    draft = _draft(machine_now, Urgency.REMINDER, content)
    drafts = [replace(draft, line=group_line(chat), chat_id=chat) for chat in staff_chats]
    await add_outgoing(session, drafts, draft.not_before)


def _draft(machine_now: datetime, urgency: Urgency, content: dict[str, Any]) -> Draft:
    return Draft(OutgoingKind.NOTE, "", 0, urgency, machine_now, content)


async def _to_each(session: AsyncSession, leads: Sequence[int], draft: Draft) -> None:
    drafts = [replace(draft, line=private_line(lead), chat_id=lead) for lead in leads]
    await add_outgoing(session, drafts, draft.not_before)
