"""What follows once a row was said, or was refused for good: who is told, and what is true from then on."""

from typing import Any, Final

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clocks import Clocks
from bot.storage.delivery_notes import reply_sent
from bot.storage.notes import queue_note
from bot.storage.outgoing import Draft, Urgency, add_outgoing, private_line, refresh_card
from bot.storage.tables.conversations import Conversation, Message
from bot.storage.tables.traffic import Outgoing, OutgoingKind
from bot.storage.taking_back import give_wait_back, mark_undone

# Changes of what stands there already: refused, they are refused for good, and an agent is told.
CHANGES: Final = frozenset({OutgoingKind.AMEND, OutgoingKind.REACT, OutgoingKind.UNSEND})
# Telegram's words for what is too old to be deleted.
_TOO_OLD: Final = "can't be deleted"


async def was_said(session: AsyncSession, row: Outgoing, clocks: Clocks, *, left_out: bool = False) -> None:
    """Settle what depends on a row that Telegram took; `left_out` where it named a file instead of showing it."""
    if row.kind == OutgoingKind.REPLY:
        await reply_sent(session, row, clocks)
    elif row.kind == OutgoingKind.UNSEND:
        await _unsent(session, row, clocks)
    elif row.kind == OutgoingKind.RELAY and left_out and row.content.get("sorry"):
        await _tell_customer(session, row, clocks)


async def was_refused(session: AsyncSession, row: Outgoing, clocks: Clocks, cause: str) -> None:
    """Tell the agents which change did not come about."""
    conversation = await session.get(Conversation, row.conversation_id) if row.conversation_id else None
    if conversation is None:
        return
    content = _refusal(row, cause)
    if content is not None:
        await queue_note(session, conversation, content, clocks.machine(), urgency=Urgency.REPLY, turn=row.turn)


def _refusal(row: Outgoing, cause: str) -> dict[str, Any] | None:
    if row.kind == OutgoingKind.UNSEND:
        key = "unsend_late" if _TOO_OLD in cause else "unsend_refused"
        return {"key": key, "values": {"cause": cause}, **_below(row)}
    if row.kind == OutgoingKind.AMEND and "text" not in row.content:
        return {"key": "edit_refused", "values": {"cause": cause}, **_below(row)}
    if row.kind == OutgoingKind.AMEND:  # the relay is gone from the topic: the new words stand in a line of their own
        return {"key": "customer_edited", "quote": row.content["text"]}
    line: dict[str, Any] | None = row.content.get("line")
    return line


def _below(row: Outgoing) -> dict[str, Any]:
    """Put a line below the agent's own message that it is about, where there is one."""
    place = row.content.get("agent_message")
    return {"answer_to": place[1]} if place else {}


async def _unsent(session: AsyncSession, row: Outgoing, clocks: Clocks) -> None:
    """The reply is gone at the customer's: it counts as not said, and may have been read all the same."""
    reply = await session.get(Outgoing, row.depends_on)
    message = await session.get(Message, row.message_id)
    if reply is None or message is None or message.unsent_at is not None:
        return
    await mark_undone(session, reply, unsent_at=clocks.business())
    conversation = await give_wait_back(session, reply)
    content = {"key": "unsent_note", "values": {"name": row.content["name"]}, **_below(row)}
    await queue_note(session, conversation, content, clocks.machine(), urgency=Urgency.REPLY, turn=row.turn)
    await refresh_card(session, conversation.id or 0, row.turn or 0, clocks.machine())


async def _tell_customer(session: AsyncSession, row: Outgoing, clocks: Clocks) -> None:
    """Say what could not be passed on, and what would: automatic words that came with the row."""
    chat_id = row.content["from"]
    draft = Draft(
        kind=OutgoingKind.NOTE,
        line=private_line(chat_id),
        chat_id=chat_id,
        priority=Urgency.REPLY,
        not_before=clocks.machine(),
        content={"text": row.content["sorry"], "to": "customer"},
        customer_id=row.customer_id,
    )
    await add_outgoing(session, [draft], clocks.machine())
