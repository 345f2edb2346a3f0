"""Lines to the leads' private chats: danger, and what agents pass up."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.storage.outgoing import Draft, Urgency, add_outgoing, group_line, private_line
from bot.storage.tables.conversations import Conversation
from bot.storage.tables.traffic import OutgoingKind
from bot.storage.team import heads


async def alert_leads(
    session: AsyncSession,
    conversation: Conversation,
    *,
    leads: Sequence[int],
    machine_now: datetime,
    content: dict[str, Any],
) -> None:
    """Queue one line for each who leads, of the settings and by `/role`, with a way to the topic."""
    linked = {**content, "buttons": [], "link_topic_of": conversation.customer_id}
    people = await heads(session, leads)
    await _to_each(session, people, _about(conversation, machine_now, Urgency.DANGER, linked))


async def page_people(
    session: AsyncSession,
    conversation: Conversation,
    people: Sequence[int],
    *,
    machine_now: datetime,
    content: dict[str, Any],
) -> None:
    """Queue an alert with its own buttons for each of these; it goes with the conversation, whose customer it names."""
    await _to_each(session, people, _about(conversation, machine_now, Urgency.DANGER, content))


async def tell_leads(
    session: AsyncSession,
    leads: Sequence[int],
    *,
    machine_now: datetime,
    key: str,
    values: Mapping[str, object] | None = None,
) -> None:
    """Queue one line for each lead that is about no conversation."""
    await tell_people(session, leads, machine_now=machine_now, content={"key": key, "values": dict(values or {})})


async def tell_people(
    session: AsyncSession,
    people: Sequence[int],
    *,
    machine_now: datetime,
    content: dict[str, Any],
    urgency: Urgency = Urgency.REMINDER,
) -> None:
    """Queue the same line for each of these agents in private; `content` is a note's, buttons and topic link included."""
    await _to_each(session, people, _draft(machine_now, urgency, {"buttons": [], **content}))


async def tell_about(
    session: AsyncSession,
    conversation: Conversation,
    people: Sequence[int],
    *,
    machine_now: datetime,
    content: dict[str, Any],
) -> None:
    """Queue a line about a conversation for each of these agents in private, with the way to its topic.

    It bears the conversation's number, so that whatever it says goes with the conversation.
    """
    linked = {"buttons": [], **content, "link_topic_of": conversation.customer_id}
    await _to_each(session, people, _about(conversation, machine_now, Urgency.CARD, linked))


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
    await ask_staff(session, staff_chats, machine_now=machine_now, content=content)


async def ask_staff(
    session: AsyncSession, staff_chats: Sequence[int], *, machine_now: datetime, content: dict[str, Any]
) -> None:
    """Queue a note with its buttons for each staff group, outside of the customers' topics."""
    draft = _draft(machine_now, Urgency.REMINDER, content)
    drafts = [replace(draft, line=group_line(chat), chat_id=chat) for chat in staff_chats]
    await add_outgoing(session, drafts, draft.not_before)


def _draft(machine_now: datetime, urgency: Urgency, content: dict[str, Any]) -> Draft:
    return Draft(OutgoingKind.NOTE, "", 0, urgency, machine_now, content)


def _about(conversation: Conversation, machine_now: datetime, urgency: Urgency, content: dict[str, Any]) -> Draft:
    draft = _draft(machine_now, urgency, content)
    return replace(draft, conversation_id=conversation.id, turn=conversation.turn)


async def _to_each(session: AsyncSession, leads: Sequence[int], draft: Draft) -> None:
    drafts = [replace(draft, line=private_line(lead), chat_id=lead) for lead in leads]
    await add_outgoing(session, drafts, draft.not_before)
