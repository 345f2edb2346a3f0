"""The steps on a card: a line that says how far they are, a row of buttons that tick them, and the ladder's menu."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from html import escape

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from bot.cardfacts import shorten
from bot.desk.ladder import next_rungs
from bot.storage.cardview import CardView, StepState
from bot.storage.tables.conversations import Status
from bot.telegram.callbacks import pack
from bot.telegram.cardlines import Lines
from bot.wording import Wording
from playbooks.suggestion import Step

# What is beyond these is under Details; a rung can always be taken under Escalate.
STEPS = 4
RUNGS = 2
# As much as a button shows on a phone.
WHY = 40


def shown_steps(view: CardView) -> tuple[StepState, ...]:
    """Choose the steps that stand on the card, things to do before rungs; none on what is over."""
    if not view.current or view.status == Status.RESOLVED:
        return ()
    things = [one for one in view.steps if one.step.escalate_to is None]
    rungs = [one for one in view.steps if one.step.escalate_to is not None]
    return (*things[:STEPS], *rungs[:RUNGS])


def step_line(view: CardView, lines: Lines, now: datetime) -> Iterator[str]:
    """Write the checklist as one line, numbered like its buttons."""
    shown = shown_steps(view)
    if shown:
        said = (f"{_mark(one)} {number} {step_words(one, lines, now)}" for number, one in enumerate(shown, 1))
        yield f"<b>{lines.words('steps')}</b> " + " ".join(said)


def step_words(one: StepState, lines: Lines, now: datetime) -> str:
    """Say a step: by whom it was taken and when, or when it comes due."""
    arrow = "⬆️ " if one.step.escalate_to else ""
    aside = ""
    if one.done_at is not None:
        aside = f" ({one.done_by or '?'}, {lines.time(one.done_at, now)})"
    elif one.due_at is not None:
        aside = f" ({lines.time(one.due_at, now)})"
    elif one.step.after:
        aside = f" ({delay_words(one.step.after, lines.words)})"
    return escape(f"{arrow}{one.step.text}{aside}", quote=False)


def tick_row(view: CardView) -> list[InlineKeyboardButton]:
    """One button a step; it says what it does, so that two presses at once do the same thing once."""
    return [
        InlineKeyboardButton(
            text=f"{_mark(one)} {number}",
            callback_data=pack("untick" if one.done_at else "tick", view.conversation_id, view.turn, one.step.key),
        )
        for number, one in enumerate(shown_steps(view), 1)
    ]


def rung_menu(view: CardView, words: Wording) -> InlineKeyboardMarkup | None:
    """To whom the case can go, and why; None where everybody has it already."""
    ids = (view.conversation_id, view.turn)
    taken = {one.step.escalate_to for one in view.steps if one.step.escalate_to and one.done_at}
    rungs = next_rungs(view.suggestion, taken, words.lang)
    rows = [
        [InlineKeyboardButton(text=_rung_words(step, words), callback_data=pack("climb", *ids, step.escalate_to))]
        for step in rungs
    ]
    back = InlineKeyboardButton(text=words("b_back"), callback_data=pack("menu", *ids, "main"))
    return InlineKeyboardMarkup(inline_keyboard=[*rows, [back]]) if rows else None


def delay_words(delay: timedelta, words: Wording) -> str:
    """Say a delay in its largest whole unit."""
    minutes = int(delay.total_seconds() // 60)
    if minutes % (24 * 60) == 0 and minutes:
        return words("days_short", count=minutes // (24 * 60))
    if minutes % 60 == 0 and minutes:
        return words("age_hours", count=minutes // 60)
    return words("minutes_left", minutes=minutes)


def _rung_words(step: Step, words: Wording) -> str:
    role = words.name("role", step.escalate_to or "")
    return f"⬆️ {role}: {shorten(step.because, WHY)}" if step.because else f"⬆️ {role}"


def _mark(one: StepState) -> str:
    return "☑" if one.done_at is not None else "☐"
