"""Messages as the chats hold them, found by chat and id, or listed by chat and topic."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

# Telegram's number for the General topic; its messages carry no thread id.
GENERAL = 1

Message = dict[str, Any]


@dataclass(slots=True)
class Post:
    """A message now. An edit replaces the `message` dict, never changes it: answers and updates keep theirs."""

    message: Message
    author_id: int
    reactions: dict[int, list[str]] = field(default_factory=dict)  # by user id
    deleted: bool = False


class Posts:
    """Private chats share one numbering, as one account's message box does; every group has its own."""

    def __init__(self) -> None:
        self._last_ids: dict[int, int] = {}
        self._by_chat: dict[int, dict[int, Post]] = {}
        self._by_thread: dict[tuple[int, int], list[Post]] = {}

    def next_id(self, chat_id: int) -> int:
        box = min(chat_id, 0)  # private chats have positive ids
        self._last_ids[box] = number = self._last_ids.get(box, 0) + 1
        return number

    def add(self, post: Post) -> None:
        message = post.message
        chat_id = message["chat"]["id"]
        self._by_chat.setdefault(chat_id, {})[message["message_id"]] = post
        thread = (chat_id, message.get("message_thread_id", GENERAL))
        self._by_thread.setdefault(thread, []).append(post)

    def find(self, chat_id: int, message_id: int | None) -> Post | None:
        """The message if it is still there; a deleted one is gone."""
        if message_id is None:
            return None
        post = self._by_chat.get(chat_id, {}).get(message_id)
        return None if post is None or post.deleted else post

    def all(self, chat_id: int, thread_id: int | None = None) -> Iterator[Post]:
        """In order of arrival, the deleted ones too; without a thread, the whole chat."""
        if thread_id is None:
            return iter(self._by_chat.get(chat_id, {}).values())
        return iter(self._by_thread.get((chat_id, thread_id), ()))

    def continue_numbers(self, old_id: int, new_id: int) -> None:
        """For a group that moved: its topics keep their ids, so new messages must not take them."""
        self._last_ids[new_id] = self._last_ids.get(old_id, 0)
