"""Shows an agent more: the details of a turn, a reply to copy and change, the card again at the bottom."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.desk.action import Action, agent_of
from bot.desk.refusing import refuse
from bot.storage.effects import Answer, answer
from bot.storage.outgoing import Draft, Urgency, add_outgoing, staff_line
from bot.storage.suggestions import newest_of_turn, read
from bot.storage.tables.conversations import Conversation
from bot.storage.tables.people import Customer
from bot.storage.tables.traffic import OutgoingKind
from playbooks.signing import signed


async def show_details(session: AsyncSession, *, action: Action, conversation_id: int, turn: int) -> Answer | None:
    """Queue the details of a turn: every verdict with its score and its evidence."""
    if await newest_of_turn(session, conversation_id, turn) is None:
        return answer("expired", alert=True)
    return await _show(session, action, (conversation_id, turn), OutgoingKind.NOTE, {"details": True})


async def show_card(session: AsyncSession, *, action: Action, conversation_id: int) -> Answer | None:
    """Queue the conversation's card once more, at the bottom of its topic."""
    conversation = await session.get(Conversation, conversation_id)
    if conversation is None:
        return answer("expired", alert=True)
    return await _show(session, action, (conversation_id, conversation.turn), OutgoingKind.CARD, {})


async def offer_edit(session: AsyncSession, *, action: Action, shown: tuple[int, ...]) -> Answer | None:
    """Queue the first reply as text to copy; what the agent then writes is the reply."""
    conversation_id, turn, suggestion_id = shown
    row = await newest_of_turn(session, conversation_id, turn)
    if row is not None and row.id != suggestion_id:
        return answer("suggestion_changed", alert=True)
    replies = read(row)[0].replies if row is not None else ()
    if not replies:
        return answer("no_such_reply", alert=True)
    text = signed(replies[0].text, (await agent_of(session, action)).name)
    shown_now = await _show(session, action, (conversation_id, turn), OutgoingKind.NOTE, {"copy_text": text})
    conversation = await session.get(Conversation, conversation_id)
    # Two drafts to one customer: the second writer is told before they begin, not when they send.
    held = await refuse(session, conversation, action, already=False) if conversation else None
    return held or shown_now


async def _show(
    session: AsyncSession, action: Action, turn: tuple[int, int], kind: OutgoingKind, content: dict[str, Any]
) -> Answer | None:
    conversation = await session.get(Conversation, turn[0])
    if conversation is None:
        return answer("expired", alert=True)
    customer = await session.get_one(Customer, conversation.customer_id)
    draft = Draft(
        kind=kind,
        line=staff_line(conversation.customer_id),
        chat_id=customer.staff_chat or 0,
        priority=Urgency.REPLY,  # somebody is waiting for it on a screen
        not_before=action.machine_now,
        content=content,
        customer_id=conversation.customer_id,
        conversation_id=turn[0],
        turn=turn[1],
    )
    await add_outgoing(session, [draft], action.machine_now)
    return None
