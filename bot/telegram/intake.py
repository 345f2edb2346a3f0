"""Polls for updates and stores each one before it is acknowledged.

aiogram's own polling confirms updates while their handlers still run, and fails a whole
batch for one malformed update (tech.md, section 2); so we ask ourselves and store unparsed.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from bot.clocks import Clocks
from bot.metrics import Metrics
from bot.storage.engine import Database, is_outage
from bot.storage.intake import Update, store_updates
from bot.telegram.lines import CHAT_KINDS, read_json, read_update
from bot.telegram.retrying import Pauses

logger = logging.getLogger(__name__)

# Telegram holds a poll open this long when there is nothing new, in seconds.
POLL = 25
# Telegram's own limit.
BATCH = 100


class StopPollingError(Exception):
    """Telegram refuses this token; polling on would change nothing."""


@dataclass(slots=True)
class Intake:
    """Stores what Telegram has; wakes the workers when something new is there."""

    database: Database
    clocks: Clocks
    address: str  # of the bot: https://…/bot<token>; never logged
    bot_id: int
    staff_chats: Sequence[int]
    allowed: Sequence[str]
    wake: Callable[[], None]
    may_poll: asyncio.Event
    pauses: Pauses = field(default_factory=Pauses)
    offset: int | None = None
    connected: bool = True
    metrics: Metrics = field(default_factory=Metrics)
    read: Callable[[object, Sequence[int]], Update] = read_update
    before_reading: Callable[[], Awaitable[None]] | None = None

    async def run(self) -> None:
        """Poll until cancelled; raises `StopPollingError` where the token is refused."""
        timeout = aiohttp.ClientTimeout(total=POLL + 15)
        async with aiohttp.ClientSession(timeout=timeout) as http:
            while True:
                await self.may_poll.wait()
                try:
                    self.connected = await self._once(http)
                    if self.connected:
                        self.pauses.reset()
                except (aiohttp.ClientError, TimeoutError, ValueError) as error:
                    logger.warning("getUpdates failed: %s", type(error).__name__)
                    self.connected = False
                    await self.pauses.wait()
                except Exception as error:
                    if not is_outage(error):
                        raise
                    logger.warning("updates are not stored, so they are not confirmed: %s", type(error).__name__)
                    self.metrics.away("intake")
                    await self.pauses.wait()

    async def _once(self, http: aiohttp.ClientSession) -> bool:
        """Poll once; False where Telegram refused, after the pause that this needs."""
        question = {"timeout": POLL, "limit": BATCH, "allowed_updates": list(self.allowed)}
        if self.offset is not None:
            question["offset"] = self.offset
        async with http.post(f"{self.address}/getUpdates", json=question) as response:
            answer = read_json(await response.read())
        if not isinstance(answer, dict) or not answer.get("ok"):
            await self._refused(answer if isinstance(answer, dict) else {})
            return False
        result = answer.get("result")
        elements = result if isinstance(result, list) else []
        if self.before_reading is not None and elements:
            await self.before_reading()
        await self.store([self.read(element, self.staff_chats) for element in elements])
        self.offset = next_offset(elements)
        return True

    async def store(self, updates: Sequence[Update]) -> None:
        """Store updates durably; only then may they be confirmed."""
        if not updates:
            return
        async with self.database.writing() as session:
            await store_updates(session, self.bot_id, updates, self.clocks.machine())
        self.wake()
        for update in updates:
            self._count(update)

    def _count(self, update: Update) -> None:
        """Count what came; a kind that nobody knows must not become a name among the figures."""
        known = update.kind in CHAT_KINDS or update.kind in self.allowed
        self.metrics.received.labels(update.kind if known else "other").inc()
        if update.error:
            self.metrics.failed.labels("set_aside").inc()

    async def _refused(self, answer: dict[str, Any]) -> None:
        code = answer.get("error_code")
        if code == 401:
            raise StopPollingError("Telegram does not know this token: copy TRIAGE_BOT_TOKEN again from @BotFather")
        if code == 409:
            logger.warning("another program polls with this token, or a webhook is set: waiting")
        parameters = answer.get("parameters")
        retry_after = parameters.get("retry_after") if isinstance(parameters, dict) else None
        await (asyncio.sleep(retry_after) if isinstance(retry_after, int) else self.pauses.wait())


def next_offset(elements: Sequence[object]) -> int | None:
    """Confirm what was just stored; with nothing new, ask without an offset.

    Numbers start anew after a quiet week, and an old offset would then throw updates away unseen.
    """
    numbers = [one["update_id"] for one in elements if isinstance(one, dict) and isinstance(one.get("update_id"), int)]
    return max(numbers) + 1 if numbers else None
