"""Relays still in the queue: albums grow there, and edits change them before they are out."""

from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.storage.outgoing import Draft, is_open
from bot.storage.tables.traffic import Outgoing, OutgoingKind, OutgoingState


async def join_album(session: AsyncSession, relay: Draft, not_before: datetime) -> bool:
    """Add a part to its album's relay and wait for the next; False where none is queued (any more)."""
    for row in await _queued_relays(session, relay.line):
        if row.content.get("album") == relay.content["album"]:
            content = {**row.content, "copy": [*row.content["copy"], *relay.content["copy"]]}
            return await _rewrite(session, row, content=content, not_before=not_before)
    return False


async def change_queued_text(session: AsyncSession, line: str, message_id: int, text: str) -> bool:
    """Change the text of a relay that is not out yet; False where it is out."""
    for row in await _queued_relays(session, line):
        if row.message_id == message_id and "text" in row.content:
            return await _rewrite(session, row, content={**row.content, "text": text})
    return False


async def _queued_relays(session: AsyncSession, line: str) -> list[Outgoing]:
    found = await session.scalars(
        select(Outgoing).where(
            col(Outgoing.line) == line,
            is_open("outgoing.state"),
            col(Outgoing.state) == OutgoingState.QUEUED,
            col(Outgoing.kind) == OutgoingKind.RELAY,
        )
    )
    return list(found.all())


async def _rewrite(session: AsyncSession, row: Outgoing, **values: Any) -> bool:
    """Change a row; False where the sender took it in the same moment."""
    result = await session.execute(
        update(Outgoing)
        .where(col(Outgoing.id) == row.id, col(Outgoing.state) == OutgoingState.QUEUED)
        .values(**values)
        .returning(col(Outgoing.id))
        .execution_options(synchronize_session=False)
    )
    return result.first() is not None
