"""What is told once: by one of two processes, and not again after a restart."""

from datetime import datetime

from sqlalchemy import CursorResult
from sqlalchemy.ext.asyncio import AsyncSession

from bot.storage.tables.followups import ToldOnce
from bot.storage.upserts import insert_on


async def tell_once(session: AsyncSession, key: str, now: datetime) -> bool:
    """Take it on to tell this; False where it was told, or another process is about to. Write session."""
    connection = await session.connection()
    row = insert_on(connection)(ToldOnce).values(key=key, at=now)
    result = await connection.execute(row.on_conflict_do_nothing(index_elements=["key"]))
    return isinstance(result, CursorResult) and result.rowcount == 1
