"""What became of what playbooks suggested: steps that were taken, and replies that were sent, changed or left."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from bot.storage.columns import UtcDateTime


class StepRow(SQLModel, table=True):
    """One step of a turn's checklist that somebody took, or a rung of its ladder that comes due."""

    __tablename__ = "step"
    __table_args__ = (UniqueConstraint("conversation_id", "turn", "key"),)

    id: int | None = Field(default=None, primary_key=True)
    conversation_id: int = Field(foreign_key="conversation.id", index=True)
    turn: int
    key: str  # of its words, so that a step said again in the same turn is the same step
    text: str = Field(sa_type=Text)
    escalate_to: str | None = None  # None for something to do
    due_at: datetime | None = Field(default=None, sa_type=UtcDateTime, index=True)
    done_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    done_by: int | None = Field(default=None, foreign_key="agent.id")
    # The reminder that comes at `due_at`; taken away when the step is.
    follow_up_id: int | None = Field(default=None, foreign_key="follow_up.id")
    # What the customer may be told of a rung that was taken, by when, and the message that told them.
    tell: str | None = Field(default=None, sa_type=Text)
    tell_by: datetime | None = Field(default=None, sa_type=UtcDateTime)
    told_id: int | None = Field(default=None, foreign_key="message.id")


class ReplyUse(SQLModel, table=True):
    """What an agent made of the replies of one suggestion."""

    __tablename__ = "reply_use"

    id: int | None = Field(default=None, primary_key=True)
    suggestion_id: int = Field(foreign_key="suggestion.id", unique=True)
    conversation_id: int = Field(foreign_key="conversation.id", index=True)
    agent_id: int | None = Field(default=None, foreign_key="agent.id")
    at: datetime = Field(sa_type=UtcDateTime, index=True)
    outcome: str  # unchanged, changed, skipped
    playbook: str = Field(index=True)
    tone: str
    lang: str
    wordings: list[dict[str, Any]] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    difference: str | None = Field(default=None, sa_type=Text)  # only where it was changed; numbers and names masked


class WordingRecord(SQLModel, table=True):
    """How often one wording of a playbook was sent as it stands, changed, or left for other words.

    `key` is `Wording.name`: the same words in two tones, or in both addresses, are counted together.
    """

    __tablename__ = "wording_record"

    key: str = Field(primary_key=True)
    playbook: str = Field(index=True)
    slot: str
    unchanged: int = 0
    changed: int = 0
    skipped: int = 0
