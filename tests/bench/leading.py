"""A lead who takes up every incident that is offered, for the flood's bench: real presses, in the order of the desk."""

import asyncio
import re
import time
from dataclasses import dataclass, field
from typing import Any

from processes import Server

# Whoever joined since the last sending is sent the text this often, in seconds.
AGAIN = 60.0
# How long a press may take to show what comes next; behind a full queue that is long, and the lead tries again.
PATIENCE = 90.0
GENERAL = 1


@dataclass
class Lead:
    """Looks once a second at the own chat and at the group's general topic."""

    server: Server
    id: int
    opened: set[str] = field(default_factory=set)
    benches: set[tuple[int, int]] = field(default_factory=set)
    sent_more: float = 0.0

    async def work(self) -> None:
        """Open, write, send, and send again to who came since, until cancelled."""
        while True:
            await asyncio.sleep(1)
            for message in await self._messages():
                await self._look(message)

    async def _look(self, message: dict[str, Any]) -> None:
        chat, place = message["chat"]["id"], (message["chat"]["id"], message["message_id"])
        offered, more = button(message, "open"), button(message, "more")
        if offered and chat == self.id and offered not in self.opened:
            self.opened.add(offered)
            await self._press(message, offered)
        elif button(message, "preview") and button(message, "rest") and place not in self.benches:
            self.benches.add(place)
            await self._send(message)
        elif more and time.time() > self.sent_more + AGAIN:
            self.sent_more = time.time()
            await self._press(message, more)

    async def _send(self, bench: dict[str, Any]) -> None:
        """Take the text that fits every matter, look at the list, and press Send twice."""
        if ready := button(bench, "ready", last=True):
            await self._press(bench, ready)
        for deed, then in (("preview", "send"), ("send", "sure"), ("sure", None)):
            now = await self._now(bench, deed)
            if now is None:
                return
            await self._press(now, button(now, deed) or "")
            if then and await self._now(bench, then) is None:
                return
        self.sent_more = time.time()

    async def _now(self, message: dict[str, Any], deed: str) -> dict[str, Any] | None:
        """Wait until the message has this button; None where it has not within a while."""
        ends = time.time() + PATIENCE
        while time.time() < ends:
            for one in await self._messages():
                same = (one["chat"]["id"], one["message_id"]) == (message["chat"]["id"], message["message_id"])
                if same and button(one, deed):
                    return one
            await asyncio.sleep(0.5)
        return None

    async def _press(self, message: dict[str, Any], data: str) -> None:
        where = {"chat_id": message["chat"]["id"], "message_id": message["message_id"]}
        pressed = await self.server.post("press", user_id=self.id, data=data, **where)
        while not (await self.server.get(f"callback/{pressed['callback_id']}")).get("answered"):
            await asyncio.sleep(0.2)

    async def _messages(self) -> list[dict[str, Any]]:
        own = await self.server.get(f"chat/{self.id}")
        group = await self.server.get(f"chat/{self.server.staff_chat}?thread={GENERAL}")
        return [*own["messages"], *group["messages"]]


def button(message: dict[str, Any], deed: str, *, last: bool = False) -> str | None:
    """Find the data of an incident's button."""
    rows = (message.get("reply_markup") or {}).get("inline_keyboard", [])
    pattern = re.compile(rf"t\d+:inc:\d+:{deed}:\d+")
    found = [one["callback_data"] for row in rows for one in row if pattern.fullmatch(one.get("callback_data", ""))]
    return found[-1 if last else 0] if found else None
