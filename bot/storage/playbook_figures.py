"""How the playbooks fared since a time: how often each was suggested, what became of it, and what was changed."""

from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Row, bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.comparing import Outcome
from bot.storage.columns import table_of
from bot.storage.tables.conversations import SuggestionRow
from bot.storage.tables.playbooks import ReplyUse

# Suggestions read in one go.
AT_ONCE: Final = 2_000
# What was changed in one conversation only says more of that customer than of the wording.
USUAL: Final = 2

_TABLE = table_of(SuggestionRow)
_BEFORE = (
    select(_TABLE.c.id, _TABLE.c.conversation_id, _TABLE.c.turn, _TABLE.c.at, _TABLE.c.playbooks)
    .where(_TABLE.c.id < bindparam("before"))
    .order_by(_TABLE.c.id.desc())
    .limit(AT_ONCE)
)
_UNNAMED: Final[Mapping[str, list[str]]] = {"meant": [], "answering": []}
_NEWEST: Final = 2**31 - 1  # the largest number of a row


@dataclass(slots=True)
class Tally:
    """One playbook's figures; `changes` has in how many conversations each difference was made."""

    suggested: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    changes: Counter[str] = field(default_factory=Counter)

    @property
    def uses(self) -> int:
        """In how many answers anything became of it."""
        return self.outcomes.total()

    def usual_changes(self, most: int) -> list[str]:
        """Give the differences that were made in several conversations, the most usual first."""
        usual = sorted(self.changes.items(), key=lambda pair: (-pair[1], pair[0]))
        return [change for change, count in usual if count >= USUAL][:most]


@dataclass(frozen=True, slots=True)
class Figures:
    """All playbooks' figures by name, and which were meant for any message at all."""

    tallies: Mapping[str, Tally]
    reached: AbstractSet[str]


async def figures_since(session: AsyncSession, since: datetime, *, untold: AbstractSet[str] = frozenset()) -> Figures:
    """Count from a time on; a turn in which one of `untold` spoke is left out (desk.md, guards)."""
    tallies: dict[str, Tally] = defaultdict(Tally)
    reached: set[str] = set()
    turns: set[tuple[int, int]] = set()
    async for row in _suggestions(session, since):
        names = row.playbooks or _UNNAMED
        if untold.isdisjoint(names["meant"]):
            reached.update(names["meant"])
            if (row.conversation_id, row.turn) not in turns:  # the newest is the one that the card shows
                for name in names["answering"]:
                    tallies[name].suggested += 1
        turns.add((row.conversation_id, row.turn))
    await _count_uses(session, since, tallies)
    return Figures(dict(tallies), reached)


async def _suggestions(session: AsyncSession, since: datetime) -> AsyncIterator[Row[*tuple[Any, ...]]]:
    """Give the suggestions from a time on, the newest first."""
    before, connection = _NEWEST, await session.connection()
    while True:
        rows = (await connection.execute(_BEFORE, {"before": before})).all()
        young = [row for row in rows if row.at >= since]
        for row in young:
            yield row
        if not young:
            return
        before = rows[-1].id


async def _count_uses(session: AsyncSession, since: datetime, tallies: dict[str, Tally]) -> None:
    columns = (col(ReplyUse.conversation_id), col(ReplyUse.playbook), col(ReplyUse.outcome), col(ReplyUse.difference))
    seen: set[tuple[int, str, str]] = set()
    for conversation_id, playbook, outcome, difference in await session.execute(
        select(*columns).where(col(ReplyUse.at) >= since)
    ):
        tally = tallies[playbook]
        tally.outcomes[Outcome(outcome)] += 1
        new = {(conversation_id, playbook, change) for change in (difference or "").splitlines()} - seen
        tally.changes.update(change for _, _, change in new)
        seen |= new
