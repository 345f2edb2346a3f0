"""Says one outgoing row to Telegram: our ids become Telegram's here."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.methods import CopyMessage, CopyMessages, DeleteForumTopic, DeleteMessage
from aiogram.types import InlineKeyboardMarkup, LinkPreviewOptions

from bot.storage.cardview import load_card
from bot.storage.engine import Database
from bot.storage.sending import find_deliveries
from bot.storage.tables.traffic import OutgoingKind
from bot.telegram.attempt import Attempt
from bot.telegram.cards import CardRenderer
from bot.telegram.customer_topics import CustomerTopics
from bot.telegram.methods import Post, Rewrite
from bot.telegram.notes import NoteRenderer
from bot.telegram.outcomes import Placed
from bot.telegram.texts import relay_html, split_text

NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
# Telegram's words for formatting that it cannot read.
_NO_FORMAT = "can't parse entities"


@dataclass(frozen=True, slots=True)
class Saying:
    """Knows how each kind of row is said."""

    bot: Bot
    database: Database
    cards: CardRenderer
    notes: NoteRenderer
    business: Callable[[], datetime]
    topics: CustomerTopics

    async def __call__(self, attempt: Attempt) -> None:
        """Say the row; raises what aiogram raises."""
        ways: dict[str, Callable[[Attempt], Awaitable[None]]] = {
            OutgoingKind.CREATE_TOPIC: self._create_topic,
            OutgoingKind.RELAY: self._relay,
            OutgoingKind.CARD: self._card,
            OutgoingKind.EDIT: self._edit,
            OutgoingKind.REPLY: self._reply,
            OutgoingKind.NOTE: self._note,
            OutgoingKind.DELETE: self._delete,
            OutgoingKind.DELETE_TOPIC: self._delete_topic,
        }
        await ways[attempt.row.kind](attempt)

    async def _create_topic(self, attempt: Attempt) -> None:
        await self.topics.find(attempt)

    async def _relay(self, attempt: Attempt) -> None:
        content = attempt.row.content
        if "copy" in content:
            await self.topics.say(attempt, lambda thread: self._copy_or_say(attempt, thread))
            return
        text = "\n".join([content["text"], *(row.content["text"] for row in attempt.merged)])
        messages = [attempt.row.message_id, *(row.message_id for row in attempt.merged)]
        pieces = relay_html(text)
        for piece in pieces[attempt.row.parts_sent :]:
            await self.topics.say(attempt, lambda thread, piece=piece: self._post(attempt, thread, piece, messages))  # type: ignore[misc] # bound now
            attempt.parts_sent += 1

    async def _card(self, attempt: Attempt) -> None:
        row = attempt.row
        async with self.database.reading() as session:
            view = await load_card(session, row.conversation_id or 0, row.turn or 0)
        card = self.cards(view, self.business())
        await self.topics.say(attempt, lambda thread: self._post(attempt, thread, card.html, [], card.keyboard))

    async def _edit(self, attempt: Attempt) -> None:
        row = attempt.row
        async with self.database.reading() as session:
            placed = await find_deliveries(session, row.depends_on or 0)
            view = await load_card(session, row.conversation_id or 0, row.turn or 0)
        if not placed:
            return
        card = self.cards(view, self.business(), strip=bool(row.content.get("strip")))
        edit = Rewrite(
            chat_id=placed[-1].chat_id,
            message_id=placed[-1].telegram_id,
            text=card.html,
            parse_mode="HTML",
            reply_markup=card.keyboard,
            link_preview_options=NO_PREVIEW,
        )
        try:
            await self._formatted(edit)
        except TelegramBadRequest as error:
            if "message is not modified" not in error.message:
                raise

    async def _reply(self, attempt: Attempt) -> None:
        row, chat_id = attempt.row, attempt.row.chat_id
        if "copy" in row.content:
            source, message_id = row.content["copy"]
            copied = await self.bot(CopyMessage(chat_id=chat_id, from_chat_id=source, message_id=message_id))
            attempt.placed.append(Placed("customer", chat_id, None, copied.message_id, row.message_id))
            return
        for piece in split_text(row.content["text"])[row.parts_sent :]:
            sent = await self.bot(Post(chat_id=chat_id, text=piece))
            attempt.placed.append(Placed("customer", chat_id, None, sent.message_id, row.message_id))
            attempt.parts_sent += 1

    async def _note(self, attempt: Attempt) -> None:
        note = await self.notes(attempt.row)
        if attempt.row.customer_id is not None and attempt.row.content.get("to") != "customer":
            await self.topics.say(attempt, lambda thread: self._post(attempt, thread, note.html, [], note.keyboard))
            return
        await self._post(attempt, None, note.html, [], note.keyboard)

    async def _delete(self, attempt: Attempt) -> None:
        async with self.database.reading() as session:
            placed = await find_deliveries(session, attempt.row.depends_on or 0)
        for one in placed:
            await self.bot(DeleteMessage(chat_id=one.chat_id, message_id=one.telegram_id))

    async def _delete_topic(self, attempt: Attempt) -> None:
        thread = attempt.row.content["thread"]
        await self.bot(DeleteForumTopic(chat_id=attempt.row.chat_id, message_thread_id=thread))

    async def _post(
        self,
        attempt: Attempt,
        thread: int | None,
        html: str,
        messages: Sequence[int | None],
        keyboard: InlineKeyboardMarkup | None = None,
    ) -> None:
        chat_id = attempt.row.chat_id
        message = Post(
            chat_id=chat_id,
            message_thread_id=thread,
            text=html,
            parse_mode="HTML",
            reply_markup=keyboard,
            link_preview_options=NO_PREVIEW,
        )
        sent = await self._formatted(message)
        for message_id in messages or [None]:
            attempt.placed.append(Placed("staff", chat_id, thread, sent.message_id, message_id))

    async def _formatted(self, message: Post | Rewrite) -> Any:
        """Send with formatting; where Telegram cannot read it, plain: whole words beat bold ones."""
        try:
            return await self.bot(message)
        except TelegramBadRequest as error:
            if _NO_FORMAT not in error.message:
                raise
            plain = message.model_copy(update={"text": self.cards.plain(message.text or ""), "parse_mode": None})
            return await self.bot(plain)

    async def _copy_or_say(self, attempt: Attempt, thread: int) -> None:
        """Copy what the customer sent; what can't be copied is named, so that agents know it is there."""
        try:
            await self._copy_in(attempt, thread)
        except TelegramBadRequest as error:
            if "copied" not in error.message and "copy" not in error.message:
                raise
            await self._post(attempt, thread, "💬 📎", [attempt.row.message_id])

    async def _copy_in(self, attempt: Attempt, thread: int) -> None:
        content, chat_id = attempt.row.content, attempt.row.chat_id
        parts = sorted(content["copy"])
        if len(parts) == 1:
            one = CopyMessage(
                chat_id=chat_id, from_chat_id=content["from"], message_id=parts[0][0], message_thread_id=thread
            )
            ids = [(await self.bot(one)).message_id]
        else:
            album = CopyMessages(
                chat_id=chat_id,
                from_chat_id=content["from"],
                message_ids=[part[0] for part in parts],
                message_thread_id=thread,
            )
            ids = [copied.message_id for copied in await self.bot(album)]
        for telegram_id, part in zip(ids, parts, strict=False):
            attempt.placed.append(Placed("staff", chat_id, thread, telegram_id, part[1]))
