"""What an agent wrote in a customer's topic."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class OwnWords:
    """Text, or a picture to be copied from where it stands."""

    conversation_id: int
    text: str
    chat_id: int
    message_id: int
    kind: str = "text"
    media: dict[str, Any] | None = None
    take_over: bool = False
