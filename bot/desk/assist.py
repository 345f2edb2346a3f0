"""What an agent does in private with a customer's words: hands them in, says whose they are, keeps them as a note."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.assisting import is_key, show
from bot.desk.action import Action, agent_of
from bot.storage.assists import HandingIn, Part, add_part, find_by_card, name_whose
from bot.storage.audit import record
from bot.storage.cases import REOPEN
from bot.storage.conversations import find_conversation, last_conversation
from bot.storage.effects import Answer, answer
from bot.storage.notes import queue_note
from bot.storage.tables.channels import Assist, AssistState
from bot.storage.tables.conversations import Conversation, Note, Status


@dataclass(frozen=True, slots=True)
class Given:
    """A message in an agent's private chat; `answered` is the message that it answers."""

    part: Part
    chat_id: int
    answered: int | None = None


async def hand_in(session: AsyncSession, *, action: Action, given: Given) -> Answer | None:
    """Take words to be read; an answer to a card says whose they are, or adds to what was said there."""
    row = await find_by_card(session, given.chat_id, given.answered) if given.answered is not None else None
    if row is not None and not given.part.forwarded and is_key(given.part.text):
        await name_whose(session, row, given.part.text.strip(), action.machine_now)
    else:
        handing = HandingIn(action.actor.telegram_id, action.actor.name, action.machine_now, given.part)
        await add_part(session, handing, row)
    return answer("assist_reading", reaction="👀")


async def choose_tone(session: AsyncSession, *, action: Action, assist_id: int, tone: str) -> Answer | None:
    """Show another of the replies."""
    row = await _own(session, action, assist_id)
    if row is None:
        return answer("assist_gone", alert=True)
    if row.tone != tone:
        row.tone = tone
        await show(session, row, action.machine_now)
    return None


async def keep_words(session: AsyncSession, *, action: Action, assist_id: int) -> Answer:
    """Keep the words as a note with the customer whose they are: only now do they become part of a history."""
    row = await _own(session, action, assist_id)
    if row is None or row.content is None or row.state != AssistState.READY:
        return answer("assist_gone", alert=True)
    if row.customer_id is None:
        return answer("assist_keep_who", alert=True)
    if row.kept_at is not None:
        return answer("assist_kept_already", alert=True)
    conversation = await _conversation(session, row.customer_id, action.now)
    agent, words = await agent_of(session, action), str(row.content["words"])
    session.add(Note(conversation_id=conversation.id or 0, agent_id=agent.id, text=f"📥 {words}", at=action.now))
    row.kept_at = action.now
    await session.flush()
    record(session, "words_kept", action.now, conversation_id=conversation.id, agent_id=agent.id)
    content = {"key": "assist_kept_note", "values": {"agent": agent.name}, "quote": words}
    await queue_note(session, conversation, content, action.machine_now)
    await show(session, row, action.machine_now)
    return answer("assist_kept")


async def _own(session: AsyncSession, action: Action, assist_id: int) -> Assist | None:
    """Load what this agent handed in; others' is nobody else's to see."""
    row = await session.get(Assist, assist_id, with_for_update=True)
    return row if row is not None and row.agent_telegram_id == action.actor.telegram_id else None


async def _conversation(session: AsyncSession, customer_id: int, now: datetime) -> Conversation:
    """Give the customer's newest conversation; who never wrote here gets one that is over as it begins."""
    conversation = await last_conversation(session, customer_id)
    if conversation is not None:
        return conversation
    over = now - REOPEN  # else their first message here would reopen what nobody asked here
    held = Conversation(customer_id=customer_id, opened_at=over, resolved_at=over, status=Status.RESOLVED, version=1)
    session.add(held)
    await session.flush()
    return await find_conversation(session, held.id or 0) or held
