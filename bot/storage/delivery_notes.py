"""What agents learn about a reply's way: sent, waiting, uncertain, failed."""

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.clocks import Clocks
from bot.storage.clocks import taken_back
from bot.storage.conversations import said_before, waiting_again
from bot.storage.notes import queue_note
from bot.storage.outgoing import Urgency, refresh_card, replied_since
from bot.storage.tables.conversations import Conversation, Status
from bot.storage.tables.people import Customer
from bot.storage.tables.traffic import Outgoing

# Telegram's words for what it does not copy: a protected message, a quiz whose answer a bot does not know.
NOT_COPIED = ("can't be copied", "no messages to copy", "message to copy not found", "can't be forwarded")


async def reply_sent(session: AsyncSession, row: Outgoing, clocks: Clocks) -> None:
    """A reply is with Telegram: the card says so."""
    await refresh_card(session, row.conversation_id or 0, row.turn or 0, clocks.machine())


async def reply_waits(session: AsyncSession, row: Outgoing, clocks: Clocks, until: datetime) -> None:
    """Telegram holds a reply up: say until when, once for each long wait."""
    left = until - clocks.machine()
    await _tell(session, row, clocks, "reply_waits", [], until=clocks.business() + left)


async def reply_is_uncertain(session: AsyncSession, row: Outgoing, clocks: Clocks, cause: str) -> None:
    """Nobody knows whether a reply arrived: ask the agent, who may look or ask the customer."""
    buttons = [["send_again", f"again:{row.id}"], ["it_arrived", f"arrived:{row.id}"]]
    await _tell(session, row, clocks, "reply_uncertain", buttons, cause=cause)
    await refresh_card(session, row.conversation_id or 0, row.turn or 0, clocks.machine())


async def reply_failed(session: AsyncSession, row: Outgoing, clocks: Clocks, cause: str) -> None:
    """A reply will not arrive: the customer still waits, and the agent learns the cause."""
    before = waiting_again(row.content)
    if not await replied_since(session, row):
        before |= said_before(row.content)
    if before:
        await session.execute(
            update(Conversation)
            .where(
                col(Conversation.id) == row.conversation_id,
                col(Conversation.turn) == row.turn,
                col(Conversation.waiting_since).is_(None),
                col(Conversation.status) != Status.RESOLVED,
            )
            .values(version=Conversation.version + 1, **before)
            .execution_options(synchronize_session=False)
        )
    if waiting_again(row.content):
        await taken_back(session, row.conversation_id or 0, row.turn or 0)
    if row.content.get("kind") and any(words in cause for words in NOT_COPIED):
        await _tell(session, row, clocks, "reply_not_copied", [], kind=row.content["kind"], cause=cause)
    else:
        await _tell(session, row, clocks, "reply_failed", [["send_again", f"again:{row.id}"]], cause=cause)
    await refresh_card(session, row.conversation_id or 0, row.turn or 0, clocks.machine())


async def mark_blocked(session: AsyncSession, customer_id: int, now: datetime) -> None:
    """The customer cannot be written to until they write again."""
    await session.execute(
        update(Customer)
        .where(col(Customer.id) == customer_id)
        .values(blocked_at=now)
        .execution_options(synchronize_session=False)
    )


async def _tell(
    session: AsyncSession, row: Outgoing, clocks: Clocks, key: str, buttons: list[list[str]], **values: str | datetime
) -> None:
    conversation = await session.get(Conversation, row.conversation_id) if row.conversation_id else None
    if conversation is None:
        return
    content = {
        "key": key,
        "values": {name: value for name, value in values.items() if isinstance(value, str)},
        "times": {name: value.isoformat() for name, value in values.items() if isinstance(value, datetime)},
        "buttons": buttons,
    }
    await queue_note(session, conversation, content, clocks.machine(), urgency=Urgency.REPLY, turn=row.turn)
