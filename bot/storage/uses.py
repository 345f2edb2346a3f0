"""What became of suggestions: one row for each, and the counts of the wordings that it was made of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.comparing import Fate, Outcome
from bot.storage.columns import table_of
from bot.storage.tables.conversations import SuggestionRow
from bot.storage.tables.playbooks import ReplyUse, WordingRecord
from bot.storage.upserts import insert_on
from playbooks.records import Counts, Records
from playbooks.suggestion import Wording

_USES, _RECORDS = table_of(ReplyUse), table_of(WordingRecord)


@dataclass(frozen=True, slots=True)
class Use:
    """A suggestion's fate, who decided it, and when."""

    suggestion_id: int
    conversation_id: int
    agent_id: int | None
    at: datetime
    fate: Fate


async def keep_use(session: AsyncSession, use: Use) -> bool:
    """Keep what became of a suggestion and count it; the first word counts, a second changes nothing. Write session."""
    connection = await session.connection()
    insert = insert_on(connection)
    row = insert(_USES).values(_row(use)).on_conflict_do_nothing(index_elements=["suggestion_id"])
    found = await connection.execute(row.returning(_USES.c.id))
    if found.first() is None:
        return False
    await _count(session, use.fate.wordings, by=1)
    return True


async def forget_uses(session: AsyncSession, conversation_id: int, turn: int) -> None:
    """Take back what became of a turn's suggestions: the reply was undone, so nothing happened. Write session."""
    of_turn = select(col(SuggestionRow.id)).where(
        col(SuggestionRow.conversation_id) == conversation_id, col(SuggestionRow.turn) == turn
    )
    connection = await session.connection()
    gone = await connection.execute(delete(_USES).where(_USES.c.suggestion_id.in_(of_turn)).returning(_USES.c.wordings))
    for row in gone.all():
        await _count(session, [(read_wording(one), Outcome(one["outcome"])) for one in row.wordings], by=-1)


async def load_records(session: AsyncSession) -> Records:
    """Load what became of every wording so far."""
    connection = await session.connection()
    rows = await connection.execute(
        select(_RECORDS.c.key, _RECORDS.c.unchanged, _RECORDS.c.changed, _RECORDS.c.skipped)
    )
    return {row.key: Counts(row.unchanged, row.changed, row.skipped) for row in rows.all()}


async def count_uses(session: AsyncSession) -> dict[tuple[str, str], int]:
    """Count what agents made of suggestions, by playbook and outcome."""
    connection = await session.connection()
    asked = select(_USES.c.playbook, _USES.c.outcome, func.count()).group_by(_USES.c.playbook, _USES.c.outcome)
    return {(playbook, outcome): count for playbook, outcome, count in (await connection.execute(asked)).all()}


def read_wording(stored: Mapping[str, str]) -> Wording:
    """Read a wording from a row's JSON."""
    return Wording(stored["playbook"], stored["slot"], stored["key"])


def _row(use: Use) -> dict[str, object]:
    fate, reply = use.fate, use.fate.reply
    wordings = [
        {"playbook": one.playbook, "slot": one.slot, "key": one.key, "outcome": str(outcome)}
        for one, outcome in fate.wordings
    ]
    return {
        "suggestion_id": use.suggestion_id,
        "conversation_id": use.conversation_id,
        "agent_id": use.agent_id,
        "at": use.at,
        "outcome": str(fate.outcome),
        "playbook": reply.playbook,
        "tone": reply.tone,
        "lang": reply.lang,
        "wordings": wordings,
        "difference": fate.difference,
    }


async def _count(session: AsyncSession, wordings: Sequence[tuple[Wording, Outcome]], *, by: int) -> None:
    """Add to the counts in the database itself, so that two writes at once both count.

    In the order of their names: two replies with the same wordings must not wait for each other in a circle.
    """
    connection = await session.connection()
    insert = insert_on(connection)
    for wording, outcome in sorted(wordings, key=lambda pair: pair[0].name):
        new = {"key": wording.name, "playbook": wording.playbook, "slot": wording.slot}
        counts = {str(each): by if each is outcome else 0 for each in Outcome}
        column = _RECORDS.c[str(outcome)]
        await connection.execute(
            insert(_RECORDS)
            .values(**new, **counts)
            .on_conflict_do_update(index_elements=["key"], set_={column.name: column + by})
        )
