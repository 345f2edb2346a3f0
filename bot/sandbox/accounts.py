"""Accounts of the shop's own that let the bot into their chats: Telegram Business, kept apart from the bot's chats."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.sandbox.people import User
from bot.sandbox.posts import Posts

# What a shop grants its bot when it connects it.
USUAL_RIGHTS = frozenset({"can_reply", "can_read_messages", "can_delete_sent_messages"})


@dataclass(slots=True)
class Account:
    """One connection. Its messages are numbered in the owner's own message box, so numbers repeat those of the bot's."""

    id: str
    owner: User
    since: datetime
    rights: frozenset[str] = USUAL_RIGHTS
    enabled: bool = True
    posts: Posts = field(default_factory=Posts)

    def as_json(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "user": self.owner.as_json(),
            "user_chat_id": self.owner.id,
            "date": int(self.since.timestamp()),
            "rights": dict.fromkeys(sorted(self.rights), True),
            "is_enabled": self.enabled,
        }
