"""Looks at what a bot has stored, and waits until it has nothing left to do."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from bot.storage.backlog import backlog, count_by_state, set_aside_list
from bot.storage.engine import Database
from bot.storage.sending import outgoing_backlog
from bot.storage.tables import Intake

# Seconds between two looks: short beside everything that is waited for.
BETWEEN_LOOKS = 0.02


async def until(condition: Callable[[], Awaitable[Any]], timeout: float = 20) -> Any:
    """Wait until something is so, and give what was found."""
    async with asyncio.timeout(timeout):
        while not (found := await condition()):
            await asyncio.sleep(BETWEEN_LOOKS)
    return found


@dataclass(frozen=True, slots=True)
class Stored:
    """The bot's database from outside."""

    database: Database

    async def all(self, table: Any, *where: Any) -> list[Any]:
        """List a table's rows, oldest first."""
        async with self.database.reading() as session:
            key = table.__mapper__.primary_key[0]
            return list((await session.scalars(select(table).where(*where).order_by(key))).all())

    async def count(self, table: Any, *where: Any) -> int:
        """Count a table's rows."""
        async with self.database.reading() as session:
            return await session.scalar(select(func.count()).select_from(table).where(*where)) or 0

    async def states(self) -> dict[str, int]:
        """Count updates by state."""
        async with self.database.reading() as session:
            return await count_by_state(session)

    async def aside(self) -> list[Intake]:
        """List what was set aside, oldest first."""
        async with self.database.reading() as session:
            return (await set_aside_list(session, 100))[::-1]

    async def idle(self) -> bool:
        """Tell whether nothing waits to be worked on or to be sent."""
        async with self.database.reading() as session:
            return not await backlog(session) and not await outgoing_backlog(session)

    async def quiet(self, telegram: Any, timeout: float = 30) -> None:
        """Wait until Telegram has nothing more for the bot, and the bot nothing more to do."""

        async def is_quiet() -> bool:
            return not len(telegram.state.updates) and not telegram.state.updates.raw_bodies and await self.idle()

        await until(is_quiet, timeout)
