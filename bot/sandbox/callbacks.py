"""Pressed buttons that wait for the bot's answer, which comes within seconds or not at all."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from bot.sandbox.errors import bad_request

# Telegram's patience is not documented; bots see the refusal after about this long.
PATIENCE_SECONDS = 15.0


@dataclass(slots=True)
class Callback:
    id: str
    pressed_at: float
    answered: bool = False
    text: str | None = None
    show_alert: bool = False


class Callbacks:
    """Patience runs on machine time: moving the sandbox clock to tomorrow must not expire a press."""

    def __init__(self, machine: Callable[[], float] = time.monotonic) -> None:
        self.patience = PATIENCE_SECONDS
        self._machine = machine
        self._by_id: dict[str, Callback] = {}

    def add(self) -> Callback:
        # Telegram's ids are long numbers in a string.
        callback = Callback(id=str(7_300_000_000_000_000_001 + len(self._by_id)), pressed_at=self._machine())
        self._by_id[callback.id] = callback
        return callback

    def find(self, callback_id: str) -> Callback | None:
        return self._by_id.get(callback_id)

    def answer(self, callback_id: str, text: str | None, *, show_alert: bool) -> None:
        callback = self._by_id.get(callback_id)
        late = callback is None or self._machine() - callback.pressed_at > self.patience
        if callback is None or late or callback.answered:
            raise bad_request("query is too old and response timeout expired or query ID is invalid")
        callback.answered, callback.text, callback.show_alert = True, text, show_alert
