"""Misbehaviour on demand: what to do instead of, or after, the next calls that match."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

# A whole page in place of JSON, as a proxy in front of Telegram gives it.
NOT_JSON_BODY = "<html><head><title>502 Bad Gateway</title></head><body>502 Bad Gateway</body></html>"


class Does(StrEnum):
    STATUS = "status"
    CLOSE = "close"
    NOT_JSON = "not_json"
    HANG = "hang"
    WRONG_THREAD = "wrong_thread"


@dataclass(frozen=True, slots=True)
class Kind:
    """One way to misbehave; made by the functions and constants below."""

    does: Does
    seconds: float = 0.0
    answer: dict[str, Any] = field(default_factory=dict)
    thread_id: int | None = None
    after: bool = False


def status(code: int, description: str, parameters: dict[str, Any] | None = None) -> Kind:
    """A JSON error as Telegram words it: `status(400, "Bad Request: chat not found")`."""
    answer: dict[str, Any] = {"ok": False, "error_code": code, "description": description}
    if parameters is not None:
        answer["parameters"] = parameters
    return Kind(Does.STATUS, answer=answer)


def retry_after(seconds: int) -> Kind:
    return status(429, f"Too Many Requests: retry after {seconds}", {"retry_after": seconds})


def hang(seconds: float) -> Kind:
    """Say nothing for so long, then act and answer (with `after`: act, then say nothing for so long)."""
    return Kind(Does.HANG, seconds=seconds)


def wrong_thread(thread_id: int | None = None) -> Kind:
    """Put the message in this topic; without one, in any other topic, or in General where there is no other."""
    return Kind(Does.WRONG_THREAD, thread_id=thread_id)


CLOSE = Kind(Does.CLOSE)  # the connection drops before anything happens
CLOSE_AFTER = Kind(Does.CLOSE, after=True)  # it happens, then the connection drops: nobody can tell
NOT_JSON = Kind(Does.NOT_JSON)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Applies to the next `times` calls of this method and chat; None means any, or without end."""

    kind: Kind
    method: str | None = None
    chat_id: int | None = None
    times: int | None = 1
    after: bool = False  # act first, then misbehave

    @property
    def acts_first(self) -> bool:
        return self.after or self.kind.after


class Faults:
    def __init__(self) -> None:
        self._waiting: list[tuple[Fault, int | None]] = []

    def __len__(self) -> int:
        return len(self._waiting)

    def add(self, fault: Fault) -> None:
        self._waiting.append((fault, fault.times))

    def clear(self) -> None:
        self._waiting.clear()

    def take(self, method: str, chat_id: int | None) -> Fault | None:
        """The oldest fault that matches this call; its count goes down."""
        for index, (fault, left) in enumerate(self._waiting):
            if fault.method in {None, method} and fault.chat_id in {None, chat_id}:
                if left is not None:
                    self._waiting[index : index + 1] = [(fault, left - 1)] if left > 1 else []
                return fault
        return None


def from_json(value: dict[str, Any]) -> Fault:
    """A fault as the control API takes it: {"kind": "status", "code": 500, ..., "method"?, "chat_id"?, "times"?}."""
    name = value.get("kind")
    kinds = {
        "status": lambda: status(value["code"], value["description"], value.get("parameters")),
        "retry_after": lambda: retry_after(value["seconds"]),
        "hang": lambda: hang(value["seconds"]),
        "wrong_thread": lambda: wrong_thread(value.get("thread_to")),
        "close": lambda: CLOSE,
        "close_after": lambda: CLOSE_AFTER,
        "not_json": lambda: NOT_JSON,
    }
    if name not in kinds:
        raise ValueError(f"{name!r} is not a fault; choose one of {', '.join(kinds)}")
    return Fault(
        kind=kinds[name](),
        method=value.get("method"),
        chat_id=value.get("chat_id"),
        times=value.get("times", 1),
        after=value.get("after", False),
    )
