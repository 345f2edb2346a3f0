"""Notes that agents write for each other, and words that wait for a yes before they leave the desk."""

from sqlalchemy.ext.asyncio import AsyncSession

from bot.desk.action import Action, agent_name, agent_of
from bot.desk.words import OwnWords
from bot.storage.conversations import holder_at
from bot.storage.effects import Answer, answer
from bot.storage.notes import queue_note
from bot.storage.tables.conversations import Conversation, Note


async def add_note(session: AsyncSession, *, action: Action, conversation_id: int, text: str) -> Answer:
    """Keep a note; it never leaves the desk."""
    await _keep(session, conversation_id, action, text)
    return answer("noted", reaction="✍")


async def keep_until_confirmed(
    session: AsyncSession, conversation: Conversation, action: Action, words: OwnWords
) -> None:
    """Another agent holds the conversation: keep the words as a note and offer to send them."""
    note_id = await _keep(session, conversation.id or 0, action, words.text)
    holder = holder_at(conversation, action.now, action.shop.service.claim_lapse)
    name = await agent_name(session, holder) or "?"
    button = [["send_anyway", f"anyway:{note_id}:{words.message_id}:{words.kind}"]]
    content = {"key": "held_note", "values": {"name": name}, "buttons": button}
    await queue_note(session, conversation, content, action.machine_now)


async def _keep(session: AsyncSession, conversation_id: int, action: Action, text: str) -> int:
    agent = await agent_of(session, action)
    note = Note(conversation_id=conversation_id, agent_id=agent.id, text=text, at=action.now)
    session.add(note)
    await session.flush()
    return note.id or 0
