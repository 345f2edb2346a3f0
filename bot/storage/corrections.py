"""What agents called wrong: how often each type was, and the messages that it was said of."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.storage.encoding import decode_assessment
from bot.storage.tables.conversations import AssessmentRow, Correction, Message, VerdictRow
from classifier.assessment import Assessment


@dataclass(frozen=True, slots=True)
class LivePrecision:
    """In how many turns a type was shown, and in how many of them an agent called it wrong."""

    axis: str
    type: str
    shown: int
    wrong: int

    @property
    def right(self) -> float:
        """The share that nobody called wrong: an upper bound, since not every agent says so."""
        return 1 - self.wrong / self.shown


@dataclass(frozen=True, slots=True)
class Corrected:
    """A customer's message of a corrected turn: what was concluded, and what is right on each corrected axis."""

    text: str
    assessment: Assessment
    right: dict[str, str]


async def live_precision(session: AsyncSession) -> list[LivePrecision]:
    """Count by axis and type, the most shown first; a turn counts once, however many messages it has."""
    turns = (
        select(col(VerdictRow.axis), col(VerdictRow.type), col(AssessmentRow.conversation_id), col(AssessmentRow.turn))
        .join(AssessmentRow, col(AssessmentRow.id) == col(VerdictRow.assessment_id))
        .where(col(VerdictRow.axis) != "flag")  # the desk has no button that calls a flag wrong
        .distinct()
        .subquery()
    )
    rows = await session.execute(select(turns.c.axis, turns.c.type, func.count()).group_by(turns.c.axis, turns.c.type))
    wrong = Counter((one.axis, one.was) for one in await _latest(session) if one.was not in {None, one.right})
    found = [LivePrecision(axis, type_, count, min(count, wrong[axis, type_])) for axis, type_, count in rows.all()]
    return sorted(found, key=lambda one: (-one.shown, one.axis, one.type))


async def corrected_messages(session: AsyncSession) -> list[Corrected]:
    """List the messages of corrected turns with what was concluded from each, and what is right."""
    right: dict[tuple[int, int], dict[str, str]] = defaultdict(dict)
    for one in await _latest(session):
        right[one.conversation_id, one.turn][one.axis] = one.right
    found: list[Corrected] = []
    for (conversation_id, turn), axes in sorted(right.items()):
        rows = await session.execute(
            select(col(Message.text), col(AssessmentRow.content))
            .join(AssessmentRow, col(AssessmentRow.message_id) == col(Message.id))
            .where(col(AssessmentRow.conversation_id) == conversation_id, col(AssessmentRow.turn) == turn)
            .order_by(col(AssessmentRow.id))
        )
        found += [Corrected(text, decode_assessment(content), axes) for text, content in rows.all() if text.strip()]
    return found


async def _latest(session: AsyncSession) -> Sequence[Correction]:
    """Keep the last word on each axis of a turn: agents correct themselves as well."""
    rows = (await session.scalars(select(Correction).order_by(col(Correction.id)))).all()
    return list({(one.conversation_id, one.turn, one.axis): one for one in rows}.values())
