"""Notes whether a customer can be written to: people block bots, and unblock them. Agents are told, once each time."""

from datetime import datetime
from functools import partial

from sqlalchemy.ext.asyncio import AsyncSession

from bot.storage.conversations import last_conversation
from bot.storage.customers import find_customer
from bot.storage.effects import Effect
from bot.storage.notes import queue_note


def note_presence(telegram_id: int, *, present: bool, now: datetime, machine_now: datetime) -> Effect:
    """Keep when somebody became unreachable; a stranger's coming and going is nothing to us."""
    return partial(_note, telegram_id=telegram_id, blocked_at=None if present else now, machine_now=machine_now)


async def _note(session: AsyncSession, *, telegram_id: int, blocked_at: datetime | None, machine_now: datetime) -> None:
    customer = await find_customer(session, telegram_id)
    if customer is None or (customer.blocked_at is None) == (blocked_at is None):
        return
    customer.blocked_at = blocked_at
    conversation = await last_conversation(session, customer.id or 0)
    if conversation is not None:
        key = "blocked_note" if blocked_at else "unblocked_note"
        await queue_note(
            session, conversation, {"key": key, "values": {"name": customer.first_name or "?"}}, machine_now
        )
