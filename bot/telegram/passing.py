"""Passes on what Telegram copies nowhere: to and from the chats of the shop's own accounts, files are sent again."""

from dataclasses import dataclass
from typing import Any, Final, cast

from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.methods import (
    DeleteBusinessMessages,
    DeleteMessage,
    SendAnimation,
    SendAudio,
    SendDocument,
    SendPhoto,
    SendSticker,
    SendVideo,
    SendVideoNote,
    SendVoice,
    TelegramMethod,
)
from aiogram.types import Message, ReplyParameters

from bot.channels import account_in
from bot.telegram.attempt import Attempt
from bot.telegram.methods import Post
from bot.telegram.outcomes import Placed
from bot.telegram.texts import split_text

# How a file of each kind is sent; the last two carry no words.
_SENDS: Final[dict[str, type[TelegramMethod[Message]]]] = {
    "photo": SendPhoto,
    "video": SendVideo,
    "animation": SendAnimation,
    "document": SendDocument,
    "audio": SendAudio,
    "voice": SendVoice,
    "sticker": SendSticker,
    "video_note": SendVideoNote,
}
_WORDLESS: Final = frozenset({"sticker", "video_note"})
# Telegram's limit of a caption.
_CAPTION: Final = 1024


async def say_through(bot: Bot, attempt: Attempt, reply: ReplyParameters | None = None) -> None:
    """Say a reply in the chat of an account, under its name."""
    row, connection = attempt.row, attempt.row.content["connection"]
    place = {"business_connection_id": connection, "chat_id": row.chat_id}
    text = row.content["text"]
    if "file" in row.content and not row.parts_sent:
        kind, file = row.content["file"]
        caption, text = (text, "") if len(text) <= _CAPTION and kind not in _WORDLESS else (None, text)
        sent = await bot(_file(kind, file, caption, {**place, "reply_parameters": reply}))
        attempt.placed.append(Placed("customer", row.chat_id, None, sent.message_id, row.message_id))
        if not text:
            return
    for number, piece in enumerate(split_text(text)[row.parts_sent :]):
        said = await bot(Post(**place, text=piece, reply_parameters=None if number else reply))
        attempt.placed.append(Placed("customer", row.chat_id, None, said.message_id, row.message_id))
        attempt.parts_sent += 1


async def relay_file(bot: Bot, attempt: Attempt, thread: int | None) -> None:
    """Show in the topic what a customer sent to an account; what cannot be shown is named."""
    content, chat_id = attempt.row.content, attempt.row.chat_id
    place = {"chat_id": chat_id, "message_thread_id": thread}
    words = ("💬 " + content["caption"])[:_CAPTION]
    kind, file = content["file"]
    try:
        sent = (await bot(_file(kind, file, None if kind in _WORDLESS else words, place))).message_id
    except TelegramBadRequest as error:
        if "file identifier" not in error.message:
            raise
        sent = (await bot(Post(**place, text=f"{words} 📎 {kind}"))).message_id
    attempt.placed.append(Placed("staff", chat_id, thread, sent, attempt.row.message_id))


@dataclass(frozen=True, slots=True)
class AccountBot:
    """Calls methods as they are done in the chat of an account: under its connection, and deleting in its own way."""

    bot: Bot
    connection: str

    async def __call__(self, method: TelegramMethod[Any]) -> Any:
        if isinstance(method, DeleteMessage):
            return await self.bot(
                DeleteBusinessMessages(business_connection_id=self.connection, message_ids=[method.message_id])
            )
        return await self.bot(method.model_copy(update={"business_connection_id": self.connection}))


def bot_for(bot: Bot, line: str) -> Bot:
    """Give what calls methods in the chat that a line stands for."""
    connection = account_in(line)
    return cast(Bot, AccountBot(bot, connection)) if connection else bot


def _file(kind: str, file: str, caption: str | None, place: dict[str, Any]) -> TelegramMethod[Message]:
    words = {"caption": caption or None} if kind not in _WORDLESS else {}
    return _SENDS[kind](**{kind: file}, **words, **place)
