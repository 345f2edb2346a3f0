"""Keeps the boards of incidents true: texts arrive and fail by themselves, and nobody presses anything for it."""

from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.clocks import Clocks
from bot.desk.incident_bench import load_bench
from bot.incident_texting import summary_of
from bot.storage.engine import Database
from bot.storage.incidents import NEWS, lock_incident, refresh_boards
from bot.storage.tables.incidents import Incident, IncidentState

# The figures do not depend on it; who is left out is looked at when something is sent.
_LAPSE = timedelta(minutes=15)


@dataclass(slots=True)
class Boards:
    """Looks every few seconds, and has a board edited where its figures have changed since."""

    database: Database
    clocks: Clocks
    shown: dict[int, str] = field(default_factory=dict)

    async def __call__(self) -> int:
        """Queue edits of what has changed; returns how many."""
        async with self.database.reading() as session:
            figures = {one.id or 0: await self._figures(session, one) for one in await _open(session)}
        changed = [number for number, said in figures.items() if self.shown.get(number) != said]
        if changed:
            async with self.database.writing() as session:
                for number in changed:
                    incident = await lock_incident(session, number)
                    if incident is None or not await refresh_boards(session, incident, self.clocks.machine()):
                        figures.pop(number)  # looked at again the next time
        self.shown = figures
        return len(changed)

    async def _figures(self, session: AsyncSession, incident: Incident) -> str:
        bench = await load_bench(session, incident, NEWS, self.clocks.business(), _LAPSE)
        states = sorted((one.member.state, one.arrived or "", one.why or "") for one in bench.listed)
        return f"{incident.state} {summary_of(bench)} {states}"


async def _open(session: AsyncSession) -> list[Incident]:
    states = [IncidentState.OPEN, IncidentState.CLOSING]
    return list((await session.scalars(select(Incident).where(col(Incident.state).in_(states)))).all())
