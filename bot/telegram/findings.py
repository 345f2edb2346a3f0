"""Writes what was found as lines: who, when, the words with the hit marked, and a way there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import Final

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from bot.excerpts import excerpt
from bot.finding import Question
from bot.storage.found import MOST
from bot.storage.found_lines import FoundLine
from bot.storage.tables.people import Customer
from bot.telegram.callbacks import pack
from bot.telegram.cardlines import Lines
from bot.wording import Wording

PER_PAGE: Final = 10
# A reply that was taken back is struck, too.
_MARKS: Final = {"message": "💬", "reply": "↩️", "undone": "✖️", "note": "📝", "customer": "👤", "order": "📦"}


@dataclass(frozen=True, slots=True)
class Findings:
    """One page of what was found, as a message."""

    lines: Lines

    def __call__(self, question: Question, found: Sequence[FoundLine], page: int, now: datetime) -> str:
        words = self.lines.words
        if question.wrong:
            return escape(words(f"find_wrong_{question.wrong[0]}", value=question.wrong[1]), quote=False)
        if not found:
            return escape(words("find_nothing"), quote=False)
        first = page * PER_PAGE + 1
        head = escape(words("find_head", first=first, last=first + len(found) - 1))
        return "\n".join([head, *(self._line(line, question, now) for line in found)])

    def _line(self, line: FoundLine, question: Question, now: datetime) -> str:
        who = _link(display_name(line.customer, self.lines.words), line.customer, line.copy_id)
        if line.by:
            who = f"{escape(line.by, quote=False)} → {who}"
        said = "".join(
            f"<b>{escape(piece.text, quote=False)}</b>" if piece.hit else escape(piece.text, quote=False)
            for piece in excerpt(line.text, question.words)
        )
        said = f"<s>{said}</s>" if line.kind == "undone" else said
        return f"{_MARKS[line.kind]} {who} · {self.lines.time(line.at, now)} · {said}"


def display_name(customer: Customer, words: Wording) -> str:
    """Name a customer as people would; somebody without a name has one all the same."""
    name = " ".join(filter(None, (customer.first_name, customer.last_name)))
    return name or (f"@{customer.username}" if customer.username else words("someone"))


def pages_keyboard(page: int, words: Wording, *, more: bool) -> InlineKeyboardMarkup | None:
    """Offer the pages beside this one."""
    buttons = [InlineKeyboardButton(text=words("b_back"), callback_data=pack("find", page - 1))] if page else []
    if more and (page + 1) * PER_PAGE < MOST:
        buttons.append(InlineKeyboardButton(text=words("b_find_more"), callback_data=pack("find", page + 1)))
    return InlineKeyboardMarkup(inline_keyboard=[buttons]) if buttons else None


def _link(name: str, customer: Customer, copy_id: int | None) -> str:
    """Link a name to its topic, or to the message in it; links to private groups leave out the -100."""
    chat = str(customer.staff_chat or "")
    if customer.topic_id is None or not chat.startswith("-100"):
        return escape(name, quote=False)
    place = f"{chat.removeprefix('-100')}/{customer.topic_id}" + (f"/{copy_id}" if copy_id else "")
    return f'<a href="https://t.me/c/{place}">{escape(name, quote=False)}</a>'
