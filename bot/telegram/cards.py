"""The card: what decides first, the replies beside it, the next step, the buttons below."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape, unescape
from zoneinfo import ZoneInfo

from aiogram.types import InlineKeyboardMarkup

from bot.storage.cardview import CardView
from bot.storage.tables.people import Customer
from bot.telegram.aside_lines import aside_lines, short_card, waits_for_incident
from bot.telegram.cardlines import Lines
from bot.telegram.checklist import step_line
from bot.telegram.keyboards import card_keyboard
from bot.telegram.texts import LONGEST, units
from bot.wording import Wording
from playbooks.signing import signed

# Telegram's limit for a topic's name.
TITLE = 128
# Opens a gloss; no reply's words can, since theirs are escaped.
GLOSS = "<blockquote expandable><i>"


@dataclass(frozen=True, slots=True)
class Card:
    """A card ready to send: HTML, and buttons or none."""

    html: str
    keyboard: InlineKeyboardMarkup | None


@dataclass(frozen=True, slots=True)
class CardRenderer:
    """Renders views in the desk's language and the shop's time."""

    words: Wording
    zone: ZoneInfo

    def __call__(self, view: CardView, now: datetime, *, strip: bool = False) -> Card:
        lines = Lines(self.words, self.zone)
        if waits_for_incident(view):
            short, buttons = short_card(view, lines, self.words)
            return Card(short, None if strip else buttons)
        said = [
            *lines(view, now),
            *self._replies(view, lines),
            *self._state(view, lines, now),
            *self._next(view, lines, now),
            *aside_lines(view, lines, self.words, now),
        ]
        html = "\n".join(said)
        while units(html) > LONGEST and len(said) > 1:  # a card never fails for its length
            said.pop(_least(said))
            html = "\n".join(said)
        return Card(html, None if strip else card_keyboard(view, self.words))

    def topic_title(self, customer: Customer) -> str:
        """Name a topic: language and name, no type (a title is seen by everybody)."""
        full = " ".join(part for part in (customer.first_name, customer.last_name) if part and part.strip())
        name = full.strip() or self.words("nameless", id=customer.id)
        lang = (customer.last_language or customer.language or "").partition("-")[0].upper()
        title = self.words("topic_title", lang=lang, name=name) if lang else name
        return title[:TITLE]

    def plain(self, html: str) -> str:
        """Take the markup off, for when Telegram cannot read it."""
        return unescape(re.sub(r"<[^>]+>", "", html))

    def _replies(self, view: CardView, lines: Lines) -> Iterator[str]:
        if not view.waiting:
            return
        if not view.suggestion.replies:
            yield " · ".join([f"<b>{self.words('reply')}</b> {self.words('no_reply')}", *lines.missing(view)])
        for reply in view.suggestion.replies:
            tone = self.words(f"b_{reply.tone}").lower()
            mark = f" ({self.words('approved')})" if reply.approved else ""
            yield f"<b>{self.words('reply')} {tone}</b>{mark}"
            yield f"<blockquote expandable>{self._unsigned(reply.text)}</blockquote>"
            if reply.gloss:
                yield f"{GLOSS}{self.words('gloss')}</i>\n{self._unsigned(reply.gloss)}</blockquote>"

    def _unsigned(self, text: str) -> str:
        """Show where the name of whoever presses will stand."""
        return escape(signed(text, self.words("your_name")), quote=False)

    def _state(self, view: CardView, lines: Lines, now: datetime) -> Iterator[str]:
        """Say on one line how far the last reply is, and when somebody will be reminded."""
        parts = []
        for reply in view.replies[-1:]:
            key = "reply_failed_line" if reply.state == "failed" else f"reply_{reply.state}"
            key, at = ("reply_unsent", reply.unsent_at) if reply.unsent_at else (key, reply.at)
            said = self.words(key, name=reply.agent or "?", time=lines.time(at, now), cause=reply.error or "?")
            parts.append(escape(said, quote=False))
        if view.reminders:
            times = ", ".join(lines.time(at, now) for at in view.reminders[:3])
            parts.append(self.words("reminder_line", times=times))
        if parts:
            yield " · ".join(parts)

    def _next(self, view: CardView, lines: Lines, now: datetime) -> Iterator[str]:
        suggestion = view.suggestion
        yield from step_line(view, lines, now)
        if view.waiting and suggestion.follow_up is not None:
            at = lines.time((view.suggested_at or now) + suggestion.follow_up.after, now)
            text = escape(suggestion.follow_up.text, quote=False)
            yield f"<b>{self.words('next')}</b> {at}: {text} ({self.words('set_when_sent')})"


def _least(said: Sequence[str]) -> int:
    """Find the line that can be done without: the last gloss, else the last line."""
    glosses = [number for number, line in enumerate(said) if line.startswith(GLOSS)]
    return glosses[-1] if glosses else -1
