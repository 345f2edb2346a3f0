"""What a customer's taps on the question for a rating do; nobody can answer for somebody else."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy.ext.asyncio import AsyncSession

from bot.storage.alerts import tell_people
from bot.storage.card_asides import LOW
from bot.storage.customers import telegram_id_of
from bot.storage.incidents import change_view
from bot.storage.notes import queue_note
from bot.storage.tables.conversations import Conversation
from bot.storage.tables.incidents import Rating
from bot.storage.tables.people import Agent
from bot.storage.tables.traffic import Outgoing
from playbooks.satisfaction import FACES, REASONS

# What the note of a rating is called, so that its words are found.
RATED: Final = "rated_note"


@dataclass(frozen=True, slots=True)
class Tap:
    """A tap: by whom, on which question, and when by either clock."""

    telegram_id: int
    rating_id: int
    now: datetime
    machine_now: datetime


async def rate(session: AsyncSession, *, tap: Tap, score: int) -> None:
    """Keep the first score; a second tap on an old message changes nothing."""
    rating = await _own(session, tap)
    if rating is None or rating.score is not None or score not in FACES:
        return
    rating.score, rating.rated_at = score, tap.now
    await _show(session, rating, tap)
    await _tell(session, rating, tap)


async def give_reason(session: AsyncSession, *, tap: Tap, reason: str) -> None:
    """Keep the first reason, of those that were offered for the score."""
    rating = await _own(session, tap)
    if rating is None or rating.score is None or rating.reason is not None or reason not in REASONS[rating.score]:
        return
    rating.reason = reason
    await _show(session, rating, tap)
    if rating.score == LOW:
        await _tell(session, rating, tap)


async def _own(session: AsyncSession, tap: Tap) -> Rating | None:
    rating = await session.get(Rating, tap.rating_id, with_for_update=True)
    if rating is None or await telegram_id_of(session, rating.customer_id) != tap.telegram_id:
        return None
    return rating


async def _show(session: AsyncSession, rating: Rating, tap: Tap) -> None:
    """Have the question go on where it stands."""
    row = await session.get(Outgoing, rating.outgoing_id) if rating.outgoing_id is not None else None
    if row is not None:
        await change_view(session, row, dict(row.content), tap.machine_now)


async def _tell(session: AsyncSession, rating: Rating, tap: Tap) -> None:
    """Say it in the topic; of a low one whoever had the case hears in private, too."""
    conversation = await session.get_one(Conversation, rating.conversation_id)
    content: dict[str, Any] = {
        "key": RATED,
        "values": {"face": FACES[rating.score or LOW], "rating_reason": rating.reason or ""},
        "silent": rating.score != LOW,
    }
    await queue_note(session, conversation, content, tap.machine_now)
    agent = await session.get(Agent, rating.agent_id) if rating.agent_id is not None else None
    if rating.score == LOW and agent is not None:
        linked = {**content, "link_topic_of": rating.customer_id}
        await tell_people(session, [agent.telegram_id], machine_now=tap.machine_now, content=linked)
