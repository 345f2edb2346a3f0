"""What was said, what was concluded from it, and what is still to be done."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, BigInteger, Column, Index, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from bot.storage.columns import UtcDateTime


class Status(StrEnum):
    """Chatwoot's four; `pending` is kept for a bot that answers first."""

    OPEN = "open"
    PENDING = "pending"
    SNOOZED = "snoozed"
    RESOLVED = "resolved"


WAITING, PROMISED = text("waiting_since IS NOT NULL"), text("promised_at IS NOT NULL")
CAME = text("status = 'fired'")
ASLEEP, UNSETTLED = text("status = 'snoozed'"), text("status <> 'resolved'")
ANSWERS = text("reply_to_id IS NOT NULL")
AWAITS = text("status = 'pending' AND event IS NOT NULL")


class Conversation(SQLModel, table=True):
    """One customer's request, from first message to resolution."""

    # The few that somebody waits in, or was promised something in, among all that ever were.
    __table_args__ = (
        Index("ix_conversation_waiting", "priority", sqlite_where=WAITING, postgresql_where=WAITING),
        Index("ix_conversation_promised", "promised_at", sqlite_where=PROMISED, postgresql_where=PROMISED),
        Index("ix_conversation_open", "customer_id", sqlite_where=UNSETTLED, postgresql_where=UNSETTLED),
        Index("ix_conversation_snoozed", "snoozed_until", sqlite_where=ASLEEP, postgresql_where=ASLEEP),
    )

    id: int | None = Field(default=None, primary_key=True)
    customer_id: int = Field(foreign_key="customer.id", index=True)
    # The shop's own account whose chat it is, as Telegram numbers its connection; empty in the chat with the bot.
    connection: str = Field(default="", sa_column_kwargs={"server_default": text("''")})
    status: str = Status.OPEN
    opened_at: datetime = Field(sa_type=UtcDateTime)
    resolved_at: datetime | None = Field(default=None, sa_type=UtcDateTime, index=True)
    # Set only while status is SNOOZED; a new customer message clears it.
    snoozed_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    # Every write that depends on what was read names the version it read.
    version: int = 0
    # A turn is all customer messages since our last reply.
    turn: int = 0
    waiting_since: datetime | None = Field(default=None, sa_type=UtcDateTime)
    unanswered: int = 0
    reopened: bool = False
    assignee_id: int | None = Field(default=None, foreign_key="agent.id", index=True)
    claimed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    # Whom /next pointed here and when: for a minute it points others elsewhere.
    offered_to: int | None = None
    offered_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    lang: str | None = None
    priority: int = 0
    due_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    escalated_to: str | None = None
    # By when the customer was told that they hear from us, and of what; our next word ends it, kept or broken.
    promised_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    promised: str | None = Field(default=None, sa_type=Text)
    # Playbooks that have spoken: a published offer is made once.
    spoken: list[str] | None = Field(default=None, sa_column=Column(JSON))


class Message(SQLModel, table=True):
    """One thing said, as it reads now; earlier wordings are versions."""

    __table_args__ = (
        UniqueConstraint("connection", "chat_id", "telegram_id"),
        Index("ix_message_reply_to_id", "reply_to_id", sqlite_where=ANSWERS, postgresql_where=ANSWERS),
    )

    id: int | None = Field(default=None, primary_key=True)
    conversation_id: int = Field(foreign_key="conversation.id", index=True)
    direction: str  # incoming | outgoing | undone, taken back | automatic, said by the account itself
    turn: int = 0
    # Where Telegram has it. A reply by button has no message of an agent, so no id.
    connection: str = ""
    chat_id: int | None = Field(default=None, sa_type=BigInteger)
    telegram_id: int | None = Field(default=None, sa_type=BigInteger)
    agent_id: int | None = Field(default=None, foreign_key="agent.id")
    kind: str = "text"
    text: str = Field(default="", sa_type=Text)
    media: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON))
    album: str | None = None
    at: datetime = Field(sa_type=UtcDateTime, index=True)
    edited_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    # The message that it answers, the words of it that are quoted, whom it is forwarded from, what was put on it.
    reply_to_id: int | None = None
    quote: str | None = Field(default=None, sa_type=Text)
    forwarded: str | None = None
    reaction: str | None = None
    # Deleted at the customer's by an agent.
    unsent_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    # Taken back by its writer; the words stay for the desk as long as any.
    deleted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class MessageVersion(SQLModel, table=True):
    """An earlier wording of a message, kept when it was edited."""

    __tablename__ = "message_version"
    __table_args__ = (UniqueConstraint("message_id", "number"),)

    id: int | None = Field(default=None, primary_key=True)
    message_id: int = Field(foreign_key="message.id")
    number: int
    text: str = Field(default="", sa_type=Text)
    # Set only where the file was replaced, too.
    media: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON))
    at: datetime = Field(sa_type=UtcDateTime)


