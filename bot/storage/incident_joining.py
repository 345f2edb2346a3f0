"""A customer's message beside the incidents that live: it joins one, or tells it that somebody wrote again."""

from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.incidents import Case
from bot.storage.conversations import Turn
from bot.storage.incident_cases import products_of
from bot.storage.incident_lists import is_grave
from bot.storage.incidents import join_cases, live_incidents, refresh_boards, takes
from bot.storage.tables.incidents import Incident, IncidentMember, MemberState

if TYPE_CHECKING:
    from bot.storage.triaged import Place, Triaged


async def join_incidents(
    session: AsyncSession, triaged: "Triaged", turn: Turn, message_id: int, place: "Place"
) -> None:
    """Let a case join the first incident that it is one of; where anything was flagged it never does."""
    live = await live_incidents(session)
    if not live:
        return
    known = await _membership(session, turn.conversation_id, live)
    incident = next((one for one in live if known is not None and one.id == known.incident_id), None)
    grave = any(is_grave(flag.type, flag.score) for flag in triaged.assessment.flags)
    if known is not None:
        _carry_on(known, turn, grave=grave)
    elif not grave:
        case = await _case_of(session, triaged, turn, message_id)
        incident = next((one for one in live if takes(one, case)), None)
        if incident is not None:
            await join_cases(session, incident, [case], place.business_now)
    if incident is not None:
        await refresh_boards(session, incident, place.machine_now)


def _carry_on(member: IncidentMember, turn: Turn, *, grave: bool) -> None:
    """Who waits for the text waits in their newest turn; who raises a flag needs a person."""
    if member.state in {MemberState.IN, MemberState.DUE}:
        member.turn = turn.number
        member.state = MemberState.OUT if grave else member.state


async def _membership(session: AsyncSession, conversation_id: int, live: list[Incident]) -> IncidentMember | None:
    found = await session.scalars(
        select(IncidentMember).where(
            col(IncidentMember.conversation_id) == conversation_id,
            col(IncidentMember.incident_id).in_([one.id for one in live]),
        )
    )
    return found.first()


async def _case_of(session: AsyncSession, triaged: "Triaged", turn: Turn, message_id: int) -> Case:
    order = triaged.facts.order
    products = await products_of(session, [order.number]) if order else {}
    return Case(
        turn.conversation_id,
        message_id,
        triaged.assessment.intent.type,
        triaged.incoming.at,
        triaged.incoming.text,
        triaged.assessment.lang,
        order.carrier if order else None,
        products.get(order.number, ()) if order else (),
    )
