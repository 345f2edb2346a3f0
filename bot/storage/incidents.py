"""Incidents in the database: noticed once, joined by new cases, and shown on boards that are edited in place."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.incidents import Case, Subject, matches
from bot.storage.columns import table_of
from bot.storage.outgoing import Draft, Urgency, add_one, add_outgoing, group_line, is_open, private_line
from bot.storage.tables.conversations import Conversation
from bot.storage.tables.incidents import Incident, IncidentMember, IncidentState, IncidentText, MemberState
from bot.storage.tables.traffic import Outgoing, OutgoingKind, OutgoingState
from bot.storage.upserts import insert_on

# While it lives, an incident takes in new cases; the few rows of these states are asked for every message.
LIVE: Final = (IncidentState.DRAFTING, IncidentState.OPEN)
# A board that changes with every message would use up the group's budget: it takes three of a minute's fifteen.
BOARD_PAUSE: Final = timedelta(seconds=20)
# Once closed, dismissed or left alone for this long, the same may be noticed again.
SILENCE: Final = timedelta(hours=4)
NEWS, END = "news", "end"


def subject_of(incident: Incident) -> Subject | None:
    """Read what its cases have in common beside the intent."""
    if incident.subject_kind is None or incident.subject is None:
        return None
    return Subject(incident.subject_kind, incident.subject)


def takes(incident: Incident, case: Case) -> bool:
    """Tell whether a case is one of an incident's."""
    return matches(case, incident.intent, subject_of(incident))


async def live_incidents(session: AsyncSession) -> list[Incident]:
    """List those that take in new cases."""
    found = await session.scalars(select(Incident).where(col(Incident.state).in_(LIVE)).order_by(col(Incident.id)))
    return list(found.all())


async def standing_incidents(session: AsyncSession) -> list[Incident]:
    """List all that are not over: live ones, those being closed, and what was noticed or dismissed a while ago."""
    asked = select(Incident).where(col(Incident.live_key).is_not(None)).order_by(col(Incident.id))
    return list((await session.scalars(asked)).all())


async def add_incident(session: AsyncSession, incident: Incident) -> Incident | None:
    """Keep a new incident; None where there is one of the same key, or another process noticed it just now."""
    connection = await session.connection()
    new = insert_on(connection)(Incident).values(**incident.model_dump(exclude={"id"}))
    added = await connection.execute(
        new.on_conflict_do_nothing(index_elements=["live_key"]).returning(table_of(Incident).c.id)
    )
    number = added.scalar_one_or_none()
    return await session.get_one(Incident, number) if number is not None else None


async def lock_incident(session: AsyncSession, incident_id: int) -> Incident | None:
    """Load an incident to change it: presses of two leads, and two processes, come one after the other."""
    return await session.get(Incident, incident_id, with_for_update=True, populate_existing=True)


async def texts_of(session: AsyncSession, incident_id: int, part: str) -> dict[str, str]:
    """Give what the members are told, by language."""
    rows = await session.scalars(
        select(IncidentText).where(col(IncidentText.incident_id) == incident_id, col(IncidentText.part) == part)
    )
    return {row.lang: row.text for row in rows.all()}


async def keep_text(session: AsyncSession, incident_id: int, part: str, lang: str, text: str) -> None:
    """Keep the text of a language; a second one replaces the first."""
    found = await session.scalars(
        select(IncidentText).where(
            col(IncidentText.incident_id) == incident_id, col(IncidentText.part) == part, col(IncidentText.lang) == lang
        )
    )
    row = found.first() or IncidentText(incident_id=incident_id, part=part, lang=lang, text=text)
    row.text = text
    session.add(row)
    await session.flush()


async def join_cases(session: AsyncSession, incident: Incident, cases: Sequence[Case], now: datetime) -> int:
    """Make these conversations members in their turns of now; who was one before stays as they are."""
    wanted = {case.conversation_id: case for case in cases}
    there = select(col(IncidentMember.conversation_id)).where(
        col(IncidentMember.incident_id) == incident.id, col(IncidentMember.conversation_id).in_(list(wanted))
    )
    known = set((await session.scalars(there)).all())
    new = {number: case for number, case in wanted.items() if number not in known}
    asked = select(col(Conversation.id), col(Conversation.turn)).where(col(Conversation.id).in_(list(new)))
    rows: Any = await session.execute(asked.order_by(col(Conversation.id)))
    for conversation_id, turn in rows.all():
        session.add(
            IncidentMember(
                incident_id=incident.id or 0,
                conversation_id=conversation_id,
                turn=turn,
                lang=new[conversation_id].lang,
                joined_at=now,
            )
        )
    await session.flush()
    return len(new)


