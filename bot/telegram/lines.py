"""Which line an update belongs to, read from the raw JSON: order holds within a line, lines run side by side."""

import hashlib
import json
from collections.abc import Collection, Mapping
from typing import Any, Final

from bot.storage.intake import Update

# Everything in an update that is about one chat; the first one present decides.
CHAT_KINDS: Final = (
    "message",
    "edited_message",
    "channel_post",
    "edited_channel_post",
    "business_message",
    "edited_business_message",
    "deleted_business_messages",
    "message_reaction",
    "message_reaction_count",
    "my_chat_member",
    "chat_member",
    "chat_join_request",
    "chat_boost",
    "removed_chat_boost",
)
# Telegram's largest updates are a few dozen kB; what is larger is kept as far as here and set aside.
LARGEST: Final = 512 * 1024


def read_update(element: object, staff_chats: Collection[int]) -> Update:
    """Take one element of a batch as it came; whatever it is, it can be stored."""
    text = json.dumps(element, ensure_ascii=True)
    if not isinstance(element, dict):
        return _unusable(text, "unreadable", f"the update is no JSON object but {type(element).__name__}")
    number = element.get("update_id")
    if not isinstance(number, int) or isinstance(number, bool) or abs(number) >= 2**63:
        return _unusable(text, "unnumbered", f"update_id is {number!r}, not a whole number")
    kind = next((key for key in element if key != "update_id"), "empty")[:40]
    if len(text) > LARGEST:
        return Update(number, "huge", kind, text[:1000], f"the update is huge: {len(text)} bytes")
    return Update(number, line_of(element, kind, staff_chats), kind, text)


def line_of(update: Mapping[str, Any], kind: str, staff_chats: Collection[int]) -> str:
    """Name the line: a private chat, or a staff chat with its topic.

    >>> line_of({"message": {"chat": {"id": 7, "type": "private"}}}, "message", ())
    'chat:7'
    >>> line_of({"message": {"chat": {"id": -1}, "message_thread_id": 5}}, "message", (-1,))
    'topic:-1:5'
    """
    body = update.get(kind)
    message = body.get("message") if kind == "callback_query" and isinstance(body, dict) else body
    chat = message.get("chat") if isinstance(message, dict) else None
    chat_id = chat.get("id") if isinstance(chat, dict) else None
    if not isinstance(chat_id, int):
        return f"kind:{kind}"
    if chat_id in staff_chats:
        return f"topic:{chat_id}:{message.get('message_thread_id') or 0}"  # type: ignore[union-attr] # chat_id came out of it
    connection = message.get("business_connection_id")  # type: ignore[union-attr] # the same
    return f"business:{connection}:{chat_id}" if connection else f"chat:{chat_id}"


def unreadable_body(body: bytes, why: str) -> Update:
    """Keep a body that is no JSON at all."""
    return _unusable(json.dumps(body[:1000].decode("utf-8", "replace")), "unreadable", why)


def _unusable(text: str, kind: str, why: str) -> Update:
    """Key it by its content, below zero where Telegram never numbers, so that a repeat is stored once."""
    digest = hashlib.sha256(text.encode()).digest()
    return Update(-int.from_bytes(digest[:7], "big") - 1, "unusable", kind, text[:1000], why)
