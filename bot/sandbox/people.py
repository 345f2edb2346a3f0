"""Users, chats and topics: who can talk to whom, and what the bot may do there."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

# The rights an administrator bot can hold in a forum, as ChatMemberAdministrator names them.
ADMIN_RIGHTS = (
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
    "can_pin_messages",
    "can_manage_topics",
    "can_send_welcome_messages",  # since Bot API 10.3; aiogram 3.31 insists on it
)

# What a support team grants its bot: topics, pins and deletions.
BOT_RIGHTS = frozenset({"can_manage_chat", "can_delete_messages", "can_pin_messages", "can_manage_topics"})


@dataclass(frozen=True, slots=True)
class User:
    id: int
    first_name: str
    last_name: str | None = None
    username: str | None = None
    language_code: str | None = None
    is_bot: bool = False
    about: str | None = None  # shown on the page only; Telegram knows nothing of it

    def as_json(self) -> dict[str, Any]:
        user: dict[str, Any] = {"id": self.id, "is_bot": self.is_bot, "first_name": self.first_name}
        for key in ("last_name", "username", "language_code"):
            if (value := getattr(self, key)) is not None:
                user[key] = value
        return user


class Standing(StrEnum):
    """What the bot may expect when it writes to a chat."""

    OPEN = "open"
    NEVER_WROTE = "never wrote"
    BLOCKED = "blocked"
    DEACTIVATED = "deactivated"
    KICKED = "kicked"


@dataclass(slots=True)
class Topic:
    thread_id: int
    name: str
    icon_color: int
    creator_id: int
    last_at: datetime
    closed: bool = False


@dataclass(slots=True)
class Chat:
    id: int
    type: str
    title: str | None = None
    owner: User | None = None  # the other party of a private chat
    is_forum: bool = False
    standing: Standing = Standing.OPEN
    members: dict[int, str] = field(default_factory=dict)  # user id -> status as ChatMember words it
    bot_rights: frozenset[str] = BOT_RIGHTS
    topics: dict[int, Topic] = field(default_factory=dict)
    pinned: list[int] = field(default_factory=list)
    migrated_to: int | None = None
    unread: int = 0  # bot messages since the owner last wrote
    brief: dict[str, Any] = field(init=False)

    def __post_init__(self) -> None:
        self.brief = self._as_json()

    def _as_json(self) -> dict[str, Any]:
        chat: dict[str, Any] = {"id": self.id, "type": self.type}
        if self.title is not None:
            chat["title"] = self.title
        if self.is_forum:
            chat["is_forum"] = True
        if self.owner is not None:
            for key in ("first_name", "last_name", "username"):
                if (value := getattr(self.owner, key)) is not None:
                    chat[key] = value
        return chat

    @property
    def is_private(self) -> bool:
        return self.type == "private"
