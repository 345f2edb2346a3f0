"""The lines on a card beside its case, and the short card of who waits for an incident's text."""

from collections.abc import Iterator
from datetime import datetime
from html import escape

from aiogram.types import InlineKeyboardMarkup

from bot.cardfacts import shorten
from bot.storage.cardview import CardView
from bot.telegram.callbacks import pack
from bot.telegram.cardlines import Lines
from bot.telegram.keyboards import button, keyboard
from bot.wording import Wording

# As much of what somebody wrote beside a rating as fits a card.
WORDS = 120


def waits_for_incident(view: CardView) -> bool:
    """Tell whether a lead answers this one together with the others; a flag always gets its whole card."""
    return view.asides is not None and view.asides.waits and view.waiting and view.current


def short_card(view: CardView, lines: Lines, words: Wording) -> tuple[str, InlineKeyboardMarkup | None]:
    """Say which incident it is part of and what they asked, with the way out of it."""
    title = view.asides.incident if view.asides else ""
    asked = f"<b>{words('asks')}</b> {escape(words.name('intent', view.assessment.intent.type))}"
    quote = f" “{escape(view.facts.quote)}”" if view.facts.quote else ""
    ids = (view.conversation_id, view.turn)
    row = [
        button(words("b_incident_out"), pack("inc_out", view.conversation_id)),
        button(words("b_more"), pack("menu", *ids, "more")),
    ]
    del lines
    return f"{escape(words('incident_card', title=title), quote=False)}\n{asked}{quote}", keyboard([row])


def aside_lines(view: CardView, lines: Lines, words: Wording, now: datetime) -> Iterator[str]:
    """Name the incident whose text they had, and a low rating that is still the last."""
    aside = view.asides
    if aside is None:
        return
    if aside.incident and not aside.waits:
        yield escape(words("incident_told_card", title=aside.incident), quote=False)
        if aside.text:
            yield f"<blockquote expandable>{escape(aside.text, quote=False)}</blockquote>"
    if aside.rated_at is not None:
        why = words.name("rating_reason", aside.reason) if aside.reason else ""
        quote = f"“{shorten(aside.words, WORDS)}”" if aside.words else ""
        said = " · ".join(part for part in (why, quote) if part)
        line = words("rated_low_line", date=lines.date(aside.rated_at), said=said).rstrip(" ·:")
        yield escape(line, quote=False)
    del now