class AssessmentRow(SQLModel, table=True):
    """What was concluded from a message and from the turn it belongs to."""

    __tablename__ = "assessment"

    id: int | None = Field(default=None, primary_key=True)
    message_id: int = Field(foreign_key="message.id", index=True)
    conversation_id: int = Field(foreign_key="conversation.id")
    turn: int
    lang: str
    intent: str
    at: datetime = Field(sa_type=UtcDateTime)
    # The whole assessment of the turn so far, to be carried on by the next message.
    content: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))

    __table_args__ = (Index("ix_assessment_turn", "conversation_id", "turn"),)


class VerdictRow(SQLModel, table=True):
    """One verdict or flag of an assessment with its evidence, for questions over many."""

    __tablename__ = "verdict"

    id: int | None = Field(default=None, primary_key=True)
    assessment_id: int = Field(foreign_key="assessment.id", index=True)
    axis: str
    type: str
    score: float
    best: str
    evidence: list[dict[str, Any]] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))


class SuggestionRow(SQLModel, table=True):
    """What was suggested for a turn, and what an agent chose of it."""

    __tablename__ = "suggestion"

    id: int | None = Field(default=None, primary_key=True)
    assessment_id: int = Field(foreign_key="assessment.id")
    conversation_id: int = Field(foreign_key="conversation.id")
    turn: int
    at: datetime = Field(sa_type=UtcDateTime)
    # Replies, steps, follow-up and the facts on the card, as `bot/storage/encoding.py` writes them.
    content: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    chosen: str | None = None
    # The names in it, so that a month can be counted without reading every text: `answering`, whose substance is a
    # reply's, and `meant`, all that were. None in rows of earlier versions.
    playbooks: dict[str, list[str]] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True)))

    __table_args__ = (Index("ix_suggestion_turn", "conversation_id", "turn"),)


class Correction(SQLModel, table=True):
    """A verdict that an agent called wrong: what the next training and the report learn from."""

    id: int | None = Field(default=None, primary_key=True)
    conversation_id: int = Field(foreign_key="conversation.id", index=True)
    agent_id: int | None = Field(default=None, foreign_key="agent.id")
    turn: int
    axis: str
    was: str | None = None  # None where nothing had been concluded
    right: str
    at: datetime = Field(sa_type=UtcDateTime)


class Note(SQLModel, table=True):
    """What agents write for each other; never leaves the desk."""

    id: int | None = Field(default=None, primary_key=True)
    conversation_id: int = Field(foreign_key="conversation.id", index=True)
    agent_id: int | None = Field(default=None, foreign_key="agent.id")
    text: str = Field(sa_type=Text)
    at: datetime = Field(sa_type=UtcDateTime)
    # Where the agent wrote it, so that an edit changes it; the kind and the album of what goes out once confirmed.
    chat_id: int | None = Field(default=None, sa_type=BigInteger)
    telegram_id: int | None = Field(default=None, sa_type=BigInteger)
    kind: str = Field(default="text", sa_column_kwargs={"server_default": "text"})
    album: str | None = None

    __table_args__ = (Index("ix_note_place", "chat_id", "telegram_id"),)


class FollowUpStatus(StrEnum):
    PENDING = "pending"
    FIRED = "fired"
    DONE = "done"
    CANCELLED = "cancelled"


class FollowUpRow(SQLModel, table=True):
    """A reminder due at a time, dropped when its condition holds."""

    __tablename__ = "follow_up"
    __table_args__ = (
        Index(
            "ix_follow_up_due",
            "due_at",
            sqlite_where=text("status = 'pending'"),
            postgresql_where=text("status = 'pending'"),
        ),
        Index("ix_follow_up_fired", "fired_at", sqlite_where=CAME, postgresql_where=CAME),
        Index("ix_follow_up_awaits", "order_number", sqlite_where=AWAITS, postgresql_where=AWAITS),
    )

    id: int | None = Field(default=None, primary_key=True)
    conversation_id: int = Field(foreign_key="conversation.id", index=True)
    agent_id: int | None = Field(default=None, foreign_key="agent.id", index=True)
    source: str  # agent | playbook | ladder | promise
    text: str = Field(sa_type=Text)
    due_at: datetime = Field(sa_type=UtcDateTime)
    # A local wall time, kept where a person named one: "tomorrow 9:00" stays 9:00 when the zone changes.
    wall_time: str | None = None
    zone: str | None = None
    unless: str | None = None
    # What of an order it waits for: delivered, shipped, refunded; `due_at` is then when it asks without.
    event: str | None = None
    order_number: str | None = None
    repeats: str | None = None  # "daily", or a weekday as a number; at its wall time
    on_write: str | None = None  # what becomes of it when the customer writes: keep, lift, ask
    # The turn in which it was set, against which "answered" and "customer wrote" are judged.
    turn: int = 0
    status: str = FollowUpStatus.PENDING
    created_at: datetime = Field(sa_type=UtcDateTime)
    fired_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
