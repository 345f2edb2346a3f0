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
    "unsend": (int,),
    "again": (int,),
    "arrived": (int,),
    "done": (int,),  # follow-up
    "snooze": (int, int),
    "on_write": (int, str),  # follow-up, what becomes of it when the customer writes
    "drop": (int,),
    "promise_set": (int, int),  # message, minute since 1970
    "promise_no": (int,),
    "nap": (int, int, str),  # conversation, turn, until when
    "own_send": (int,),  # a note of the shop's own
    "own_no": (int,),
    "open": (int,),  # conversation
    "anyway": (int, int, str),  # note, message, its kind
    "link": (int, int),
    "link_yes": (int, int),  # conversation, customer of the shop
    "unlink_yes": (int, int),  # conversation, link
    "as_tone": (int, str),  # words handed in: the tone to show
    "as_keep": (int,),
    "account_in": (int,),  # an account that asks to come to the desk
    "forget_yes": (int, int),  # conversation, customer
    "find": (int,),  # page; the question stands in the message above
    "who": (int, int, str),  # customer, page, part of their page
    "page_take": (int, int),  # conversation, turn
    "page_false": (int, int),
    "hand_to": (int, int),  # conversation, agent
    "wait_off": (int, int),  # conversation, turn
    "inc": (int, str, int),  # incident, deed, its number
    "inc_out": (int,),  # conversation
    "rate": (int, int),  # rating, score: pressed by a customer
    "because": (int, str),
    "spam": (int, int, str),  # conversation, turn, reason
    "assign": (int, int),  # opens who is on shift
    "give": (int, int, int),  # conversation, turn, agent
    "hand_off": (int, int),  # who asked, to whom; 0 is the pool
    "approve": (int,),  # approval
    "approve_sure": (int,),
    "give_back": (int,),
    "setup": (str,),  # subject of the walk
    "set": (str, str),  # subject, value
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
