"""Telegram's limits as budgets: a chat's bucket, a group's minute, and everything together.

The figures are design.md's, a little below what Telegram allows (tech.md, section 7):
bursting to the limit still earns 429s through jitter.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

Seconds = float


@dataclass(frozen=True, slots=True)
class Rate:
    """A bucket of `burst` tokens refilled at `per_second`; at most `ceiling` in any `window` seconds, where set."""

    burst: float
    per_second: float
    ceiling: int | None = None
    window: Seconds = 60.0


GROUP = Rate(burst=4, per_second=15 / 60, ceiling=19)
PRIVATE = Rate(burst=3, per_second=0.9)
# Without the ceiling a full bucket and its refill make fifty in the first second, and Telegram takes thirty.
OVERALL = Rate(burst=25, per_second=25, ceiling=25, window=1.0)
# Buckets of chats that have been quiet for long are full, so they need not be remembered.
REMEMBERED = 10_000


@dataclass(slots=True)
class Budget:
    """What one chat may still be sent; `now` is the machine's monotonic time in seconds."""

    rate: Rate
    tokens: float
    at: Seconds
    recent: deque[Seconds] = field(default_factory=deque)

    def wait(self, now: Seconds) -> Seconds:
        """Tell how long until one more may go; 0 for at once."""
        self._refill(now)
        for_token = 0.0 if self.tokens >= 1 else (1 - self.tokens) / self.rate.per_second
        if self.rate.ceiling is None or len(self.recent) < self.rate.ceiling:
            return for_token
        return max(for_token, self.recent[-self.rate.ceiling] + self.rate.window - now)

    def spend(self, now: Seconds) -> None:
        """Take one."""
        self._refill(now)
        self.tokens -= 1
        if self.rate.ceiling is not None:
            self.recent.append(now)

    def _refill(self, now: Seconds) -> None:
        self.tokens = min(self.rate.burst, self.tokens + (now - self.at) * self.rate.per_second)
        self.at = now
        while self.recent and self.recent[0] <= now - self.rate.window:
            self.recent.popleft()


@dataclass(slots=True)
class Budgets:
    """All budgets; without `pacing` everything may always go."""

    clock: Callable[[], Seconds]
    pacing: bool = True
    _chats: dict[int, Budget] = field(default_factory=dict)
    _overall: Budget | None = None

    def wait(self, chat_id: int) -> Seconds:
        """Tell how long until one more may go to a chat."""
        if not self.pacing:
            return 0.0
        now = self.clock()
        return max(self._of(chat_id, now).wait(now), self._all(now).wait(now))

    def spend(self, chat_id: int) -> None:
        """Count one thing sent, edited or created there."""
        if self.pacing:
            now = self.clock()
            self._of(chat_id, now).spend(now)
            self._all(now).spend(now)

    async def turn(self, chat_id: int, count: int = 1) -> None:
        """Wait until something may go to a chat, and count so many things: for who sends without a row."""
        await asyncio.sleep(self.wait(chat_id))
        for _ in range(count):
            self.spend(chat_id)

    def full_chats(self) -> list[int]:
        """List the chats that must wait, so that nobody looks at their rows."""
        if not self.pacing:
            return []
        now = self.clock()
        return [chat_id for chat_id, budget in self._chats.items() if budget.wait(now) > 0]

    def next_free(self) -> Seconds | None:
        """Tell how long until the next full chat is free; None where none is full."""
        if not self.pacing:
            return None
        now = self.clock()
        waits = [wait for budget in self._chats.values() if (wait := budget.wait(now)) > 0]
        overall = self._all(now).wait(now)
        return min([*waits, *([overall] if overall > 0 else [])], default=None)

    def _of(self, chat_id: int, now: Seconds) -> Budget:
        budget = self._chats.get(chat_id)
        if budget is None:
            self._forget_full(now)
            rate = GROUP if chat_id < 0 else PRIVATE
            budget = self._chats[chat_id] = Budget(rate, rate.burst, now)
        return budget

    def _all(self, now: Seconds) -> Budget:
        if self._overall is None:
            self._overall = Budget(OVERALL, OVERALL.burst, now)
        return self._overall

    def _forget_full(self, now: Seconds) -> None:
        if len(self._chats) < REMEMBERED:
            return
        for chat_id, budget in list(self._chats.items()):
            if budget.wait(now) <= 0 and budget.tokens >= budget.rate.burst and not budget.recent:
                del self._chats[chat_id]
