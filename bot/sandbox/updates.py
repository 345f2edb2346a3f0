"""The queue of updates Telegram keeps for the bot until they are confirmed."""

import itertools
from collections import deque
from dataclasses import dataclass
from typing import Any

from bot.sandbox.bell import Bell

# Telegram leaves these out unless the bot asks for them.
ONLY_ON_REQUEST = frozenset({"chat_member", "message_reaction", "message_reaction_count"})

# Any number will do; a large one shows that a bot does not count on starting at 1.
FIRST_UPDATE_ID = 700_000_001


@dataclass(frozen=True, slots=True)
class Waiting:
    number: int
    update: Any
    numbered: bool = True  # false for what carries no update_id: nobody could confirm it


class UpdateQueue:
    def __init__(self) -> None:
        self.arrived = Bell()
        self.allowed: frozenset[str] | None = None
        self.raw_bodies: deque[bytes] = deque()
        self._next_id = FIRST_UPDATE_ID
        self._waiting: deque[Waiting] = deque()
        self._in_order = True

    def __len__(self) -> int:
        return len(self._waiting)

    def number_from(self, update_id: int) -> None:
        """Number the coming updates from here, as Telegram does anew after a week without updates."""
        self._next_id = update_id

    def put(self, kind: str, payload: dict[str, Any]) -> int | None:
        """Queue an update of this kind; None when the bot did not ask for its kind."""
        if kind in ONLY_ON_REQUEST if self.allowed is None else kind not in self.allowed:
            return None
        return self.put_raw({"update_id": self._next_id, kind: payload})

    def put_raw(self, update: Any) -> int:
        """Queue any JSON value as it is. What has no whole `update_id` is handed out once and forgotten."""
        number = update.get("update_id") if isinstance(update, dict) else None
        numbered = isinstance(number, int)
        if not isinstance(number, int):
            number = self._next_id
        if self._waiting and number < self._waiting[-1].number:
            self._in_order = False
        self._waiting.append(Waiting(number, update, numbered))
        self._next_id = max(self._next_id, number + 1) if self._in_order else self._next_id + 1
        self.arrived.ring()
        return number

    def put_raw_body(self, body: bytes) -> None:
        """The next delivery is exactly these bytes."""
        self.raw_bodies.append(body)
        self.arrived.ring()

    def forget_before(self, offset: int) -> None:
        while self._waiting and self._waiting[0].number < offset:
            self._waiting.popleft()
        if not self._in_order:
            self._waiting = deque(waiting for waiting in self._waiting if waiting.number >= offset)
            self._in_order = all(a.number <= b.number for a, b in itertools.pairwise(self._waiting))

    def keep_last(self, count: int) -> None:
        while len(self._waiting) > count:
            self._waiting.popleft()

    def take(self, limit: int) -> list[Any]:
        """The oldest updates; they stay until an offset confirms them."""
        taken = list(itertools.islice(self._waiting, limit))
        if not all(waiting.numbered for waiting in taken):
            once = {id(waiting) for waiting in taken if not waiting.numbered}
            self._waiting = deque(waiting for waiting in self._waiting if id(waiting) not in once)
        return [waiting.update for waiting in taken]

    def first(self) -> Waiting | None:
        """What a webhook gets next."""
        return self._waiting[0] if self._waiting else None

    def drop(self, delivered: Waiting) -> None:
        """Forget the first one after its delivery, unless the queue was emptied meanwhile."""
        if self.first() is delivered:
            self._waiting.popleft()

    def clear(self) -> None:
        self._waiting.clear()
        self._in_order = True
