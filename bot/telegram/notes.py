"""Lines of the program itself in a topic or a private chat: reminders, delivery news, details, replies to copy."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import Any
from zoneinfo import ZoneInfo

from aiogram.types import InlineKeyboardMarkup

from bot.storage.cardview import load_card
from bot.storage.engine import Database
from bot.storage.handovers import load_handover
from bot.storage.tables.people import Customer
from bot.storage.tables.traffic import Outgoing
from bot.telegram.cardlines import Lines
from bot.telegram.details import details_html
from bot.telegram.handover import Summary
from bot.telegram.keyboards import note_keyboard
from bot.wording import DESK_LANGUAGES, Wording, load_wording


@dataclass(frozen=True, slots=True)
class NoteText:
    """A line ready to send."""

    html: str
    keyboard: InlineKeyboardMarkup | None


@dataclass(frozen=True, slots=True)
class NoteRenderer:
    """Renders rows of kind `note`."""

    database: Database
    words: Wording
    zone: ZoneInfo
    business: Callable[[], datetime]

    async def __call__(self, row: Outgoing) -> NoteText:
        content = row.content
        if "details" in content:
            return NoteText(await self._details(row), None)
        if "copy_text" in content:
            copied = f"<code>{escape(content['copy_text'], quote=False)}</code>"
            return NoteText(f"{copied}\n\n{escape(self.words('edit_hint'))}", None)
        if "text" in content:  # ready for the customer, in a language that the desk may not speak
            return NoteText(escape(content["text"], quote=False), None)
        words = _readers_words(self.words, content.get("lang"))
        html = escape(words(content["key"], **self._values(content)), quote=False)
        if content.get("quote"):
            html += f"\n<blockquote>{escape(content['quote'], quote=False)}</blockquote>"
        if "handover" in content:
            html += await self._handover(row)
        if content.get("tell"):
            proposed = escape(content["tell"], quote=False)
            html += f"\n\n<b>{escape(self.words('tell_proposed'))}</b>\n<blockquote>{proposed}</blockquote>"
        if content.get("link_topic_of"):
            html += await self._topic_link(content["link_topic_of"])
        return NoteText(html, note_keyboard(content.get("buttons", []), self.words))

    def _values(self, content: dict[str, Any]) -> dict[str, object]:
        lines, now = Lines(self.words, self.zone), self.business()
        times = {name: lines.time(datetime.fromisoformat(at), now) for name, at in content.get("times", {}).items()}
        values = dict(content.get("values", {}))
        if content["key"].startswith("reminder") and not values.get("text"):
            values["text"] = self.words("reminder_default")
        if "to" in values:
            values["to"] = self.words.name("role", values["to"])
        if "flag" in values:
            values["what"] = self.words.name("flag", values.pop("flag"))
        return {**values, **times}

    async def _details(self, row: Outgoing) -> str:
        async with self.database.reading() as session:
            view = await load_card(session, row.conversation_id or 0, row.turn or 0)
        return details_html(view, self.words)

    async def _handover(self, row: Outgoing) -> str:
        """Write the summary from what is true now, for the turn that was handed over."""
        now = self.business()
        async with self.database.reading() as session:
            handover = await load_handover(session, row.conversation_id or 0, row.content["handover"], now)
        summary = Summary(Lines(self.words, self.zone))(handover, now)
        return "".join(f"\n<b>{escape(head)}</b> {escape(text, quote=False)}" for head, text in summary)

    async def _topic_link(self, customer_id: int) -> str:
        """Point to the topic: Telegram's links to private groups leave out the -100."""
        async with self.database.reading() as session:
            customer = await session.get(Customer, customer_id)
        if customer is None or customer.topic_id is None:
            return ""
        chat = str(customer.staff_chat).removeprefix("-100")
        return f'\n<a href="https://t.me/c/{chat}/{customer.topic_id}">{escape(customer.topic_title or "→")}</a>'


def _readers_words(desk: Wording, lang: str | None) -> Wording:
    """Choose the words for a reader who is no agent; the desk's where their language is not among ours."""
    code = (lang or "").partition("-")[0]
    return next((load_wording(ours) for ours in DESK_LANGUAGES if ours == code), desk)