async def member_of(session: AsyncSession, conversation_id: int) -> IncidentMember | None:
    """Find the newest membership of a conversation."""
    found = await session.scalars(
        select(IncidentMember)
        .where(col(IncidentMember.conversation_id) == conversation_id)
        .order_by(col(IncidentMember.id).desc())
        .limit(1)
    )
    return found.first()


async def claim_members(session: AsyncSession, state: MemberState, most: int) -> list[IncidentMember]:
    """Lock those who are to be written to, in the order in which they joined; each leaves the state in this write."""
    found = await session.scalars(
        select(IncidentMember)
        .where(col(IncidentMember.state) == state)
        .order_by(col(IncidentMember.id))
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    return list(found.all())


async def on_their_way(session: AsyncSession) -> int:
    """Count the texts of incidents that are queued and not out yet."""
    asked = (
        select(func.count())
        .select_from(Outgoing)
        .where(
            is_open("outgoing.state"),
            col(Outgoing.kind) == OutgoingKind.REPLY,
            col(Outgoing.priority) == int(Urgency.REMINDER),
        )
    )
    return await session.scalar(asked) or 0


async def is_sending(session: AsyncSession, incident_id: int) -> bool:
    """Tell whether texts of an incident are yet to be queued: until then they are what the lead has seen."""
    due = col(IncidentMember.state).in_([MemberState.DUE, MemberState.END_DUE])
    asked = select(col(IncidentMember.id)).where(col(IncidentMember.incident_id) == incident_id, due)
    return await session.scalar(asked.limit(1)) is not None


async def set_members(session: AsyncSession, incident_id: int, was: MemberState, becomes: MemberState) -> None:
    """Move all of one state to another."""
    await session.execute(
        update(IncidentMember)
        .where(col(IncidentMember.incident_id) == incident_id, col(IncidentMember.state) == was)
        .values(state=becomes)
        .execution_options(synchronize_session=False)
    )


async def show_boards(
    session: AsyncSession, incident: Incident, staff_chats: Sequence[int], machine_now: datetime
) -> None:
    """Post the board in the general topic of each staff group, ahead of the cards that it stands for."""
    content = {"incident": incident.id, "view": "board"}
    drafts = [
        Draft(OutgoingKind.NOTE, _board_line(chat), chat, Urgency.REPLY, machine_now, content) for chat in staff_chats
    ]
    incident.boards = [await add_one(session, draft, machine_now) for draft in drafts]


async def refresh_boards(session: AsyncSession, incident: Incident, machine_now: datetime) -> bool:
    """Have the boards say what is true: each renders when it is sent, and is edited once in a few seconds at most.

    False where it was changed a moment ago: who must have it right looks again (`bot/incident_boards.py`).
    """
    if incident.board_at is not None and incident.board_at > machine_now:
        return False
    not_before = max(machine_now, (incident.board_at or machine_now) + BOARD_PAUSE)
    incident.board_at = not_before
    for board in incident.boards:
        row = await session.get(Outgoing, board)
        if row is not None:
            await change_view(session, row, {"incident": incident.id, "view": "board"}, machine_now, not_before)
    return True


async def change_view(
    session: AsyncSession,
    row: Outgoing,
    content: dict[str, Any],
    machine_now: datetime,
    not_before: datetime | None = None,
) -> None:
    """Have a note of ours say something else: one that is still queued is changed, one that stands is edited."""
    if row.state == OutgoingState.QUEUED:
        row.content = content
        return
    edit = Draft(
        OutgoingKind.EDIT,
        row.line,
        row.chat_id,
        Urgency(row.priority),
        not_before or machine_now,
        {**content, "note": True},
        depends_on=row.id,
    )
    await add_outgoing(session, [edit], machine_now)


def _board_line(chat_id: int) -> str:
    """Name a line of the boards' own: behind what waits in the group's they would be old when they appear."""
    return f"b:{chat_id}"


def line_of_chat(chat_id: int) -> str:
    """Name the line in which something is said outside of the customers' topics."""
    return private_line(chat_id) if chat_id > 0 else group_line(chat_id)
