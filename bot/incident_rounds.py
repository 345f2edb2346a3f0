"""What incidents do by the clock: floods are noticed, texts go out a few at a time, and the end is drawn."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clocks import Clocks
from bot.incidents import WINDOW, Case, Flood, find_floods, of_one_kind
from bot.settings import Settings
from bot.storage.alerts import tell_people
from bot.storage.engine import Database
from bot.storage.incident_cases import cases_between, past_of
from bot.storage.incidents import SILENCE, add_incident, standing_incidents, subject_of
from bot.storage.outgoing import Draft, Urgency, add_outgoing, group_line
from bot.storage.tables.incidents import Incident, IncidentState
from bot.storage.tables.traffic import OutgoingKind
from bot.storage.team import heads
from bot.wording import load_wording

logger = logging.getLogger(__name__)

# Of so many messages a few words stand on the note, so that a lead sees what it is about.
SAMPLES: Final = 3
# The lead is reminded this long before the time that the members were given.
BEFORE: Final = timedelta(minutes=15)
# An incident holds at least half of a flood, or the flood is something else.
SAME: Final = 0.5


@dataclass(frozen=True, slots=True)
class Watching:
    """Looks for floods once a minute, and reminds of the time that was promised."""

    database: Database
    clocks: Clocks
    settings: Settings

    async def __call__(self) -> bool:
        """Tell the leads of every new flood; True where anything was said."""
        now = self.clocks.business()
        async with self.database.reading() as session:
            cases = await cases_between(session, now - WINDOW, now)
            asked = {case.intent for case in cases}
            floods = find_floods(cases, await past_of(session, now, asked)) if len(cases) > 0 else []
            standing = await standing_incidents(session)
        told = False
        if floods or any(_is_over(one, now) or _needs_word(one, now) for one in standing):
            async with self.database.writing() as session:
                told = await self._tell(session, floods, now)
        return told

    async def _tell(self, session: AsyncSession, floods: Sequence[Flood], now: datetime) -> bool:
        standing = await standing_incidents(session)
        for one in standing:
            if _is_over(one, now):
                one.live_key = None
        await session.flush()
        still = [one for one in standing if one.live_key is not None]
        told = [await self._notice(session, flood, now) for flood in floods if not _is_known(flood, still)]
        return any(told) or any([await self._remind(session, one, now) for one in still if _needs_word(one, now)])

    async def _notice(self, session: AsyncSession, flood: Flood, now: datetime) -> bool:
        subject, words = flood.subject, load_wording(self.settings.language)
        noticed = Incident(
            live_key=flood.key,
            title=subject.name if subject else words.name("intent", flood.intent),
            intent=flood.intent,
            subject_kind=subject.kind if subject else None,
            subject=subject.name if subject else None,
            started_at=flood.began,
            noticed_at=now,
            silent_until=now + SILENCE,
            figures=figures_of(flood, now),
        )
        incident = await add_incident(session, noticed)
        if incident is None:
            return False
        logger.info("a flood of %s cases: incident %s", len(flood.cases), incident.id)
        await self._say(session, {"incident": incident.id, "view": "flood", "samples": _samples(flood)})
        return True

    async def _say(self, session: AsyncSession, content: dict[str, Any]) -> None:
        """Say it once to each lead in private, and once in each group."""
        machine_now = self.clocks.machine()
        people = await heads(session, self.settings.heads)
        await tell_people(session, people, machine_now=machine_now, content=content, urgency=Urgency.CARD)
        drafts = [
            Draft(OutgoingKind.NOTE, group_line(chat), chat, Urgency.REPLY, machine_now, content)
            for chat in self.settings.staff_chat
        ]
        await add_outgoing(session, drafts, machine_now)

    async def _remind(self, session: AsyncSession, incident: Incident, now: datetime) -> bool:
        incident.reminded_at = now
        await self._say(session, {"incident": incident.id, "view": "due"})
        return True


def figures_of(flood: Flood, now: datetime) -> dict[str, Any]:
    """Keep what was counted, for the note and for the record; no words and no names."""
    return {
        "asked": flood.asked,
        "count": len(flood.cases),
        "minutes": max(1, round((now - flood.began) / timedelta(minutes=1))),
        "usual": None if flood.usual is None else round(flood.usual, 1),
    }


def _samples(flood: Flood) -> list[int]:
    """Take the first, one from the middle and the last; they are masked when they are shown."""
    ordered = sorted(flood.cases, key=lambda case: case.at)
    places = {0, len(ordered) // 2, len(ordered) - 1}
    return [ordered[place].message_id for place in sorted(places)][:SAMPLES]


def _is_known(flood: Flood, standing: Sequence[Incident]) -> bool:
    """Tell whether an incident has most of these cases already, or the leads said that they are none."""
    return any(_share(flood.cases, one) >= SAME for one in standing)


def _share(cases: Sequence[Case], incident: Incident) -> float:
    return len(of_one_kind(cases, incident.intent, subject_of(incident))) / len(cases)


def _is_over(incident: Incident, now: datetime) -> bool:
    """Tell whether the silence after a notice nobody took up, or after "not one", has ended."""
    quiet = incident.state in {IncidentState.NOTICED, IncidentState.DISMISSED}
    return quiet and incident.silent_until is not None and incident.silent_until <= now


def _needs_word(incident: Incident, now: datetime) -> bool:
    """Tell whether the time that members were given is near, and the leads have not been told."""
    waiting = incident.state == IncidentState.OPEN and incident.reminded_at is None and incident.until is not None
    return waiting and incident.until is not None and now >= incident.until - BEFORE
