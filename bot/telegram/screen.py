"""A message that is shown and changed in place."""

from dataclasses import dataclass

from aiogram.types import InlineKeyboardMarkup


@dataclass(frozen=True, slots=True)
class Screen:
    """Its words and its buttons."""

    html: str
    keyboard: InlineKeyboardMarkup | None = None
