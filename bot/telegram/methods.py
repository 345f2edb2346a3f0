"""Telegram's methods as we call them most: of what comes back only the message's number is read.

A whole `Message` with its chat, sender and keyboard costs more to read than the request to make.
"""

from aiogram.methods import EditMessageText, SendMessage
from aiogram.types import MessageId


class Landed(MessageId):
    """Where a new message stands: its number, and the topic, which is not always the one that was asked for."""

    message_thread_id: int | None = None


class Post(SendMessage):
    """`sendMessage`, answered by the new message's number and topic."""

    __returning__ = Landed  # type: ignore[assignment]  # aiogram parses by it


class Rewrite(EditMessageText):
    """`editMessageText`, answered by the message's number."""

    __returning__ = MessageId | bool
