"""Passes a conversation up a rung: who takes over is told with a summary, and the agent what to tell the customer."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.desk.action import Action, agent_of
from bot.desk.checklist import already, take_step
from bot.desk.ladder import accepts_by, begin_ladder, rung_of, tell_of_rung
from bot.desk.refusing import refuse
from bot.storage.alerts import alert_leads
from bot.storage.audit import record
from bot.storage.conversations import change
from bot.storage.effects import Answer, answer
from bot.storage.notes import queue_note
from bot.storage.outgoing import Urgency, refresh_card
from bot.storage.steps import hold_step
from bot.storage.suggestions import newest_of_turn, read
from bot.storage.tables.conversations import Conversation, Status
from bot.storage.tables.people import Agent
from bot.storage.tables.playbooks import StepRow
from bot.storage.team import heads
from playbooks.filters import Voice
from playbooks.suggestion import Step, Suggestion


@dataclass(frozen=True, slots=True)
class Climb:
    """A rung pressed on the card of a turn: to whom."""

    conversation_id: int
    turn: int
    to: str


async def escalate(session: AsyncSession, *, action: Action, climb: Climb) -> Answer:
    """Take a rung, once; without leads the topic itself asks for somebody."""
    conversation = await session.get(Conversation, climb.conversation_id)
    found = await newest_of_turn(session, climb.conversation_id, climb.turn)
    if conversation is None or found is None or conversation.turn != climb.turn:
        return answer("card_is_old", alert=True)
    if conversation.status == Status.RESOLVED:
        return answer("resolved_already")
    # Who frees a case takes it out of somebody's hands: from another agent's only with "Take over".
    if climb.to == "agent" and (refused := await refuse(session, conversation, action, already=False)):
        return refused
    suggestion = read(found)[0]
    rung = rung_of(suggestion, climb.to, action.lang)
    if rung is None:
        return answer("expired", alert=True)
    row = await hold_step(session, conversation, rung)
    if row.done_at is not None:
        return await already(session, row, action)
    agent = await agent_of(session, action)
    _propose(row, rung, suggestion, conversation, action)
    await _take(session, row, conversation, agent, action)
    await _hand_over(session, row, conversation, agent, action)
    await refresh_card(session, climb.conversation_id, climb.turn, action.machine_now)
    return _told(climb.to, await heads(session, action.leads))


def _propose(row: StepRow, rung: Step, suggestion: Suggestion, conversation: Conversation, action: Action) -> None:
    """Write down what the customer may be told; it is sent by a press of its own."""
    tell = tell_of_rung(rung, suggestion, conversation.lang or "en", action)
    if tell.text:
        row.tell_by = accepts_by(rung.escalate_to or "", action)
        row.tell = tell.by(row.tell_by, Voice(tell.lang, action.zone, action.now, action.shop.currency))


async def _take(session: AsyncSession, row: StepRow, conversation: Conversation, agent: Agent, action: Action) -> None:
    to = row.escalate_to or ""
    await take_step(session, row, agent, action)
    # Whoever passes a case to another agent lets go of it.
    freed = {"assignee_id": None, "claimed_at": None} if to == "agent" else {}
    await change(session, conversation, escalated_to=to, **freed)
    record(session, "escalate", action.now, conversation_id=conversation.id, agent_id=agent.id, to=to)
    await begin_ladder(session, conversation, action)


async def _hand_over(
    session: AsyncSession, row: StepRow, conversation: Conversation, agent: Agent, action: Action
) -> None:
    """Post the summary in the topic with what the customer may be told, and send it to who takes over."""
    content: dict[str, Any] = {
        "key": "escalated_note",
        "values": {"name": agent.name, "to": row.escalate_to or ""},
        "handover": conversation.turn,
    }
    proposed = {"tell": row.tell, "buttons": [["send_tell", f"tell:{row.id}"]]} if row.tell else {}
    await queue_note(session, conversation, {**content, **proposed}, action.machine_now, urgency=Urgency.DANGER)
    if row.escalate_to != "agent":
        alert = {**content, "key": "escalated_alert"}
        await alert_leads(session, conversation, leads=action.leads, machine_now=action.machine_now, content=alert)


def _told(to: str, leads: Sequence[int]) -> Answer:
    if to == "agent":
        return answer("freed")
    return answer("escalated" if leads else "escalated_no_leads")
