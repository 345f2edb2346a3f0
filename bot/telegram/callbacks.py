"""Callback data: our ids and nothing else, versioned so that old buttons are recognised and refused."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

# Raise it when the meaning of an action's arguments changes; older buttons then say that they expired.
VERSION: Final = "t1"
# Telegram's limit, in bytes.
LONGEST: Final = 64
# Our ids are INTEGER keys, on PostgreSQL of 32 bits: a larger number would fail the whole press there.
LARGEST: Final = 2**31

# Each action with the types of its arguments.
ACTIONS: Final[Mapping[str, tuple[type, ...]]] = {
    "say": (int, int, int, str),  # conversation, turn, suggestion, tone
    "sure": (int, int, int, str),  # the second tap for an approved text
    "edit": (int, int, int),  # conversation, turn, suggestion
    "menu": (int, int, str),
    "in": (int, int, int),  # remind in so many minutes
    "morning": (int, int),
    "own": (int, int),
    "escalate": (int, int),  # opens the rungs of the ladder
    "climb": (int, int, str),  # conversation, turn, role
    "tell": (int,),  # step: what the customer may be told of it
    "tick": (int, int, str),  # conversation, turn, key of the step
    "untick": (int, int, str),
    "resolve": (int, int),
    "close": (int, int),  # the second tap
    "details": (int, int),
    "axis": (int, int, str),
    "fix": (int, int, str, str),
    "take": (int, int),
    "reopen": (int, int),
    "undo": (int,),  # outgoing row
    "again": (int,),
    "arrived": (int,),
    "done": (int,),  # follow-up
    "snooze": (int, int),
    "open": (int,),  # conversation
    "anyway": (int, int, str),  # note, message, its kind
    "link": (int, int),
    "link_yes": (int, int),  # conversation, customer of the shop
    "unlink_yes": (int, int),  # conversation, link
    "forget_yes": (int, int),  # conversation, customer
}


@dataclass(frozen=True, slots=True)
class Press:
    """A button that was pressed: what it asks for and the ids that it names."""

    action: str
    numbers: tuple[int, ...]
    words: tuple[str, ...]


def pack(action: str, *arguments: object) -> str:
    """Write callback data.

    >>> pack("say", 12, 3, "short")
    't1:say:12:3:short'
    """
    return pack_raw(":".join([action, *map(str, arguments)]))


def pack_raw(data: str) -> str:
    """Put the version before data that a row keeps without it; raises ValueError where it is too long."""
    packed = f"{VERSION}:{data}"
    if len(packed.encode()) > LONGEST:
        raise ValueError(f"callback data {packed!r} is over {LONGEST} bytes; name ids, not texts")
    return packed


def unpack(data: str | None) -> Press | None:
    """Read callback data; None for anything forged, foreign or old."""
    version, *rest = (data or "").split(":")
    if version != VERSION or not rest or rest[0] not in ACTIONS:
        return None
    action, *arguments = rest
    types = ACTIONS[action]
    if len(arguments) != len(types):
        return None
    numbers = [argument for argument, kind in zip(arguments, types, strict=True) if kind is int]
    if not all(map(_is_id, numbers)):
        return None
    words = [argument for argument, kind in zip(arguments, types, strict=True) if kind is str]
    return Press(action, tuple(map(int, numbers)), tuple(words))


def _is_id(number: str) -> bool:
    return number.isascii() and number.isdigit() and len(number) <= 10 and int(number) < LARGEST
