"""The automatic line that greets somebody who opens the chat; it says that it is automatic."""

from datetime import datetime
from functools import partial

from sqlalchemy.ext.asyncio import AsyncSession

from bot.storage.effects import Effect
from bot.storage.outgoing import Draft, Urgency, add_outgoing, private_line
from bot.storage.tables.traffic import OutgoingKind


def greet(chat_id: int, *, shop: str, machine_now: datetime, key: str, lang: str | None = None) -> Effect:
    """Queue the greeting, in the reader's own language where we have it."""
    draft = Draft(
        kind=OutgoingKind.NOTE,
        line=private_line(chat_id),
        chat_id=chat_id,
        priority=Urgency.REPLY,
        not_before=machine_now,
        content={"key": key, "values": {"shop": shop}, "to": "customer", "lang": lang},
    )
    return partial(_queue, draft=draft, now=machine_now)


async def _queue(session: AsyncSession, *, draft: Draft, now: datetime) -> None:
    await add_outgoing(session, [draft], now)
