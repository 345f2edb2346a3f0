"""Which line an update belongs to, read from the raw JSON: order holds within a line, lines run side by side."""

import hashlib
import json
from collections.abc import Collection, Mapping
from typing import Any, Final

from bot.incoming import storable
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
# Telegram's kinds and ids of connections have up to forty characters.
LONGEST_NAME: Final = 64


def read_json(body: bytes) -> Any:
    """Read what Telegram sent; raises ValueError for anything that is no JSON, endless nesting included."""
    try:
        return json.loads(body, parse_int=_read_int)
    except RecursionError as error:
        raise ValueError("the JSON is nested too deeply") from error


def read_update(element: object, staff_chats: Collection[int]) -> Update:
    """Take one element of a batch as it came; whatever it is, it can be stored."""
    text = json.dumps(element, ensure_ascii=True)
    if not isinstance(element, dict):
        return _unusable(text, "unreadable", f"the update is no JSON object but {type(element).__name__}")
    number = _id(element.get("update_id"))
    if number is None:
        shown = repr(element.get("update_id"))[:40]
        return _unusable(text, "unnumbered", f"update_id is {shown}, not a whole number of 64 bits")
    kind = next((key for key in element if key != "update_id"), "empty")
    if len(text) > LARGEST:
        return Update(number, "huge", _name(kind), text[:1000], f"the update is huge: {len(text)} bytes")
    return Update(number, line_of(element, kind, staff_chats), _name(kind), text)


def line_of(update: Mapping[str, Any], kind: str, staff_chats: Collection[int]) -> str:
    """Name the line: a private chat, or a staff chat with its topic.

    >>> line_of({"message": {"chat": {"id": 7, "type": "private"}}}, "message", ())
    'chat:7'
    >>> line_of({"message": {"chat": {"id": -1}, "message_thread_id": 5}}, "message", (-1,))
    'topic:-1:5'
    """
    body = update.get(kind)
    if kind == "inline_query":  # each is answered for itself, however many agents search
        return f"inline:{_name(str(body.get('id')))}" if isinstance(body, dict) else "kind:inline_query"
    message = body.get("message") if kind == "callback_query" and isinstance(body, dict) else body
    chat = message.get("chat") if isinstance(message, dict) else None
    chat_id = _id(chat.get("id")) if isinstance(chat, dict) else None
    if chat_id is None or not isinstance(message, dict):
        return f"kind:{_name(kind)}"
    if chat_id in staff_chats:
        return f"topic:{chat_id}:{_id(message.get('message_thread_id')) or 0}"
    connection = message.get("business_connection_id")
    return f"business:{_name(connection)}:{chat_id}" if isinstance(connection, str) else f"chat:{chat_id}"


def _id(value: object) -> int | None:
    """Take a number as the databases can keep it."""
    return value if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**63 else None


def _read_int(digits: str) -> int | float:
    """Read a whole number; Python refuses those of thousands of digits, and one of them must not fail a batch."""
    return int(digits) if len(digits) < 1000 else float(digits)


def _name(key: str) -> str:
    """Take a name as the databases can keep and index it, whatever somebody sent as one."""
    return storable(key)[:LONGEST_NAME]


def unreadable_body(body: bytes, why: str) -> Update:
    """Keep a body that is no JSON at all."""
    return _unusable(json.dumps(body[:1000].decode("utf-8", "replace")), "unreadable", why)


def _unusable(text: str, kind: str, why: str) -> Update:
    """Key it by its content, below zero where Telegram never numbers, so that a repeat is stored once."""
    digest = hashlib.sha256(text.encode()).digest()
    return Update(-int.from_bytes(digest[:7], "big") - 1, "unusable", kind, text[:1000], why)
