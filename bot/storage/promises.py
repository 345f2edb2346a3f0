"""What we gave our word for, what is asleep, and what agents said lately: what the clock looks at."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, or_, select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.storage.followups import BATCH, PROMISE
from bot.storage.tables.conversations import Conversation, FollowUpRow, FollowUpStatus, Message, Status
from bot.storage.tables.incidents import Incident, IncidentMember, IncidentState, MemberState
from bot.storage.tables.traffic import Outgoing, OutgoingKind, OutgoingState

# More than a desk of twenty writes in a quarter of an hour.
MOST_WORDS = 2_000
# In the words of the partial index: with a parameter not every database would use it.
_ASLEEP = text(f"conversation.status = '{Status.SNOOZED}'")


# By conversation and turn as well, along whose index a message's row is found: there is none of its number.
_SENT_AS = and_(
    col(Outgoing.conversation_id) == col(Message.conversation_id),
    col(Outgoing.turn) == col(Message.turn),
    col(Outgoing.message_id) == col(Message.id),
)


@dataclass(frozen=True, slots=True)
class Word:
    """Our word to a customer: a time they were told, or a follow-up that an agent set for what they promised."""

    conversation: Conversation
    due_at: datetime
    text: str
    agent_id: int | None
    row: FollowUpRow | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """What an agent wrote to a customer, as it went out."""

    message_id: int
    conversation_id: int
    text: str
    at: datetime


async def snoozed_over(session: AsyncSession, now: datetime) -> list[Conversation]:
    """List, and hold, the conversations whose snooze is over."""
    found = await session.scalars(
        select(Conversation)
        .where(
            _ASLEEP,
            col(Conversation.snoozed_until) <= now,
        )
        .order_by(col(Conversation.snoozed_until))
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    )
    return list(found.all())


async def given_words(session: AsyncSession, since: datetime, until: datetime) -> list[Word]:
    """List what was promised between two moments and is still open, soonest first; a promise told twice is one."""
    rows = await _rows(session, since, until)
    found = await session.scalars(
        select(Conversation).where(
            col(Conversation.promised_at).is_not(None),
            col(Conversation.promised_at) > since,
            col(Conversation.promised_at) <= until,
            col(Conversation.status) != Status.RESOLVED,
            ~_told_to_many(),
        )
    )
    set_for = {(word.conversation.id, word.due_at) for word in rows}
    said = [
        Word(one, one.promised_at, one.promised or "", one.assignee_id)
        for one in found.all()
        if one.promised_at and (one.id, one.promised_at) not in set_for
    ]
    return sorted([*rows, *said], key=lambda word: (word.due_at, word.conversation.id or 0))


def _told_to_many() -> ColumnElement[bool]:
    """A time that an incident gave hundreds: its leads are reminded of it once, and its follow-ups stand in the topics."""
    return exists().where(
        col(IncidentMember.conversation_id) == col(Conversation.id),
        col(IncidentMember.state) == MemberState.TOLD,
        col(Incident.id) == col(IncidentMember.incident_id),
        col(Incident.state).in_([IncidentState.OPEN, IncidentState.CLOSING]),
        col(Incident.until) == col(Conversation.promised_at),
    )


async def _rows(session: AsyncSession, since: datetime, until: datetime) -> list[Word]:
    """A follow-up of a promise is open until it is done; who holds the conversation now is the one to keep it.

    A playbook's follow-up for the very time that its reply named is of this kind: two reminders of one promise are one.
    """
    pending = col(FollowUpRow.status) == FollowUpStatus.PENDING
    fired = col(FollowUpRow.status) == FollowUpStatus.FIRED
    found = await session.execute(
        select(FollowUpRow, Conversation)
        .join(Conversation, col(Conversation.id) == col(FollowUpRow.conversation_id))
        .where(
            or_(pending, fired & (col(FollowUpRow.fired_at) > since)),
            or_(
                col(FollowUpRow.source) == PROMISE,
                (col(FollowUpRow.source) == "playbook") & (col(FollowUpRow.due_at) == col(Conversation.promised_at)),
            ),
            ~_told_to_many(),
            col(FollowUpRow.due_at) > since,
            col(FollowUpRow.due_at) <= until,
            col(Conversation.status) != Status.RESOLVED,
        )
    )
    return [
        Word(conversation, row.due_at, row.text, conversation.assignee_id or row.agent_id, row)
        for row, conversation in found.all()
    ]


async def said_lately(session: AsyncSession, since: datetime) -> list[Said]:
    """List what agents wrote in their own words since then and what has reached the customer."""
    found = await session.execute(
        select(col(Message.id), col(Message.conversation_id), col(Message.text), col(Message.at))
        .join(Outgoing, _SENT_AS)
        .where(
            col(Message.at) >= since,
            col(Message.direction) == "outgoing",
            col(Message.agent_id).is_not(None),
            col(Message.telegram_id).is_not(None),  # a reply by button has its follow-up from its playbook
            col(Message.text) != "",
            col(Outgoing.kind) == OutgoingKind.REPLY,
            col(Outgoing.state) == OutgoingState.SENT,
        )
        .order_by(col(Message.at), col(Message.id))
        .limit(MOST_WORDS)
    )
    return [Said(id_ or 0, talk, text, at) for id_, talk, text, at in found.all()]
