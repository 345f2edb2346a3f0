"""Everything a card shows, gathered at the moment it is sent."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, case, exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.cardfacts import CardFacts
from bot.storage.breaches import PROMISE_OF_REPLY
from bot.storage.card_asides import IN_INCIDENT, RATED_LOW, Asides, load_asides
from bot.storage.encoding import decode_assessment, decode_suggestion
from bot.storage.tables.conversations import (
    AssessmentRow,
    Conversation,
    FollowUpRow,
    FollowUpStatus,
    Message,
    SuggestionRow,
)
from bot.storage.tables.people import Agent, Customer
from bot.storage.tables.playbooks import StepRow
from bot.storage.tables.service import ServiceClock
from bot.storage.tables.traffic import Outgoing, OutgoingKind, OutgoingState
from classifier.assessment import Assessment
from playbooks.suggestion import Step, Suggestion

# Built once, since it is asked for every card.
_CARD: Select[*tuple[Any, ...]] = (
    select(
        Conversation,
        col(Customer.first_name),
        col(Agent.name),
        col(AssessmentRow.content).label("assessment"),
        col(SuggestionRow.content).label("suggestion"),
        col(SuggestionRow.id).label("suggestion_id"),
        col(SuggestionRow.at).label("suggested_at"),
        exists()
        .where(
            col(FollowUpRow.conversation_id) == col(Conversation.id),
            col(FollowUpRow.status) == FollowUpStatus.PENDING,
        )
        .label("reminded"),
        exists()
        .where(col(StepRow.conversation_id) == col(Conversation.id), col(StepRow.turn) == bindparam("turn"))
        .label("begun"),
        IN_INCIDENT,
        RATED_LOW,
        case((col(ServiceClock.breached_at).is_not(None), col(ServiceClock.due_at))).label("broken_at"),
        col(ServiceClock.said_at).label("told_at"),
    )
    .join(Customer, col(Customer.id) == col(Conversation.customer_id))
    .join(SuggestionRow, col(SuggestionRow.conversation_id) == col(Conversation.id))
    .join(AssessmentRow, col(AssessmentRow.id) == col(SuggestionRow.assessment_id))
    .outerjoin(Agent, col(Agent.id) == col(Conversation.assignee_id))
    .outerjoin(ServiceClock, PROMISE_OF_REPLY)
    .where(col(Conversation.id) == bindparam("conversation"), col(SuggestionRow.turn) == bindparam("turn"))
    .order_by(col(SuggestionRow.id).desc())
    .limit(1)
)


@dataclass(frozen=True, slots=True)
class ReplyState:
    """A reply of this turn and how far it is."""

    outgoing_id: int
    state: str
    agent: str | None
    at: datetime
    error: str | None
    unsent_at: datetime | None = None  # deleted at the customer's


@dataclass(frozen=True, slots=True)
class StepState:
    """A step of this turn: who took it and when, or when it comes due."""

    step: Step
    done_at: datetime | None = None
    done_by: str | None = None
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class CardView:
    """A card's content as plain values, times in UTC."""

    conversation_id: int
    turn: int
    customer_name: str | None
    lang: str | None
    status: str
    current: bool  # False once the customer has begun a new turn
    waiting: bool
    unanswered: int
    due_at: datetime | None
    assignee: str | None
    escalated_to: str | None
    assessment: Assessment
    suggestion: Suggestion
    facts: CardFacts
    suggestion_id: int = 0
    suggested_at: datetime | None = None
    replies: tuple[ReplyState, ...] = ()
    reminders: tuple[datetime, ...] = ()
    turns: int = 1
    begun: tuple[StepState, ...] = ()  # steps that were taken or are timed, whether the card still suggests them or not
    asides: Asides | None = None
    broken_at: datetime | None = None  # when an answer had been promised by
    told_at: datetime | None = None  # automatically, that it arrived

    @property
    def steps(self) -> tuple[StepState, ...]:
        """The checklist: what is suggested now, and what was taken of an earlier suggestion."""
        begun = {one.step.key: one for one in self.begun}
        suggested = {
            step.key: replace(begun.get(step.key, StepState(step)), step=step) for step in self.suggestion.steps
        }
        taken = [one for one in self.begun if one.done_at and one.step.key not in suggested]
        return (*suggested.values(), *taken)


async def load_card(session: AsyncSession, conversation_id: int, turn: int) -> CardView:
    """Gather a turn's card from what is true now."""
    row: Any = (await session.execute(_CARD, {"conversation": conversation_id, "turn": turn})).one()
    conversation: Conversation = row[0]
    suggestion, facts = decode_suggestion(row.suggestion)
    answered = conversation.turn != turn or conversation.waiting_since is None
    return CardView(
        conversation_id=conversation_id,
        turn=turn,
        customer_name=row.first_name,
        lang=conversation.lang,
        status=conversation.status,
        current=conversation.turn == turn,
        waiting=not answered,
        unanswered=conversation.unanswered,
        due_at=conversation.due_at,
        assignee=row.name,
        escalated_to=conversation.escalated_to,
        assessment=decode_assessment(row.assessment),
        suggestion=suggestion,
        suggestion_id=row.suggestion_id,
        suggested_at=row.suggested_at,
        facts=facts,
        replies=await _replies(session, conversation_id, turn) if conversation.assignee_id is not None else (),
        reminders=await _reminders(session, conversation_id) if row.reminded else (),
        turns=conversation.turn,
        begun=await _begun(session, conversation_id, turn) if row.begun else (),
        broken_at=None if answered else row.broken_at,
        told_at=None if answered else row.told_at,
        asides=await load_asides(session, conversation, turn, row),
    )


async def _replies(session: AsyncSession, conversation_id: int, turn: int) -> tuple[ReplyState, ...]:
    rows = await session.execute(
        select(
            col(Outgoing.id),
            col(Outgoing.state),
            col(Agent.name),
            func.coalesce(col(Outgoing.sent_at), col(Outgoing.created_at)).label("at"),
            col(Outgoing.error),
            col(Message.unsent_at),
        )
        .join(Message, col(Message.id) == col(Outgoing.message_id))
        .outerjoin(Agent, col(Agent.id) == col(Message.agent_id))
        .where(
            col(Outgoing.conversation_id) == conversation_id,
            col(Outgoing.turn) == turn,
            col(Outgoing.kind) == OutgoingKind.REPLY,
            col(Outgoing.state) != OutgoingState.CANCELLED,
        )
        .order_by(col(Outgoing.id))
    )
    return tuple(ReplyState(row.id, row.state, row.name, row.at, row.error, row.unsent_at) for row in rows.all())


async def _reminders(session: AsyncSession, conversation_id: int) -> tuple[datetime, ...]:
    due = await session.scalars(
        select(col(FollowUpRow.due_at))
        .where(col(FollowUpRow.conversation_id) == conversation_id, col(FollowUpRow.status) == FollowUpStatus.PENDING)
        .order_by(col(FollowUpRow.due_at))
    )
    return tuple(due.all())


async def _begun(session: AsyncSession, conversation_id: int, turn: int) -> tuple[StepState, ...]:
    rows = await session.execute(
        select(StepRow, col(Agent.name))
        .outerjoin(Agent, col(Agent.id) == col(StepRow.done_by))
        .where(col(StepRow.conversation_id) == conversation_id, col(StepRow.turn) == turn)
        .order_by(col(StepRow.id))
    )
    return tuple(
        StepState(Step(row.text, escalate_to=row.escalate_to), row.done_at, name, row.due_at)
        for row, name in rows.all()
    )
