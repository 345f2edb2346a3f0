"""A local Telegram and a bot that talks to it, for tests."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from shutil import copyfile
from typing import Any

from migrated import template

from bot.clocks import Clocks
from bot.sandbox import SandboxClock, SandboxServer
from bot.settings import Settings


@dataclass
class Harness:
    """A local Telegram and the settings of a bot that talks to it."""

    telegram: SandboxServer
    clock: SandboxClock
    settings: Settings
    classifier: Any
    apps: list[Any] = field(default_factory=list)

    @asynccontextmanager
    async def bot(self, **changes: Any) -> AsyncIterator[Any]:
        """Start a bot; leave the block to stop it. An error of one of its parts fails the test."""
        from bot.app import running

        settings = self.settings.model_copy(update=changes)
        async with running(settings, Clocks(business=self.clock.now), classifier=self.classifier) as app:
            waiting = asyncio.create_task(app.wait())
            self.apps.append(app)
            try:
                yield app
            finally:
                if waiting.done():
                    waiting.result()
                waiting.cancel()

    @property
    def staff(self) -> int:
        return self.telegram.staff_chat

    def cards(self) -> list[dict[str, Any]]:
        """List messages in the staff group that show a card with its buttons."""
        return [message for message in self.telegram.sent(self.staff) if is_card(message)]

    def texts(self, chat_id: int, thread_id: int | None = None) -> list[str]:
        """List the texts that stand in a chat or topic."""
        sent = self.telegram.sent(chat_id, thread_id)
        return [message.get("text") or message.get("caption") or "" for message in sent]

    async def card(self, count: int = 1) -> dict[str, Any]:
        """Wait for so many cards and return the newest."""
        await self.telegram.until(lambda: len(self.cards()) >= count, timeout=20)
        return self.cards()[-1]

    def button(self, message: dict[str, Any], action: str) -> str:
        """Find the callback data of the button with this action, such as `say` or `undo`."""
        rows = message["reply_markup"]["inline_keyboard"]
        found = [one["callback_data"] for row in rows for one in row if one["callback_data"].split(":")[1] == action]
        return found[0]


def is_card(message: dict[str, Any]) -> bool:
    """Tell a card by its buttons: every one has the menu behind the dots."""
    rows = (message.get("reply_markup") or {}).get("inline_keyboard", [])
    return any(":menu:" in (one.get("callback_data") or "") for row in rows for one in row)


@asynccontextmanager
async def make_harness(database_url: str, classifier: Any, **more: Any) -> AsyncIterator[Harness]:
    """Build a harness on any database."""
    await _at_this_version(database_url)
    clock = at_noon()
    async with SandboxServer(clock=clock) as telegram:
        shop = more.pop("shop", None)
        settings = Settings(
            _env_file=None,
            bot_token=telegram.token,
            telegram_api=telegram.address,
            staff_chat=(telegram.staff_chat,),
            database_url=database_url,
            http_port=0,
            limits="off",
            shop=shop,
            **more,
        )
        yield Harness(telegram, clock, settings, classifier)


def at_noon() -> SandboxClock:
    """Give a clock that stands at the next noon: a shop that is closed answers by itself, whatever a test is about."""
    clock = SandboxClock()
    now = clock.now()
    noon = now.replace(hour=12, minute=0, second=0, microsecond=0)
    clock.advance(noon - now if noon > now else noon + timedelta(days=1) - now)
    return clock


async def _at_this_version(database_url: str) -> None:
    """Begin with a migrated file where there is none: a bot that starts would take longer to make one."""
    kind, _, file = database_url.partition(":///")
    if kind.startswith("sqlite") and not Path(file).exists():
        copyfile(await asyncio.to_thread(template), file)
