"""Takes Telegram off a message: what is left are plain values."""

from datetime import datetime
from typing import Any

from aiogram.enums import ContentType
from aiogram.types import Message, User

from bot.desk.action import Actor
from bot.incoming import Incoming, storable

# Telegram's kinds whose words we keep; anything else is kept as its kind.
_FILES = ("video", "animation", "document", "audio", "voice", "video_note", "sticker")


def incoming_of(message: Message, sender: User, received_at: datetime | None = None) -> Incoming:
    """Read a customer's message."""
    return Incoming(
        telegram_id=sender.id,
        chat_id=message.chat.id,
        message_id=message.message_id,
        at=message.date,
        text=words_of(message),
        kind=kind_of(message),
        media=media_of(message),
        album=message.media_group_id,
        first_name=_name(sender.first_name),
        last_name=_name(sender.last_name),
        username=sender.username,
        language=sender.language_code,
        connection=message.business_connection_id or "",
        received_at=received_at,
    )


def kind_of(message: Message) -> str:
    """Name what kind of message it is, in Telegram's word."""
    return ContentType(message.content_type).value


def words_of(message: Message) -> str:
    """Read the text or the caption."""
    return storable(message.text or message.caption or "")


def media_of(message: Message) -> dict[str, Any] | None:
    """Note which file a message carries, by Telegram's id."""
    if message.photo:
        return {"photo": message.photo[-1].file_id}
    for kind in _FILES:
        file = getattr(message, kind)
        if file is not None:
            return {kind: file.file_id}
    return None


def actor_of(user: User) -> Actor:
    """Read who acts."""
    return Actor(user.id, storable(user.full_name) or str(user.id))


def _name(name: str | None) -> str | None:
    """Keep a name as it is, but for what databases refuse; length is Telegram's business, not ours."""
    return storable(name)[:300] if name else None
