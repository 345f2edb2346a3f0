"""Notes that agents write for each other, and words that wait for a yes before they leave the desk."""

from sqlalchemy.ext.asyncio import AsyncSession

from bot.desk.action import Action, agent_name, agent_of
from bot.desk.words import OwnWords
from bot.storage.conversations import holder_at
from bot.storage.effects import Answer, answer
from bot.storage.notes import queue_note
from bot.storage.tables.conversations import Conversation, Note


async def add_note(
    session: AsyncSession, *, action: Action, conversation_id: int, text: str, place: tuple[int, int] | None = None
) -> Answer:
    """Keep a note; it never leaves the desk. `place` is where the agent wrote it, so that an edit finds it."""
    await keep_note(session, action, conversation_id, text, OwnWords(conversation_id, text, *place) if place else None)
    return answer("noted", reaction="✍")


async def keep_until_confirmed(
    session: AsyncSession, conversation: Conversation, action: Action, words: OwnWords
) -> None:
    """Another agent holds the conversation: keep the words as a note and offer to send them."""
    note_id = await keep_note(session, action, conversation.id or 0, words.text, words)
    holder = holder_at(conversation, action.now, action.shop.service.claim_lapse)
    name = await agent_name(session, holder) or "?"
    button = [["send_anyway", f"anyway:{note_id}:{words.message_id}:{words.kind}"]]
    content = {"key": "held_note", "values": {"name": name}, "buttons": button}
    await queue_note(session, conversation, content, action.machine_now)


async def keep_note(
    session: AsyncSession, action: Action, conversation_id: int, text: str, written: OwnWords | None = None
) -> int:
    """Keep what an agent wrote for the desk, and where they wrote it; tells its id."""
    agent = await agent_of(session, action)
    note = Note(conversation_id=conversation_id, agent_id=agent.id, text=text, at=action.now)
    if written is not None:
        note.chat_id, note.telegram_id = written.place
        note.kind, note.album = written.kind, written.album
    session.add(note)
    await session.flush()
    return note.id or 0
