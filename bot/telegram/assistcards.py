"""The card of words that an agent handed in: what a topic's card says, with replies to copy instead of to send."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from html import escape
from zoneinfo import ZoneInfo

from aiogram.types import CopyTextButton, InlineKeyboardButton, InlineKeyboardMarkup

from bot.storage.cardview import CardView
from bot.storage.encoding import decode_assessment, decode_suggestion
from bot.storage.engine import Database
from bot.storage.tables.channels import Assist
from bot.storage.tables.conversations import Status
from bot.storage.tables.people import Customer
from bot.telegram.callbacks import pack
from bot.telegram.cardlines import Lines
from bot.telegram.checklist import step_words
from bot.telegram.keyboards import button, keyboard
from bot.telegram.texts import LONGEST, units
from bot.wording import Wording
from classifier.priority_words import word_reason
from playbooks.signing import signed
from playbooks.suggestion import Reply

# Telegram's limit of what a button puts into the clipboard.
COPIED = 256
# As many steps as fit beside the reply.
STEPS = 6


@dataclass(frozen=True, slots=True)
class AssistCard:
    """A card ready to send."""

    html: str
    keyboard: InlineKeyboardMarkup | None


@dataclass(frozen=True, slots=True)
class AssistCards:
    """Renders what is true now, in the desk's language."""

    database: Database
    words: Wording
    zone: ZoneInfo

    async def __call__(self, assist_id: int, now: datetime) -> AssistCard:
        async with self.database.reading() as session:
            row = await session.get(Assist, assist_id)
            customer = await session.get(Customer, row.customer_id) if row and row.customer_id else None
        if row is None or row.content is None:
            return AssistCard(escape(self.words("assist_gone")), None)
        view = view_of(row, customer)
        reply = next((one for one in view.suggestion.replies if one.tone == row.tone), None)
        said = [line for line in self._lines(row, view, reply, now) if line]
        while units("\n".join(said)) > LONGEST and len(said) > 1:
            said.pop()
        return AssistCard("\n".join(said), self._keyboard(row, view, reply))

    def _lines(self, row: Assist, view: CardView, reply: Reply | None, now: datetime) -> Iterator[str]:
        lines = Lines(self.words, self.zone)
        yield from lines(view, now)
        reasons = [word_reason(reason, self.words.lang) for reason in view.facts.reasons]
        if reasons:
            yield f"<b>{escape(self.words('why'))}</b> {escape(', '.join(reasons))}"
        yield from self._reply(row, view, reply, lines)
        for step in view.steps[:STEPS]:
            yield f"☐ {step_words(step, lines, now)}"
        if view.suggestion.follow_up is not None:
            at = lines.time(now + view.suggestion.follow_up.after, now)
            yield f"<b>{self.words('next')}</b> {at}: {escape(view.suggestion.follow_up.text, quote=False)}"
        content = row.content or {}
        if content["left_out"]:
            yield escape(self.words("assist_left_out"))
        if content["whose"] != "known":
            yield escape(self.words(f"assist_{content['whose']}"))
        yield f"<i>{escape(self.words('assist_kept_line' if row.kept_at else 'assist_private'))}</i>"

    def _reply(self, row: Assist, view: CardView, reply: Reply | None, lines: Lines) -> Iterator[str]:
        if reply is None:
            yield " · ".join([f"<b>{self.words('reply')}</b> {self.words('no_reply')}", *lines.missing(view)])
            return
        mark = f" ({self.words('approved')})" if reply.approved else ""
        yield f"<b>{self.words('reply')} {self.words(f'b_{reply.tone}').lower()}</b>{mark} · {self.words('assist_tap')}"
        yield f"<code>{escape(signed(reply.text, row.agent_name), quote=False)}</code>"
        if reply.gloss:
            gloss = escape(signed(reply.gloss, row.agent_name), quote=False)
            yield f"<blockquote expandable><i>{self.words('gloss')}</i>\n{gloss}</blockquote>"

    def _keyboard(self, row: Assist, view: CardView, reply: Reply | None) -> InlineKeyboardMarkup | None:
        tones = [
            button(("• " if one is reply else "") + self.words(f"b_{one.tone}"), pack("as_tone", row.id, one.tone))
            for one in view.suggestion.replies
        ]
        text = signed(reply.text, row.agent_name) if reply else ""
        fits = 0 < units(text) <= COPIED
        copy = [InlineKeyboardButton(text=self.words("b_copy"), copy_text=CopyTextButton(text=text))] if fits else []
        keep = [] if row.kept_at else [button(self.words("b_keep"), pack("as_keep", row.id))]
        return keyboard([tones, [*copy, *keep]])


def view_of(row: Assist, customer: Customer | None) -> CardView:
    """See it as a card that belongs to no conversation: nobody waits by our clock."""
    content = row.content or {}
    suggestion, facts = decode_suggestion(content["suggestion"])
    assessment = decode_assessment(content["assessment"])
    return CardView(
        conversation_id=0,
        turn=0,
        customer_name=(customer.first_name if customer else None) or facts.first_name,
        lang=assessment.lang,
        status=Status.OPEN,
        current=True,
        waiting=True,
        unanswered=1,
        due_at=None,
        assignee=None,
        escalated_to=None,
        assessment=assessment,
        suggestion=suggestion,
        facts=facts,
    )
