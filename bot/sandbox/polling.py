"""getUpdates: long polling with confirmation by offset, one poller at a time."""

import asyncio
from typing import Any

from bot.sandbox.errors import conflict
from bot.sandbox.methods.params import Params
from bot.sandbox.methods.updates import allow_updates
from bot.sandbox.state import State

# Telegram holds a poll open no longer than this.
LONGEST_SECONDS = 50
BATCH = 100

HEEDS = frozenset({"offset", "limit", "timeout", "allowed_updates"})

SUPERSEDED = "terminated by other getUpdates request; make sure that only one bot instance is running"
WEBHOOK_ACTIVE = "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
WEBHOOK_CAME = "terminated by setWebhook request"


class Polling:
    """The newest poll wins. A poll that was cut off is cancelled by the web server and takes nothing along."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._newest = object()
        self.open = 0  # polls that wait now; a test sees by it that the bot is up

    async def __call__(self, params: Params) -> list[Any] | bytes:
        """The waiting updates, or the whole raw body a test asked for."""
        updates = self._state.updates
        if self._state.webhook.url:
            raise conflict(WEBHOOK_ACTIVE)
        allow_updates(self._state, params)
        mine = self._newest = object()
        updates.arrived.ring()
        self._confirm(params.integer("offset") or 0)
        await self._wait(mine, min(max(params.integer("timeout") or 0, 0), LONGEST_SECONDS))
        if updates.raw_bodies:
            return updates.raw_bodies.popleft()
        limit = params.integer("limit") or BATCH
        return updates.take(limit if 0 < limit < BATCH else BATCH)

    def _confirm(self, offset: int) -> None:
        if offset > 0:
            self._state.updates.forget_before(offset)
        elif offset < 0:
            self._state.updates.keep_last(-offset)

    async def _wait(self, mine: object, seconds: int) -> None:
        """Until something arrives or the time is up; refused when another poll or a webhook takes over."""
        updates = self._state.updates
        if not seconds or updates or updates.raw_bodies:
            return
        self._count(1)
        try:
            async with asyncio.timeout(seconds):
                while not updates and not updates.raw_bodies:
                    await updates.arrived.wait()
                    if self._newest is not mine:
                        raise conflict(SUPERSEDED)
                    if self._state.webhook.url:
                        raise conflict(WEBHOOK_CAME)
        except TimeoutError:
            return
        finally:
            self._count(-1)

    def _count(self, more: int) -> None:
        self.open += more
        self._state.touch()
