"""Copies what words can't say, both ways, and hangs a message below the one that it answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.methods import CopyMessage, CopyMessages, ForwardMessages
from aiogram.types import MessageId, ReplyParameters

from bot.cardfacts import shorten
from bot.storage.engine import Database
from bot.storage.places import CUSTOMER, STAFF, Spot, at_customer, in_topic
from bot.storage.tables.conversations import Message
from bot.telegram.attempt import Attempt
from bot.telegram.outcomes import Placed
from bot.wording import Wording

# A customer's own words in front of an answer to them, where Telegram can't show them as a quote.
QUOTED = 200
# Telegram's words for a quote that is not, letter for letter and mark for mark, in the message.
_NO_QUOTE = "quote"
_NOT_THERE = ("message to copy not found", "message to forward not found", "there are no messages")


@dataclass(frozen=True, slots=True)
class Below:
    """What a message hangs below: Telegram's way, and a head for what Telegram can't show."""

    reply: ReplyParameters | None = None
    head: str = ""


@dataclass(frozen=True, slots=True)
class Copying:
    """Copies into topics and to customers."""

    bot: Bot
    database: Database
    words: Wording

    async def below(self, attempt: Attempt) -> Below:
        """Find the other side's copy of the message that this one answers, and who said forwarded words first."""
        content = attempt.row.content
        head = f"↪ <i>{escape(content['forwarded'], quote=False)}</i>\n" if content.get("forwarded") else ""
        answered = content.get("reply")
        if not answered:
            return Below(head=head)
        spot = await self._spot(answered["to"], CUSTOMER if attempt.row.kind == "reply" else STAFF)
        if spot is None or spot.chat_id != attempt.row.chat_id:
            return Below(head=head + _inline(answered["quote"]))
        # A card says other words by now than the reply that was sent from it.
        quote = None if spot.card else answered["quote"]
        reply = ReplyParameters(message_id=spot.telegram_id, allow_sending_without_reply=True, quote=quote)
        return Below(reply, head + (_inline(answered["quote"]) if spot.card else ""))

    async def _spot(self, message_id: int, side: str) -> Spot | None:
        async with self.database.reading() as session:
            message = await session.get(Message, message_id)
            if message is None:
                return None
            return await (at_customer if side == CUSTOMER else in_topic)(session, message)

    async def into_topic(self, attempt: Attempt, thread: int, below: Below) -> str | None:
        """Copy what a customer sent; tells in HTML what stands in its place where Telegram does not copy it."""
        parts = sorted(attempt.row.content["copy"])
        try:
            ids = await self._copies(attempt, [part[0] for part in parts], thread, below)
        except TelegramBadRequest as error:
            if "copied" not in error.message and "copy" not in error.message and "forward" not in error.message:
                raise
            return self._named(attempt, error.message)
        # Which of an album was left out Telegram does not say: then all stand for the first.
        ours = [part[1] for part in parts] if len(ids) == len(parts) else [parts[0][1]] * len(ids)
        for copied, message_id in zip(ids, ours, strict=True):
            attempt.placed.append(Placed(STAFF, attempt.row.chat_id, thread, copied.message_id, message_id))
        return None

    async def _copies(self, attempt: Attempt, numbers: Sequence[int], thread: int, below: Below) -> list[MessageId]:
        row = attempt.row
        place = {"chat_id": row.chat_id, "from_chat_id": row.content["from"], "message_thread_id": thread}
        if row.content.get("forwarded"):  # a forward says by itself whose it was, a copy does not
            try:
                return await self.bot(ForwardMessages(**place, message_ids=list(numbers)))
            except TelegramBadRequest:
                pass  # protected from being forwarded, and perhaps not from being copied
        if len(numbers) > 1:
            return await self.bot(CopyMessages(**place, message_ids=list(numbers)))
        return [await self.one(CopyMessage(**place, message_id=numbers[0], reply_parameters=below.reply))]

    def _named(self, attempt: Attempt, refusal: str) -> str:
        """Say what was there; only what is still there and can't be shown is worth a word to the customer."""
        gone = any(words in refusal for words in _NOT_THERE)
        attempt.left_out = not gone
        kind = self.words.name("kind", attempt.row.content.get("kind", "unknown"))
        return "💬 📎 " + escape(self.words("relay_gone" if gone else "relay_refused", kind=kind), quote=False)

    async def to_customer(self, attempt: Attempt, below: Below) -> None:
        """Copy what an agent sent, whatever its size: nothing is downloaded."""
        row, (source, number) = attempt.row, attempt.row.content["copy"]
        parts = sorted(row.content.get("parts", [])) or [[number, row.message_id]]
        if len(parts) == 1:
            only = CopyMessage(
                chat_id=row.chat_id, from_chat_id=source, message_id=parts[0][0], reply_parameters=below.reply
            )
            ids = [await self.one(only)]
        else:
            numbers = [part[0] for part in parts]
            ids = await self.bot(CopyMessages(chat_id=row.chat_id, from_chat_id=source, message_ids=numbers))
        ours = [part[1] for part in parts] if len(ids) == len(parts) else [row.message_id] * len(ids)
        for copied, message_id in zip(ids, ours, strict=True):
            attempt.placed.append(Placed(CUSTOMER, row.chat_id, None, copied.message_id, message_id))

    async def one(self, copy: CopyMessage) -> MessageId:
        """Copy one message; a quote that Telegram does not find is left out."""
        try:
            return await self.bot(copy)
        except TelegramBadRequest as error:
            if not is_unquotable(error, copy.reply_parameters):
                raise
            return await self.bot(copy.model_copy(update={"reply_parameters": unquoted(copy.reply_parameters)}))


def is_unquotable(error: TelegramBadRequest, reply: object) -> bool:
    """Tell whether only the quote was refused: the other side's copy may differ in a mark from what was quoted."""
    return isinstance(reply, ReplyParameters) and bool(reply.quote) and _NO_QUOTE in error.message.lower()


def unquoted(reply: ReplyParameters | None) -> ReplyParameters | None:
    return reply and reply.model_copy(update={"quote": None})


def _inline(quote: str | None) -> str:
    return f"<blockquote>{escape(shorten(quote, QUOTED), quote=False)}</blockquote>\n" if quote else ""
