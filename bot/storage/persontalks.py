"""A customer's conversations in short: what each was about, how they sounded, who answered, how it ended."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.storage.tables.conversations import AssessmentRow, Conversation, Message, Status, VerdictRow
from bot.storage.tables.incidents import Rating
from bot.storage.tables.people import Agent
from classifier.taxonomy import UNKNOWN, Axis


@dataclass(frozen=True, slots=True)
class Range:
    """Which of a list are shown."""

    skip: int
    count: int


@dataclass(frozen=True, slots=True)
class Talk:
    """One conversation in short: what about, how the customer felt on the way, who answered, how it ended."""

    opened_at: datetime
    resolved_at: datetime | None
    open: bool
    intents: tuple[str, ...] = ()
    moods: tuple[str, ...] = ()
    agents: tuple[str, ...] = ()
    rating: int | None = None


async def load_talks(session: AsyncSession, theirs: ColumnElement[bool], shown: Range) -> tuple[Talk, ...]:
    """List the conversations that a condition picks, newest first."""
    found = await session.scalars(
        select(Conversation)
        .where(theirs)
        .order_by(col(Conversation.opened_at).desc(), col(Conversation.id).desc())
        .offset(shown.skip)
        .limit(shown.count)
    )
    rows = found.all()
    ids = [row.id or 0 for row in rows]
    intents, moods = await _concluded(session, ids)
    agents, ratings = await _answered(session, ids), await _rated(session, ids)
    return tuple(
        Talk(
            opened_at=row.opened_at,
            resolved_at=row.resolved_at,
            open=row.status != Status.RESOLVED,
            intents=tuple(intents.get(row.id or 0, ())),
            moods=tuple(moods.get(row.id or 0, ())),
            agents=tuple(agents.get(row.id or 0, ())),
            rating=ratings.get(row.id or 0),
        )
        for row in rows
    )


async def _concluded(
    session: AsyncSession, ids: Sequence[int]
) -> tuple[Mapping[int, Sequence[str]], Mapping[int, Sequence[str]]]:
    """Tell what each conversation was about and how the customer sounded, in their order and without repeating.

    Flags are left alone: danger and hardship are nobody's history.
    """
    rows = await session.execute(
        select(col(AssessmentRow.conversation_id), col(AssessmentRow.intent), col(VerdictRow.type))
        .outerjoin(
            VerdictRow,
            (col(VerdictRow.assessment_id) == col(AssessmentRow.id)) & (col(VerdictRow.axis) == Axis.DEMEANOUR.value),
        )
        .where(col(AssessmentRow.conversation_id).in_(ids))
        .order_by(col(AssessmentRow.id), col(VerdictRow.id))
    )
    intents: dict[int, list[str]] = defaultdict(list)
    moods: dict[int, list[str]] = defaultdict(list)
    for talk, intent, mood in rows.all():
        if intent not in {UNKNOWN, *intents[talk]}:
            intents[talk].append(intent)
        if mood not in {None, UNKNOWN} and moods[talk][-1:] != [mood]:
            moods[talk].append(mood)
    return intents, moods


async def _answered(session: AsyncSession, ids: Sequence[int]) -> Mapping[int, Sequence[str]]:
    rows = await session.execute(
        select(col(Message.conversation_id), col(Agent.name))
        .join(Agent, col(Agent.id) == col(Message.agent_id))
        .where(col(Message.conversation_id).in_(ids), col(Message.direction) == "outgoing")
        .order_by(col(Message.id))
    )
    found: dict[int, list[str]] = defaultdict(list)
    for talk, name in rows.all():
        if name not in found[talk]:
            found[talk].append(name)
    return found


async def _rated(session: AsyncSession, ids: Sequence[int]) -> Mapping[int, int]:
    rows = await session.execute(
        select(col(Rating.conversation_id), col(Rating.score)).where(
            col(Rating.conversation_id).in_(ids), col(Rating.score).is_not(None)
        )
    )
    return {talk: score for talk, score in rows.all() if score is not None}
