"""Says one outgoing row to Telegram: our ids become Telegram's here."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.methods import DeleteForumTopic, DeleteMessage
from aiogram.types import InlineKeyboardMarkup, LinkPreviewOptions, ReplyParameters

from bot.storage.cardview import load_card
from bot.storage.engine import Database
from bot.storage.sending import find_deliveries
from bot.storage.tables.traffic import OutgoingKind
from bot.telegram.amending import Amending
from bot.telegram.attempt import Attempt
from bot.telegram.cards import CardRenderer
from bot.telegram.copying import Below, Copying, is_unquotable, unquoted
from bot.telegram.customer_topics import CustomerTopics
from bot.telegram.methods import Post, Rewrite
from bot.telegram.notes import NoteRenderer
from bot.telegram.outcomes import Placed
from bot.telegram.passing import bot_for, relay_file, say_through
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
    copying: Copying
    amending: Amending

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
            OutgoingKind.AMEND: self._amending(attempt).amend,
            OutgoingKind.REACT: self.amending.react,
            OutgoingKind.UNSEND: self._amending(attempt).unsend,
        }
        await ways[attempt.row.kind](attempt)

    def _amending(self, attempt: Attempt) -> Amending:
        return replace(self.amending, bot=bot_for(self.bot, attempt.row.line))

    async def _create_topic(self, attempt: Attempt) -> None:
        await self.topics.find(attempt)

    async def _relay(self, attempt: Attempt) -> None:
        content = attempt.row.content
        if "file" in content:
            await self.topics.say(attempt, lambda thread: relay_file(self.bot, attempt, thread))
            return
        below = await self.copying.below(attempt)
        attempt.reply = below.reply
        if "copy" in content:
            await self.topics.say(attempt, lambda thread: self._copy_or_say(attempt, thread, below))
            return
        text = "\n".join([content["text"], *(row.content["text"] for row in attempt.merged)])
        messages = [attempt.row.message_id, *(row.message_id for row in attempt.merged)]
        pieces = relay_html(text, head=below.head)
        for piece in pieces[attempt.row.parts_sent :]:
            await self.topics.say(attempt, lambda thread, piece=piece: self._post(attempt, thread, piece, messages))  # type: ignore[misc] # bound now
            attempt.parts_sent, attempt.reply = attempt.parts_sent + 1, None

    async def _card(self, attempt: Attempt) -> None:
        row = attempt.row
        async with self.database.reading() as session:
            view = await load_card(session, row.conversation_id or 0, row.turn or 0)
        card = self.cards(view, self.business())
        await self.topics.say(attempt, lambda thread: self._post(attempt, thread, card.html, [], card.keyboard))

    async def _edit(self, attempt: Attempt) -> None:
        row = attempt.row
        if row.content.get("note"):
            await self._edit_note(attempt)
            return
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
            if "message to edit not found" in error.message and card.keyboard is not None:
                # Deleted, or gone with its topic: posted anew, it goes on as the same card.
                await self.topics.say(attempt, lambda thread: self._post(attempt, thread, card.html, [], card.keyboard))
                attempt.stands_for(row.depends_on)
            elif "message is not modified" not in error.message:
                raise

    async def _edit_note(self, attempt: Attempt) -> None:
        """Have a note of ours say what is true now; one that was deleted stays so."""
        async with self.database.reading() as session:
            placed = await find_deliveries(session, attempt.row.depends_on or 0)
        note = await self.notes(attempt.row)
        for one in placed[-1:]:
            edit = Rewrite(chat_id=one.chat_id, message_id=one.telegram_id, text=note.html, parse_mode="HTML")
            edit = edit.model_copy(update={"reply_markup": note.keyboard, "link_preview_options": NO_PREVIEW})
            try:
                await self._formatted(edit)
            except TelegramBadRequest as error:
                if not any(
                    words in error.message for words in ("message is not modified", "message to edit not found")
                ):
                    raise

    async def _reply(self, attempt: Attempt) -> None:
        row, chat_id = attempt.row, attempt.row.chat_id
        below = await self.copying.below(attempt)
        if "connection" in row.content:
            await say_through(self.bot, attempt, below.reply)
            return
        if "copy" in row.content:
            await self.copying.to_customer(attempt, below)
            return
        for number, piece in enumerate(split_text(row.content["text"])[row.parts_sent :]):
            post = Post(chat_id=chat_id, text=piece, reply_parameters=None if number else below.reply)
            sent = await self._formatted(post)
            attempt.placed.append(Placed("customer", chat_id, None, sent.message_id, row.message_id))
            attempt.parts_sent += 1

    async def _note(self, attempt: Attempt) -> None:
        if attempt.row.content.get("to") == "customer" and "connection" in attempt.row.content:
            await say_through(self.bot, attempt)
            return
        note = await self.notes(attempt.row)
        if attempt.row.customer_id is not None and attempt.row.content.get("to") != "customer":
            await self.topics.say(attempt, lambda thread: self._post(attempt, thread, note.html, [], note.keyboard))
            return
        await self._post(attempt, attempt.row.content.get("thread"), note.html, [], note.keyboard)

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
            disable_notification=True if attempt.row.content.get("silent") else None,
            protect_content=True if attempt.row.content.get("protect") else None,
            link_preview_options=NO_PREVIEW,
            reply_parameters=attempt.reply or _below(attempt.row.content.get("answer_to")),
        )
        sent = await self._formatted(message)
        await self.topics.check(chat_id, thread, sent)
        for message_id in messages or [None]:
            attempt.placed.append(Placed("staff", chat_id, thread, sent.message_id, message_id))

    async def _formatted(self, message: Post | Rewrite) -> Any:
        """Send with formatting; where Telegram cannot read it, plain: whole words beat bold ones."""
        try:
            return await self.bot(message)
        except TelegramBadRequest as error:
            reply = getattr(message, "reply_parameters", None)
            if is_unquotable(error, reply):
                return await self._formatted(message.model_copy(update={"reply_parameters": unquoted(reply)}))
            if _NO_FORMAT not in error.message:
                raise
            plain = message.model_copy(update={"text": self.cards.plain(message.text or ""), "parse_mode": None})
            return await self.bot(plain)

    async def _copy_or_say(self, attempt: Attempt, thread: int, below: Below) -> None:
        """Copy what the customer sent; what can't be copied is named, so that agents know it is there."""
        named = await self.copying.into_topic(attempt, thread, below)
        if named is not None:
            await self._post(attempt, thread, named, [attempt.row.message_id])


def _below(message_id: int | None) -> ReplyParameters | None:
    """Put an answer below the question, where that still stands."""
    return ReplyParameters(message_id=message_id, allow_sending_without_reply=True) if message_id else None
