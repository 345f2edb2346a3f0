"""Takes Telegram off a message: what is left are plain values."""

from datetime import datetime
from typing import Any

from aiogram.enums import ContentType
from aiogram.types import (
    Message,
    MessageOriginChannel,
    MessageOriginChat,
    MessageOriginHiddenUser,
    MessageOriginUser,
    MessageReactionUpdated,
    ReactionTypeEmoji,
    User,
)

from bot.desk.action import Actor
from bot.desk.reacting import Reaction
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
        reply_to=answered_number(message),
        quote=quote_of(message),
        forwarded=origin_of(message),
        received_at=received_at,
    )


def kind_of(message: Message) -> str:
    """Name what kind of message it is, in Telegram's word."""
    return ContentType(message.content_type).value


def words_of(message: Message) -> str:
    """Read the text or the caption."""
    return storable(message.text or message.caption or "")


def topic_of(message: Message) -> tuple[int, int]:
    """Read where a message stands: the chat, and its topic or 0."""
    return message.chat.id, message.message_thread_id or 0


def media_of(message: Message) -> dict[str, Any] | None:
    """Note which file a message carries, by Telegram's id."""
    if message.photo:
        return {"photo": message.photo[-1].file_id, "unique": message.photo[-1].file_unique_id}
    for kind in _FILES:
        file = getattr(message, kind)
        if file is not None:
            return {kind: file.file_id, "unique": file.file_unique_id}
    return None


def answered_number(message: Message) -> int | None:
    """Tell which message is answered; in a topic everything answers the message that opened it, which says nothing."""
    answered = message.reply_to_message
    if answered is None or answered.forum_topic_created or answered.message_id == message.message_thread_id:
        return None
    return answered.message_id


def quote_of(message: Message) -> str | None:
    """Read the words that somebody chose to quote; Telegram marks a whole message quoted by itself otherwise."""
    return storable(message.quote.text) if message.quote else None


def origin_of(message: Message) -> str | None:
    """Name whose words were passed on, as far as Telegram tells: hidden people by the name that they show."""
    match message.forward_origin:
        case MessageOriginUser(sender_user=user):
            name = user.full_name
        case MessageOriginHiddenUser(sender_user_name=hidden):
            name = hidden
        case MessageOriginChat(sender_chat=chat) | MessageOriginChannel(chat=chat):
            name = chat.title or chat.full_name
        case _:
            return None
    return (storable(name).strip() or "?")[:300]


def reaction_of(event: MessageReactionUpdated) -> Reaction:
    """Read what stands on a message now: the newest of several, since a bot puts one only."""
    new = [one for one in event.new_reaction if one not in event.old_reaction] or event.new_reaction
    if not new:
        return Reaction(event.chat.id, event.message_id, None)
    if isinstance(new[-1], ReactionTypeEmoji):
        return Reaction(event.chat.id, event.message_id, new[-1].emoji)
    return Reaction(event.chat.id, event.message_id, new[-1].type, plain=False)


def actor_of(user: User) -> Actor:
    """Read who acts."""
    return Actor(user.id, storable(user.full_name) or str(user.id), user.username)


def _name(name: str | None) -> str | None:
    """Keep a name as it is, but for what databases refuse; length is Telegram's business, not ours."""
    return storable(name)[:300] if name else None
