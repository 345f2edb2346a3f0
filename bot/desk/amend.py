"""Changes what an agent wrote before: at the customer's, in the queue, or in a note."""

import re
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.desk.action import Action
from bot.desk.trainees import still_learns
from bot.desk.unsend import reply_row
from bot.storage.audit import record
from bot.storage.edits import is_replaced
from bot.storage.effects import Answer, answer
from bot.storage.outgoing import Draft, Urgency
from bot.storage.places import BY_AGENT, written_at
from bot.storage.tables.conversations import Message, Note
from bot.storage.tables.traffic import Outgoing, OutgoingKind, OutgoingState
from bot.storage.versions import keep_version, queue_amend

# What makes words a note.
_MARK = re.compile(r"^(//|/note(@\w+)?(?=\s|$))")


@dataclass(frozen=True, slots=True)
class Changed:
    """An agent's message as it reads now."""

    chat_id: int
    message_id: int
    text: str
    media: dict[str, Any] | None = None


async def change_words(session: AsyncSession, *, action: Action, changed: Changed) -> Answer | None:
    """Bring the customer's copy, or the note, up to what the agent's message says now."""
    message = await written_at(session, BY_AGENT, changed.chat_id, changed.message_id)
    note = await _note_at(session, changed)
    if message is None:
        return _change_note(note, changed) if note is not None else answer("edit_unknown")
    refusal = _refusal(message, changed)
    if refusal is not None:
        return answer(refusal)
    if message.text == changed.text or not (changed.text or message.media):
        return None
    return await _change_reply(session, action, message, changed)


def _refusal(message: Message, changed: Changed) -> str | None:
    """Tell why the customer's copy stays as it is."""
    if is_replaced(message.media, changed.media):
        return "edit_of_file"
    if message.text != changed.text and message.direction != "outgoing":
        return "edit_of_undone"
    return "edit_to_note" if changed.text.startswith("/") else None


async def _change_reply(session: AsyncSession, action: Action, message: Message, changed: Changed) -> Answer:
    if await still_learns(session, action):
        return answer("edit_by_trainee")
    row = await reply_row(session, message)
    await keep_version(session, message, changed.text, action.now)
    record(
        session,
        "edit",
        action.now,
        conversation_id=message.conversation_id,
        agent_id=message.agent_id,
        message=message.id or 0,
    )
    if row is None:
        return answer("edit_unknown")
    # Whether it waits is asked of the row as it is now: read before, it may be on its way meanwhile.
    if await _rewrite(session, row, message, changed):
        return answer("edit_queued", reaction="👀")
    if row.state in {OutgoingState.FAILED, OutgoingState.AMBIGUOUS}:
        return answer("edit_undelivered")
    await queue_amend(session, _draft(row, message, action), action.machine_now)
    return answer("edit_queued", reaction="👀")


async def _rewrite(session: AsyncSession, row: Outgoing, message: Message, changed: Changed) -> bool:
    """Change the words of a row that is not out, also one that an agent may yet send again; False where it is out."""
    if row.message_id != message.id:  # a later part of an album: its caption is copied as it is then
        return row.state == OutgoingState.QUEUED
    result = await session.execute(
        update(Outgoing)
        .where(
            col(Outgoing.id) == row.id,
            col(Outgoing.state).in_([OutgoingState.QUEUED, OutgoingState.FAILED, OutgoingState.AMBIGUOUS]),
        )
        .values(content={**row.content, "text": changed.text})
        .returning(col(Outgoing.state))
        .execution_options(synchronize_session=False)
    )
    return result.scalar() == OutgoingState.QUEUED


def _draft(row: Outgoing, message: Message, action: Action) -> Draft:
    return Draft(
        kind=OutgoingKind.AMEND,
        line=row.line,
        chat_id=row.chat_id,
        priority=Urgency.REPLY,
        not_before=action.machine_now,
        content={
            "agent_message": [message.chat_id, message.telegram_id],
            "connection": row.content.get("connection"),
        },
        customer_id=row.customer_id,
        conversation_id=row.conversation_id,
        message_id=message.id,
        turn=row.turn,
        depends_on=row.id,
    )


async def _note_at(session: AsyncSession, changed: Changed) -> Note | None:
    found = await session.scalars(
        select(Note).where(col(Note.chat_id) == changed.chat_id, col(Note.telegram_id) == changed.message_id)
    )
    return found.first()


def _change_note(note: Note, changed: Changed) -> Answer | None:
    """Words for the desk stay for the desk, whatever they begin with now."""
    text = _MARK.sub("", changed.text).strip()
    if not text or text == note.text:
        return None
    note.text = text
    return answer("note_changed", reaction="✍")
