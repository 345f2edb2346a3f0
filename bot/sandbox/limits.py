"""Telegram's flood limits, switched on where a test or the page wants them."""

import math
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from bot.sandbox.errors import too_many_requests

# Methods that make or change a visible message; asking and answering is free.
LIMITED = frozenset(
    {
        "sendMessage",
        "sendPhoto",
        "sendDocument",
        "sendMediaGroup",
        "copyMessage",
        "copyMessages",
        "forwardMessage",
        "editMessageText",
        "editMessageCaption",
        "editMessageReplyMarkup",
        "createForumTopic",
    }
)


@dataclass(frozen=True, slots=True)
class Limits:
    """The figures of Telegram's own advice to bots."""

    overall: int = 30
    overall_seconds: float = 1.0
    private_burst: int = 3
    private_per_second: float = 1.0
    group: int = 20
    group_seconds: float = 60.0


class FloodGate:
    """Sliding windows for all chats and for each group, a bucket for each private chat. A refusal costs nothing."""

    def __init__(self, limits: Limits, machine: Callable[[], float] = time.monotonic) -> None:
        self.limits = limits
        self._machine = machine
        self._overall: deque[float] = deque()
        self._groups: dict[int, deque[float]] = {}
        self._buckets: dict[int, tuple[float, float]] = {}

    def admit(self, chat_id: int, count: int = 1) -> None:
        """Let so many messages pass to the chat, or refuse with `retry after N`."""
        now, limits = self._machine(), self.limits
        # An album larger than the burst passes when the burst is whole; otherwise it never would.
        count = min(count, limits.overall, limits.group if chat_id < 0 else limits.private_burst)
        waits = [_wait(self._overall, count, limits.overall, limits.overall_seconds, now)]
        if chat_id < 0:
            group = self._groups.setdefault(chat_id, deque())
            waits.append(_wait(group, count, limits.group, limits.group_seconds, now))
        else:
            waits.append(max(0.0, (count - self._tokens(chat_id, now)) / limits.private_per_second))
        if (longest := max(waits)) > 0:
            raise too_many_requests(max(1, math.ceil(longest)))
        self._overall.extend([now] * count)
        if chat_id < 0:
            self._groups[chat_id].extend([now] * count)
        else:
            self._buckets[chat_id] = (self._tokens(chat_id, now) - count, now)

    def _tokens(self, chat_id: int, now: float) -> float:
        tokens, at = self._buckets.get(chat_id, (float(self.limits.private_burst), now))
        return min(self.limits.private_burst, tokens + (now - at) * self.limits.private_per_second)


def _wait(passed: deque[float], count: int, most: int, seconds: float, now: float) -> float:
    """Seconds until `count` more fit into the window."""
    while passed and passed[0] <= now - seconds:
        passed.popleft()
    surplus = len(passed) + count - most
    if surplus <= 0:
        return 0.0
    return passed[surplus - 1] + seconds - now
