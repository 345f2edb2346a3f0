"""Albums that agents send: parts come one by one and leave together; one word for the desk keeps all of them in."""

from datetime import timedelta
from typing import Any, Final

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.desk.action import Action, agent_of
from bot.desk.note import keep_note
from bot.desk.words import OwnWords
from bot.storage.effects import Answer, answer
from bot.storage.outgoing import cancel_queued, is_open, refresh_card
from bot.storage.places import BY_AGENT
from bot.storage.tables.conversations import Message, Note
from bot.storage.tables.traffic import Outgoing, OutgoingKind, OutgoingState
from bot.storage.taking_back import give_wait_back, mark_undone

# Parts come up to two seconds apart (scenario 17); the whole waits this long after the last.
PAUSE: Final = timedelta(seconds=2.5)


async def join_album(session: AsyncSession, *, action: Action, words: OwnWords) -> Answer | None:
    """Put a part to those before it: kept in with them, or on its way with them; None where it is the first."""
    if words.album is None:
        return None
    if not words.confirmed and await _is_kept_in(session, words):
        await keep_note(session, action, words.conversation_id, words.text, words)
        return answer("noted", reaction="✍")
    row = await _queued(session, words)
    return await _add_part(session, action, words, row) if row is not None else None


async def keep_album_in(session: AsyncSession, *, action: Action, words: OwnWords) -> Answer:
    """A part begins with `/`: the album is a note with all its parts, those on their way included."""
    row = await _queued(session, words)
    if row is not None and await cancel_queued(session, row.id or 0):
        await mark_undone(session, row)
        conversation = await give_wait_back(session, row)
        await refresh_card(session, conversation.id or 0, conversation.turn, action.machine_now)
    await keep_note(session, action, words.conversation_id, words.text, words)
    return answer("noted", reaction="✍")


async def parts_kept(session: AsyncSession, note: Note) -> list[Note]:
    """List a note with the other parts of its album, in the order in which they were sent."""
    if note.album is None:
        return [note]
    found = await session.scalars(
        select(Note)
        .where(col(Note.conversation_id) == note.conversation_id, col(Note.album) == note.album)
        .order_by(col(Note.telegram_id))
    )
    return list(found.all())


async def _is_kept_in(session: AsyncSession, words: OwnWords) -> bool:
    found = select(col(Note.id)).where(
        col(Note.conversation_id) == words.conversation_id, col(Note.album) == words.album
    )
    return (await session.scalars(found.limit(1))).first() is not None


async def _queued(session: AsyncSession, words: OwnWords) -> Outgoing | None:
    rows = await session.scalars(
        select(Outgoing).where(
            is_open("outgoing.state"),
            col(Outgoing.state) == OutgoingState.QUEUED,
            col(Outgoing.kind) == OutgoingKind.REPLY,
            col(Outgoing.conversation_id) == words.conversation_id,
        )
    )
    return next((row for row in rows.all() if row.content.get("album") == words.album), None)


async def _add_part(session: AsyncSession, action: Action, words: OwnWords, row: Outgoing) -> Answer | None:
    agent = await agent_of(session, action)
    message = Message(
        conversation_id=words.conversation_id,
        direction="outgoing",
        turn=row.turn or 0,
        connection=BY_AGENT,
        chat_id=words.chat_id,
        telegram_id=words.message_id,
        agent_id=agent.id,
        kind=words.kind,
        text=words.text,
        media=words.media,
        album=words.album,
        at=action.now,
    )
    session.add(message)
    await session.flush()
    content: dict[str, Any] = {**row.content, "parts": [*row.content["parts"], [words.message_id, message.id]]}
    result = await session.execute(
        update(Outgoing)
        .where(col(Outgoing.id) == row.id, col(Outgoing.state) == OutgoingState.QUEUED)
        .values(content=content, not_before=action.machine_now + PAUSE)
        .returning(col(Outgoing.id))
        .execution_options(synchronize_session=False)
    )
    if result.first() is not None:
        return answer("queued", reaction="👀")
    # The sender took the others in this very moment: it goes out by itself.
    await session.execute(delete(Message).where(col(Message.id) == message.id))
    return None
