"""A customer's message as plain values: what is left when Telegram is taken off."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Incoming:
    """One message of a customer.

    `text` is the text or the caption, `media` what is needed to copy the rest,
    `album` the id that the parts of an album share.
    """

    telegram_id: int
    chat_id: int
    message_id: int
    at: datetime
    text: str
    kind: str = "text"
    media: dict[str, Any] | None = None
    album: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    username: str | None = None
    language: str | None = None
    connection: str = ""
    reply_to: int | None = None  # Telegram's number of the message that this one answers
    reply_to_id: int | None = None  # ours
    quote: str | None = None
    forwarded: str | None = None  # whose words they were first
    sorry: str | None = None  # what the writer is told where it cannot be passed on
    account: str = ""  # the name of the shop's own account in whose chat it was written
    received_at: datetime | None = None  # when the update came, by the machine's clock; only to measure with


def storable(text: str) -> str:
    r"""Take out what databases refuse: NUL and halves of surrogate pairs.

    >>> storable("a\x00b")
    'ab'
    """
    return text.replace("\x00", "").encode("utf-8", "ignore").decode()
