"""The parameters of one call, whatever way they came: form fields, multipart or JSON."""

import json
from dataclasses import dataclass, field
from typing import Any

from bot.sandbox.errors import bad_request


@dataclass(slots=True)
class Params:
    values: dict[str, Any]
    files: dict[str, bytes] = field(default_factory=dict)

    def text(self, name: str) -> str:
        value = self.values.get(name)
        return "" if value is None else str(value)

    def integer(self, name: str) -> int | None:
        """A whole number, or None: Telegram takes what is no number for nothing."""
        value = self.values.get(name)
        try:
            return None if value is None or value == "" else int(value)
        except (TypeError, ValueError):
            return None

    def flag(self, name: str) -> bool:
        value = self.values.get(name)
        return value.lower() in {"true", "1", "yes"} if isinstance(value, str) else bool(value)

    def json(self, name: str, *, what: str | None = None) -> Any:
        """An object or a list; forms carry them as JSON text. None when absent or empty."""
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        if not value:
            return None
        try:
            return json.loads(value)
        except ValueError as error:
            raise bad_request(f"can't parse {what or name} JSON object") from error
