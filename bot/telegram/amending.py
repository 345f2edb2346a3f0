"""Changes what stands in Telegram already: words, reactions, and replies that are taken back."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.methods import DeleteMessage, EditMessageCaption, SetMessageReaction
from aiogram.types import LinkPreviewOptions, ReactionTypeEmoji, ReactionTypeUnion

from bot.storage.engine import Database
from bot.storage.places import CUSTOMER, STAFF, copies_of, told_together
from bot.storage.sending import find_deliveries
from bot.storage.tables.conversations import Message
from bot.storage.tables.traffic import Delivery
from bot.telegram.attempt import Attempt
from bot.telegram.methods import Post, Rewrite
from bot.telegram.outcomes import Placed
from bot.telegram.texts import relay_html, split_text

# Kinds that have words below them.
CAPTIONED: Final = frozenset({"photo", "video", "animation", "document", "audio", "voice", "live_photo", "paid_media"})
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
# Telegram's words for what is as it should be already.
_SAME: Final = "message is not modified"
_GONE: Final = ("message to edit not found", "message to delete not found")


@dataclass(frozen=True, slots=True)
class Pieces:
    """A text as it should stand, piece by piece, and where its pieces stand now."""

    texts: Sequence[str]
    places: Sequence[Delivery]
    message_id: int | None
    html: bool


@dataclass(frozen=True, slots=True)
class Amending:
    """Carries changes out; each may be done twice and is the same as once."""

    bot: Bot
    database: Database

    async def amend(self, attempt: Attempt) -> None:
        """Make the copies of a message say what it says now."""
        row = attempt.row
        async with self.database.reading() as session:
            message = await session.get(Message, row.message_id)
            if message is None:
                return
            theirs = message.direction == "incoming"
            copies = await copies_of(session, message.id or 0, STAFF if theirs else CUSTOMER)
            relayed = await told_together(session, copies[0].outgoing_id) if copies and theirs else []
            placed = await find_deliveries(session, copies[0].outgoing_id) if copies and theirs else copies
        if not copies:
            return
        if message.kind == "text":
            words = "\n".join(one.text for one in relayed) if theirs else message.text
            texts = relay_html(words) if theirs else split_text(words)
            await self._rewrite(attempt, Pieces(texts, _places(placed), message.id, html=theirs))
        elif message.kind in CAPTIONED:
            await self._caption(copies[-1], message.text, row.content.get("connection"))

    async def react(self, attempt: Attempt) -> None:
        """Put a reaction on a message, or take ours off."""
        content = attempt.row.content
        # Taking a reaction off is putting none on.
        reaction: list[ReactionTypeUnion] = [ReactionTypeEmoji(emoji=content["emoji"])] if content["emoji"] else []
        await self.bot(
            SetMessageReaction(chat_id=attempt.row.chat_id, message_id=content["telegram_id"], reaction=reaction)
        )

    async def unsend(self, attempt: Attempt) -> None:
        """Delete every piece of a reply at the customer's; what is gone already is as wished."""
        async with self.database.reading() as session:
            placed = await find_deliveries(session, attempt.row.depends_on or 0)
        for one in placed:
            await self._delete(one)

    async def _rewrite(self, attempt: Attempt, pieces: Pieces) -> None:
        """Edit piece by piece; a longer text goes on below, a shorter one takes its last pieces away."""
        mode = "HTML" if pieces.html else None
        for text, place in zip(pieces.texts, pieces.places, strict=False):
            edit = Rewrite(
                chat_id=place.chat_id,
                message_id=place.telegram_id,
                text=text,
                parse_mode=mode,
                link_preview_options=_NO_PREVIEW if pieces.html else None,
                business_connection_id=attempt.row.content.get("connection"),
            )
            await self._edit(edit)
        for text in pieces.texts[len(pieces.places) :]:
            thread = pieces.places[0].thread_id
            post = Post(chat_id=attempt.row.chat_id, message_thread_id=thread, text=text, parse_mode=mode)
            sent = await self.bot(post)
            side, first = pieces.places[0].side, pieces.places[0].outgoing_id
            placed = Placed(side, attempt.row.chat_id, thread, sent.message_id, pieces.message_id, outgoing_id=first)
            attempt.placed.append(placed)
            attempt.parts_sent += 1
        for place in pieces.places[len(pieces.texts) :]:
            await self._delete(place)

    async def _caption(self, place: Delivery, words: str, account: str | None) -> None:
        edit = EditMessageCaption(chat_id=place.chat_id, message_id=place.telegram_id, caption=words)
        await self._edit(edit.model_copy(update={"business_connection_id": account}))

    async def _edit(self, edit: Any) -> None:
        try:
            await self.bot(edit)
        except TelegramBadRequest as error:
            if _SAME not in error.message:
                raise

    async def _delete(self, place: Delivery) -> None:
        try:
            await self.bot(DeleteMessage(chat_id=place.chat_id, message_id=place.telegram_id))
        except TelegramBadRequest as error:
            if not any(words in error.message for words in _GONE):
                raise


def _places(placed: Sequence[Delivery]) -> list[Delivery]:
    """List each message once: one that shows several of ours is noted for each."""
    return list({(one.chat_id, one.telegram_id): one for one in placed}.values())
