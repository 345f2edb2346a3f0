"""Logs that show ids, places and kinds of errors, and never what somebody wrote or a token."""

import json
import logging
import sys
import traceback
from collections.abc import Collection
from datetime import UTC, datetime
from types import TracebackType
from typing import Final

# These tell of every update and every tick.
TALKATIVE = ("aiogram.event", "aiogram.dispatcher", "apscheduler", "alembic", "aiohttp.access")


class DiscreetFormatter(logging.Formatter):
    """Formats without secrets; of an error it tells the kind and the place, since its words may quote a customer."""

    def __init__(self, secrets: Collection[str] = ()) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")
        self._secrets = [secret for secret in secrets if secret]

    def format(self, record: logging.LogRecord) -> str:
        return self._masked(super().format(record))

    def _masked(self, text: str) -> str:
        for secret in self._secrets:
            text = text.replace(secret, "…")
        return text

    def formatException(  # noqa: N802 - logging's name
        self, ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
    ) -> str:
        lines: list[str] = []
        error = ei[1]
        while error is not None:
            lines[:0] = [*traceback.format_tb(error.__traceback__), f"{_kind(error)}\n"]
            error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        return "".join(lines).rstrip()


class JsonFormatter(DiscreetFormatter):
    """The same as a JSON object a line, for programs that collect logs."""

    def format(self, record: logging.LogRecord) -> str:
        told = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "place": f"{record.module}.{record.funcName}:{record.lineno}",
            "process": record.process,
            "words": record.getMessage(),
        }
        if record.exc_info:
            told["error"] = self.formatException(record.exc_info)
        # Masked before it is written as JSON: its escapes would hide a secret with a quote or a letter beyond ASCII.
        masked = {key: self._masked(value) if isinstance(value, str) else value for key, value in told.items()}
        return json.dumps(masked, ensure_ascii=False)


FORMS: Final[dict[str, type[DiscreetFormatter]]] = {"plain": DiscreetFormatter, "json": JsonFormatter}


def set_up_logs(secrets: Collection[str], form: str = "plain") -> None:
    """Send logs to stderr, where systemd and containers look for them."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(FORMS[form](secrets))
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    for name in TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)


def _kind(error: BaseException) -> str:
    kind = type(error)
    return f"{kind.__module__}.{kind.__qualname__}"
