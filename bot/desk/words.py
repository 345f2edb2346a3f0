"""What an agent wrote in a customer's topic."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class OwnWords:
    """Text, or anything else to be copied from where it stands; `reply_to` is the customer's message that it answers."""

    conversation_id: int
    text: str
    chat_id: int
    message_id: int
    kind: str = "text"
    media: dict[str, Any] | None = None
    take_over: bool = False
    album: str | None = None  # shared by the parts of an album
    reply_to: int | None = None
    quote: str | None = None
    confirmed: bool = False  # kept in before, and sent by a press

    @property
    def place(self) -> tuple[int, int]:
        return self.chat_id, self.message_id
