"""What is typed behind the bot's name in any chat, and what the bot offers for it."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from bot.sandbox.errors import bad_request

# As with presses: an answer that comes later is refused.
PATIENCE_SECONDS = 15.0


@dataclass(slots=True)
class Inline:
    """A query with its answer; `seconds` is how long the bot took."""

    id: str
    asked_at: float
    answered: bool = False
    results: list[dict[str, Any]] = field(default_factory=list)
    is_personal: bool = False
    cache_time: int = 300
    seconds: float = 0.0


class Inlines:
    def __init__(self, machine: Callable[[], float] = time.monotonic) -> None:
        self.patience = PATIENCE_SECONDS
        self._machine = machine
        self._by_id: dict[str, Inline] = {}

    def add(self) -> Inline:
        query = Inline(id=str(8_400_000_000_000_000_001 + len(self._by_id)), asked_at=self._machine())
        self._by_id[query.id] = query
        return query

    def find(self, query_id: str) -> Inline | None:
        return self._by_id.get(query_id)

    def answer(self, query_id: str, results: list[dict[str, Any]], *, is_personal: bool, cache_time: int) -> None:
        query = self._by_id.get(query_id)
        late = query is None or self._machine() - query.asked_at > self.patience
        if query is None or late or query.answered:
            raise bad_request("query is too old and response timeout expired or query ID is invalid")
        query.answered, query.results, query.is_personal, query.cache_time = True, results, is_personal, cache_time
        query.seconds = self._machine() - query.asked_at
