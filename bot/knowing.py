"""Keeps the index of `/find` up with what is written: within seconds, beside everything else."""

import asyncio
from dataclasses import dataclass
from typing import Final

from bot.storage.engine import Database
from bot.storage.found_filling import due_now, put_in, read_due, split

# A message can be found so soon; a look at an empty queue costs a tenth of a millisecond.
EVERY_SECONDS: Final = 2
# So many at once: some ten milliseconds of writing, after which messages have their turn.
AT_ONCE: Final = 200
# Between two helpings, in seconds; a database of a million messages is read in a quarter of an hour.
PAUSE: Final = 0.1


@dataclass(frozen=True, slots=True)
class FoundFilling:
    """One round: reads until nothing is due."""

    database: Database

    async def __call__(self) -> None:
        """Read what is due."""
        while await self.helping():  # noqa: ASYNC110 - a pause, not a wait for something
            await asyncio.sleep(PAUSE)

    async def helping(self) -> int:
        """Read some of it; returns how many were put in, so zero also where another process was quicker."""
        async with self.database.reading() as session:
            due = await due_now(session, AT_ONCE)
            read = await read_due(session, due) if due else []
        if not due:
            return 0
        rows = await asyncio.to_thread(split, read) if len(read) > 1 else split(read)
        async with self.database.writing() as session:
            return await put_in(session, due, rows)
