"""The question for a rating as the customer sees it: faces, then reasons, then thanks."""

from typing import Final

from aiogram.types import InlineKeyboardMarkup

from bot.storage.engine import Database
from bot.storage.tables.incidents import Rating
from bot.telegram.callbacks import pack
from bot.telegram.keyboards import button, keyboard
from playbooks.satisfaction import FACES, REASONS, say_satisfaction

# Words on a button of a phone; two stand side by side.
SIDE_BY_SIDE: Final = 2


async def rating_view(database: Database, rating: dict[str, object]) -> tuple[str, InlineKeyboardMarkup | None]:
    """Write the question as far as it was answered; the texts were frozen when it was asked."""
    async with database.reading() as session:
        row = await session.get(Rating, rating["id"])
    texts: dict[str, str] = rating["texts"]  # type: ignore[assignment] # JSON of our own
    if row is None or row.reason is not None or row.words is not None:
        return texts["thanks"], None
    if row.score is None:
        return texts["ask"], keyboard([[button(face, pack("rate", row.id, score)) for score, face in FACES.items()]])
    because = [button(say_satisfaction(one, row.lang), pack("because", row.id, one)) for one in REASONS[row.score]]
    rows = [because[start : start + SIDE_BY_SIDE] for start in range(0, len(because), SIDE_BY_SIDE)]
    return f"{FACES[row.score]} {texts['why']}", keyboard(rows)
