"""Incidents, who belongs to them and what they are told; and how customers rated what was resolved."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Column, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from bot.storage.columns import UtcDateTime


class IncidentState(StrEnum):
    NOTICED = "noticed"  # the leads were told, and nobody has said yet what it is
    DISMISSED = "dismissed"  # not one; silent until its time is over
    DRAFTING = "drafting"
    OPEN = "open"  # the first text went out
    CLOSING = "closing"
    CLOSED = "closed"


class Incident(SQLModel, table=True):
    """One thing that many people write about at once."""

    id: int | None = Field(default=None, primary_key=True)
    # Of its cases, so that two processes notice it once; None as soon as it may be noticed again.
    live_key: str | None = Field(default=None, unique=True)
    state: str = IncidentState.NOTICED
    title: str
    # What makes a case one of these: both where both are set.
    intent: str | None = None
    subject_kind: str | None = None  # carrier, product, words
    subject: str | None = None
    figures: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    started_at: datetime = Field(sa_type=UtcDateTime)  # the first message about it
    noticed_at: datetime = Field(sa_type=UtcDateTime)
    silent_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    opened_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    opened_by: int | None = Field(default=None, foreign_key="agent.id")
    until: datetime | None = Field(default=None, sa_type=UtcDateTime)  # by when we write again
    english_for_rest: bool = False
    first_text_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    reminded_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    closed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    # Outgoing rows of the boards, one a staff group; and when they may next be edited, by the machine's clock.
    boards: list[int] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    board_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class IncidentText(SQLModel, table=True):
    """What the members of a language are told: with the news, and at the end."""

    __tablename__ = "incident_text"
    __table_args__ = (UniqueConstraint("incident_id", "part", "lang"),)

    id: int | None = Field(default=None, primary_key=True)
    incident_id: int = Field(foreign_key="incident.id")
    part: str  # news, end
    lang: str
    text: str = Field(sa_type=Text)


class MemberState(StrEnum):
    IN = "in"  # waits for the text
    OUT = "out"  # an agent took it out, or it needs a person
    DUE = "due"  # the text is to go to them
    TOLD = "told"  # the text is an outgoing row
    END_DUE = "end_due"
    ENDED = "ended"


class IncidentMember(SQLModel, table=True):
    """A conversation that belongs to an incident."""

    __tablename__ = "incident_member"
    __table_args__ = (UniqueConstraint("incident_id", "conversation_id"),)

    id: int | None = Field(default=None, primary_key=True)
    incident_id: int = Field(foreign_key="incident.id", index=True)
    conversation_id: int = Field(foreign_key="conversation.id", index=True)
    turn: int  # whose answer the text is
    lang: str
    state: str = Field(default=MemberState.IN, index=True)
    joined_at: datetime = Field(sa_type=UtcDateTime)
    # The rows of the text and of the last word, whose states say what arrived.
    outgoing_id: int | None = None
    end_outgoing_id: int | None = None


class Rating(SQLModel, table=True):
    """One question after a resolution, and what the customer made of it."""

    id: int | None = Field(default=None, primary_key=True)
    conversation_id: int = Field(foreign_key="conversation.id", unique=True)
    customer_id: int = Field(foreign_key="customer.id", index=True)
    agent_id: int | None = Field(default=None, foreign_key="agent.id")
    lang: str
    asked_at: datetime = Field(sa_type=UtcDateTime)
    outgoing_id: int | None = None  # the question, which changes as it is answered
    score: int | None = None  # 1 to 3
    rated_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    reason: str | None = None
    words: str | None = Field(default=None, sa_type=Text)
