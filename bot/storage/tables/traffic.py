"""What comes in and what goes out: the rows that make sure that nothing is lost or said twice."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, BigInteger, Column, Index, Integer, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from bot.storage.columns import UtcDateTime

# SQLite counts up by itself only on INTEGER keys; PostgreSQL deserves the wide one.
SEQUENCE = BigInteger().with_variant(Integer(), "sqlite")


# What is not settled yet is a handful among very many, so the queues have indexes of their own.
INTAKE_OPEN = text("state IN ('waiting', 'claimed')")
OUTGOING_OPEN = text("state IN ('queued', 'sending')")


class IntakeState(StrEnum):
    WAITING = "waiting"
    CLAIMED = "claimed"
    DONE = "done"
    ASIDE = "aside"


class Intake(SQLModel, table=True):
    """An update as Telegram sent it, stored before it is acknowledged."""

    __table_args__ = (
        UniqueConstraint("bot_id", "update_id"),
        Index("ix_intake_open", "line", "seq", sqlite_where=INTAKE_OPEN, postgresql_where=INTAKE_OPEN),
        Index("ix_intake_head", "seq", sqlite_where=INTAKE_OPEN, postgresql_where=INTAKE_OPEN),
        Index("ix_intake_done", "done_at"),
    )

    # Our own order: Telegram's numbers start anew after a quiet week.
    seq: int | None = Field(default=None, sa_column=Column(SEQUENCE, primary_key=True, autoincrement=True))
    bot_id: int = Field(sa_type=BigInteger)
    update_id: int = Field(sa_type=BigInteger)
    line: str
    kind: str
    payload: str = Field(sa_type=Text)
    received_at: datetime = Field(sa_type=UtcDateTime)
    state: str = IntakeState.WAITING
    not_before: datetime = Field(sa_type=UtcDateTime)
    lease: str | None = None
    lease_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    # Failures by an error, and claims altogether: the second counts updates that take the process down.
    attempts: int = 0
    claims: int = 0
    error: str | None = Field(default=None, sa_type=Text)
    done_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class OutgoingKind(StrEnum):
    CREATE_TOPIC = "create_topic"
    RELAY = "relay"
    CARD = "card"
    REPLY = "reply"
    NOTE = "note"
    EDIT = "edit"
    DELETE = "delete"
    DELETE_TOPIC = "delete_topic"
    # Of what was said before: its words changed, a reaction put on it, taken back at the customer's.
    AMEND = "amend"
    REACT = "react"
    UNSEND = "unsend"


class OutgoingState(StrEnum):
    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    AMBIGUOUS = "ambiguous"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Outgoing(SQLModel, table=True):
    """An intent to say something, named by our ids; Telegram's are found when it is sent."""

    __table_args__ = (
        Index("ix_outgoing_open", "line", "id", sqlite_where=OUTGOING_OPEN, postgresql_where=OUTGOING_OPEN),
        Index("ix_outgoing_head", "priority", "id", sqlite_where=OUTGOING_OPEN, postgresql_where=OUTGOING_OPEN),
        Index("ix_outgoing_conversation", "conversation_id", "turn"),
    )

    id: int | None = Field(default=None, sa_column=Column(SEQUENCE, primary_key=True, autoincrement=True))
    kind: str
    line: str
    chat_id: int = Field(sa_type=BigInteger)
    priority: int
    customer_id: int | None = None
    conversation_id: int | None = None
    message_id: int | None = None
    turn: int | None = None
    # What the kind needs: a reply's frozen text, the album's parts, the words of a note.
    content: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    not_before: datetime = Field(sa_type=UtcDateTime)
    depends_on: int | None = Field(default=None, sa_type=BigInteger)
    state: str = OutgoingState.QUEUED
    # How much of a long text is out already, so that a second try begins behind it.
    parts_sent: int = 0
    attempts: int = 0
    fence: int | None = None
    error: str | None = Field(default=None, sa_type=Text)
    created_at: datetime = Field(sa_type=UtcDateTime)
    sent_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Delivery(SQLModel, table=True):
    """Where a message of ours or a copy of theirs stands in Telegram."""

    __table_args__ = (Index("ix_delivery_place", "chat_id", "telegram_id"),)

    id: int | None = Field(default=None, primary_key=True)
    outgoing_id: int = Field(sa_type=BigInteger, index=True)
    message_id: int | None = Field(default=None, index=True)
    side: str  # customer | staff
    chat_id: int = Field(sa_type=BigInteger)
    thread_id: int | None = Field(default=None, sa_type=BigInteger)
    telegram_id: int = Field(sa_type=BigInteger)
    at: datetime = Field(sa_type=UtcDateTime)


class Lease(SQLModel, table=True):
    """Who may poll, and who may send; `fence` rises with every new holder."""

    name: str = Field(primary_key=True)
    holder: str
    fence: int
    until: datetime = Field(sa_type=UtcDateTime)


class ChatWait(SQLModel, table=True):
    """Until when Telegram told us to leave a chat alone; survives a restart."""

    __tablename__ = "chat_wait"

    chat_id: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    until: datetime = Field(sa_type=UtcDateTime)
