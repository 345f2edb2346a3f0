"""Holds the leases of this process: one process polls, one sends, and a dead one's are taken over at once."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field

from sqlalchemy.exc import IntegrityError

from bot.clocks import Clocks
from bot.metrics import Metrics
from bot.storage.engine import Database, is_outage
from bot.storage.intake import leases_held, release_dead
from bot.storage.leases import TERM, Held, give_back, is_dead, take

logger = logging.getLogger(__name__)

NAMES = ("poller", "sender")
# Renewed well before the end, so that one slow write costs nothing, in seconds.
RENEW = TERM.total_seconds() / 4


@dataclass(slots=True)
class Leasing:
    """Takes and renews; tells who wants to know when a lease is won or lost."""

    database: Database
    clocks: Clocks
    holder: str
    held: dict[str, Held] = field(default_factory=dict)
    metrics: Metrics = field(default_factory=Metrics)
    changed: Callable[[dict[str, Held]], None] = lambda _: None
    _good_until: float = 0.0

    async def run(self) -> None:
        """Keep the leases until cancelled; while the database is away they are let go in time."""
        loop = asyncio.get_running_loop()
        while True:
            try:
                await self.renew()
                self._good_until = loop.time() + TERM.total_seconds()
            except Exception as error:
                if not is_outage(error):
                    raise
                logger.warning("leases are not renewed: %s", type(error).__name__)
                self.metrics.away("leases")
                if loop.time() >= self._good_until - RENEW:
                    self._set({})
            await asyncio.sleep(RENEW)

    async def renew(self) -> None:
        """Take or renew each lease once."""
        held: dict[str, Held] = {}
        for name in NAMES:
            try:
                async with self.database.writing() as session:
                    lease = await take(session, name, self.holder, self.clocks.machine())
            except IntegrityError:  # another process made the row in the same moment
                lease = None
            if lease is not None:
                held[name] = lease
        self._set(held)

    async def clear_dead(self) -> None:
        """Give back the updates that dead processes of this machine had in hand."""
        async with self.database.writing() as session:
            dead = [lease for lease in await leases_held(session) if is_dead(lease)]
            count = await release_dead(session, dead)
        if count:
            logger.info("%s updates were in the hands of a process that ended", count)

    async def give_back(self) -> None:
        """End the leases, so that another process need not wait."""
        for name in self.held:
            async with self.database.writing() as session:
                await give_back(session, name, self.holder, self.clocks.machine())
        self._set({})

    def _set(self, held: dict[str, Held]) -> None:
        self.held = held
        self.changed(held)
