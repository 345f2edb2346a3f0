"""Keeps the earlier wording of a message when it is changed, whoever wrote it."""

from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.storage.outgoing import Draft, add_outgoing, is_open
from bot.storage.tables.conversations import Message, MessageVersion
from bot.storage.tables.traffic import Outgoing, OutgoingKind, OutgoingState


async def keep_version(
    session: AsyncSession, message: Message, text: str, now: datetime, *, media: dict[str, Any] | None = None
) -> None:
    """Put new words, and a new file where one is named, in place of the old, which stay as a version. Write session."""
    number = await session.scalar(select(func.count()).where(col(MessageVersion.message_id) == message.id))
    old = MessageVersion(
        message_id=message.id or 0, number=(number or 0) + 1, text=message.text, at=message.edited_at or message.at
    )
    if media is not None:
        old.media, message.media = message.media, media
    session.add(old)
    message.text, message.edited_at = text, now
    await session.flush()


async def queue_amend(session: AsyncSession, draft: Draft, now: datetime) -> None:
    """Queue a change of what stands there, unless one waits already: it takes the words as they are when it is sent."""
    waiting = select(func.count()).where(
        col(Outgoing.line) == draft.line,
        is_open("outgoing.state"),
        col(Outgoing.state) == OutgoingState.QUEUED,
        col(Outgoing.kind) == OutgoingKind.AMEND,
        col(Outgoing.message_id) == draft.message_id,
    )
    if not await session.scalar(waiting):
        await add_outgoing(session, [draft], now)
