"""Suggestions: found again when a button is pressed."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.cardfacts import CardFacts
from bot.storage.encoding import decode_suggestion
from bot.storage.tables.conversations import SuggestionRow
from playbooks.suggestion import Reply, Suggestion, Tone


async def newest_of_turn(session: AsyncSession, conversation_id: int, turn: int) -> SuggestionRow | None:
    """Find the suggestion that the card of a turn shows."""
    found = await session.scalars(
        select(SuggestionRow)
        .where(col(SuggestionRow.conversation_id) == conversation_id, col(SuggestionRow.turn) == turn)
        .order_by(col(SuggestionRow.id).desc())
        .limit(1)
    )
    return found.first()


def read(row: SuggestionRow) -> tuple[Suggestion, CardFacts]:
    """Take the values out of a row."""
    return decode_suggestion(row.content)


def reply_of(suggestion: Suggestion, tone: Tone | str) -> Reply | None:
    """Find the reply in a tone."""
    return next((reply for reply in suggestion.replies if reply.tone == tone), None)
