"""The moment after the second press: who is marked to be written to, and what everybody sees of it."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from bot.desk.action import Action
from bot.desk.incident_bench import Bench
from bot.storage.incident_waiting import refresh_members
from bot.storage.incidents import refresh_boards, set_members, show_boards
from bot.storage.tables.incidents import Incident, IncidentState, MemberState


async def start_news(session: AsyncSession, bench: Bench, action: Action, staff_chats: Sequence[int]) -> None:
    """Mark who is to be written to; with the first text the boards are posted."""
    incident = bench.incident
    for one in bench.recipients:
        one.member.state = MemberState.DUE
    if incident.state == IncidentState.DRAFTING:
        incident.state = IncidentState.OPEN
        await show_boards(session, incident, staff_chats, action.machine_now)
    await refresh_boards(session, incident, action.machine_now)


async def start_end(session: AsyncSession, bench: Bench, action: Action) -> None:
    """Mark who gets the last word, and take nobody in any more."""
    for one in bench.recipients:
        one.member.state = MemberState.END_DUE
    await begin_closing(session, bench.incident, action)


async def begin_closing(session: AsyncSession, incident: Incident, action: Action) -> None:
    """Take no new cases in any more; those without a text get their usual cards back, and no first text after the last."""
    incident.state = IncidentState.CLOSING
    await set_members(session, incident.id or 0, MemberState.DUE, MemberState.IN)
    await refresh_members(session, incident.id or 0, action.machine_now)
    await refresh_boards(session, incident, action.machine_now)
