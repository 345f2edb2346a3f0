"""The sandbox seen over HTTP, without an event loop: the parent of forked bots must not have one."""

import http.client
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parents[3]


@dataclass
class Telegram:
    """A sandbox in a process of its own."""

    address: str
    token: str
    staff_chat: int
    seen: int = 0
    _connection: http.client.HTTPConnection = field(init=False)

    def __post_init__(self) -> None:
        self._connection = http.client.HTTPConnection(urlsplit(self.address).netloc, timeout=60)

    def post(self, path: str, **body: Any) -> Any:
        return self._ask("POST", path, json.dumps(body))

    def get(self, path: str) -> Any:
        return self._ask("GET", path, None)

    def news(self) -> list[dict[str, Any]]:
        """List the calls of bots since the last look that were answered with ok."""
        answer = self.get(f"transcript?since={self.seen}")
        self.seen = answer["next"]
        return [call for call in answer["calls"] if call["answer"] and call["answer"]["ok"]]

    def chat(self, chat_id: int) -> list[dict[str, Any]]:
        """List what stands in a chat, oldest first."""
        return [message for message in self.get(f"chat/{chat_id}")["messages"] if not message["deleted"]]

    def pending(self) -> int:
        """Count the updates that no bot has confirmed yet."""
        return int(self.get("state")["pending_updates"])

    def _ask(self, method: str, path: str, body: str | None) -> Any:
        self._connection.request(method, f"/sandbox/{path}", body, {"Content-Type": "application/json"})
        response = self._connection.getresponse()
        answer = json.loads(response.read())
        if response.status != 200:
            raise ValueError(f"{method} {path}: {answer.get('error')}")
        return answer


@contextmanager
def sandbox() -> Iterator[Telegram]:
    """Start a sandbox; it survives every bot."""
    process = subprocess.Popen(
        [sys.executable, "-m", "bot.sandbox"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, cwd=ROOT
    )
    try:
        yield Telegram(**json.loads(process.stdout.readline()))
    finally:
        process.terminate()
        process.wait()
