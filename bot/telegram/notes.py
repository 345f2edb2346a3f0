"""Lines of the program itself in a topic or a private chat: reminders, delivery news, details, replies to copy."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import Any, Final
from zoneinfo import ZoneInfo

from aiogram.types import InlineKeyboardMarkup

from bot.desk.ban import REASONS
from bot.storage.cardview import load_card
from bot.storage.engine import Database
from bot.storage.handovers import load_handover
from bot.storage.tables.people import Customer
from bot.storage.tables.traffic import Outgoing
from bot.telegram.assistcards import AssistCards
from bot.telegram.callbacks import pack_raw
from bot.telegram.cardlines import Lines
from bot.telegram.details import details_html
from bot.telegram.handover import Summary
from bot.telegram.incident_views import IncidentViews
from bot.telegram.keyboards import button, keyboard, note_keyboard
from bot.telegram.listing import Listing
from bot.telegram.rating_views import rating_view
from bot.wording import DESK_LANGUAGES, Wording, load_wording

# Keys of what says back a time that an agent wrote in words.
SAID_BACK: Final = ("set_", "promise_found")


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
        own = await self._own(row)
        if own is not None:
            return own
        words = _readers_words(self.words, content.get("lang"))
        html = escape(words(content["key"], **self._values(content)), quote=False)
        if content.get("quote"):
            html += f"\n<blockquote>{escape(content['quote'], quote=False)}</blockquote>"
        if "handover" in content:
            html += await self._handover(row)
        if content.get("tell"):
            proposed = escape(content["tell"], quote=False)
            html += f"\n\n<b>{escape(self.words('tell_proposed'))}</b>\n<blockquote>{proposed}</blockquote>"
        if "list" in content:
            lines = await Listing(self.database, Lines(words, self.zone))(content["list"], self.business())
            html = "\n".join([html, *lines])
        if content.get("link_topic_of"):
            html += await self._topic_link(content["link_topic_of"])
        return NoteText(html, note_keyboard(content.get("buttons", []), self.words))

    async def _own(self, row: Outgoing) -> NoteText | None:
        """Write what has a way of its own, and no sentence of the wording."""
        content = row.content
        if "incident" in content or "rating" in content:
            return await self._living(content)
        if "assist" in content:
            card = await AssistCards(self.database, self.words, self.zone)(content["assist"], self.business())
            return NoteText(card.html, card.keyboard)
        if "details" in content:
            return NoteText(await self._details(row), None)
        if "copy_text" in content:
            copied = f"<code>{escape(content['copy_text'], quote=False)}</code>"
            return NoteText(f"{copied}\n\n{escape(self.words('edit_hint'))}", None)
        return _ready(content) if "html" in content or "text" in content else None

    def _values(self, content: dict[str, Any]) -> dict[str, object]:
        lines, now = Lines(self.words, self.zone), self.business()
        write = lines.whole if content["key"].startswith(SAID_BACK) else lines.time
        times = {name: write(datetime.fromisoformat(at), now) for name, at in content.get("times", {}).items()}
        values = dict(content.get("values", {}))
        if content["key"].startswith("reminder") and not values.get("text"):
            values["text"] = self.words("reminder_default")
        if "kind" in values:
            values["kind"] = self.words.name("kind", values["kind"])
        if "occasion" in values:
            values["what"] = self.words.name("occasion", values.pop("occasion"))
        if "to" in values:
            values["to"] = self.words.name("role", values["to"])
        if values.get("rating_reason"):
            values["rating_reason"] = self.words.name("rating_reason", values["rating_reason"])
        if content["key"].startswith("banned_") and values.get("reason") in REASONS:
            values["reason"] = self.words(f"b_ban_{values['reason']}").lower()
        if "flag" in values:
            values["what"] = self.words.name("flag", values.pop("flag"))
        return {**values, **times}

    async def _living(self, content: dict[str, Any]) -> NoteText:
        """Write what changes where it stands: an incident's notes, and the question for a rating."""
        if "rating" in content:
            return NoteText(*await rating_view(self.database, content["rating"]))
        return NoteText(*await IncidentViews(self.database, self.words, self.zone)(content, self.business()))

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
        if (customer.staff_chat or 0) > 0:  # no link leads into a private chat
            return f"\n{escape(customer.topic_title or '→')}"
        chat = str(customer.staff_chat).removeprefix("-100")
        return f'\n<a href="https://t.me/c/{chat}/{customer.topic_id}">{escape(customer.topic_title or "→")}</a>'


def _ready(content: dict[str, Any]) -> NoteText:
    """Take what needs no more words: a page with its buttons, or a text in a language that the desk may not speak."""
    if "html" not in content:
        return NoteText(escape(content["text"], quote=False), None)
    rows = [[button(text, pack_raw(data)) for text, data in row] for row in content["rows"]]
    return NoteText(content["html"], keyboard(rows))


def _readers_words(desk: Wording, lang: str | None) -> Wording:
    """Choose the words for a reader who is no agent; the desk's where their language is not among ours."""
    code = (lang or "").partition("-")[0]
    return next((load_wording(ours) for ours in DESK_LANGUAGES if ours == code), desk)
