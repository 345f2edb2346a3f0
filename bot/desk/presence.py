"""Notes whether a customer can be written to: people block bots, and unblock them."""

from datetime import datetime
from functools import partial

from sqlalchemy.ext.asyncio import AsyncSession

from bot.storage.customers import find_customer
from bot.storage.effects import Effect


def note_presence(telegram_id: int, *, present: bool, now: datetime) -> Effect:
    """Keep when somebody became unreachable; a stranger's coming and going is nothing to us."""
    return partial(_note, telegram_id=telegram_id, blocked_at=None if present else now)


async def _note(session: AsyncSession, *, telegram_id: int, blocked_at: datetime | None) -> None:
    customer = await find_customer(session, telegram_id)
    if customer is not None:
        customer.blocked_at = blocked_at
