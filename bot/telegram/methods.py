"""Telegram's methods as we call them most: of what comes back only the message's number is read.

A whole `Message` with its chat, sender and keyboard costs more to read than the request to make.
"""

from aiogram.methods import EditMessageText, SendMessage
from aiogram.types import MessageId


class Post(SendMessage):
    """`sendMessage`, answered by the new message's number."""

    __returning__ = MessageId  # type: ignore[assignment]  # aiogram parses by it


class Rewrite(EditMessageText):
    """`editMessageText`, answered by the message's number."""

    __returning__ = MessageId | bool
