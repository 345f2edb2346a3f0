"""What working together needs to be kept: replies of trainees that wait for a yes."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Column, Text
from sqlmodel import Field, SQLModel

from bot.storage.columns import UtcDateTime


class ApprovalState(StrEnum):
    WAITING = "waiting"
    APPROVED = "approved"
    GIVEN_BACK = "given_back"
    REPLACED = "replaced"  # the trainee wrote another one before anybody decided


class Approval(SQLModel, table=True):
    """A trainee's reply, kept as it is to be sent, until somebody with more experience has read it."""

    id: int | None = Field(default=None, primary_key=True)
    conversation_id: int = Field(foreign_key="conversation.id", index=True)
    agent_id: int = Field(foreign_key="agent.id", index=True)
    turn: int
    # The customer's messages that the trainee knew: with more of them somebody looks again.
    unanswered: int = 0
    # The words as they were shown, and what they are sent with: a press on a card, or a message of the trainee's.
    text: str = Field(default="", sa_type=Text)
    content: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    approved_text: bool = False  # of danger: takes two taps
    state: str = Field(default=ApprovalState.WAITING, index=True)
    at: datetime = Field(sa_type=UtcDateTime)
    decided_by: int | None = Field(default=None, foreign_key="agent.id")
    decided_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    why: str = Field(default="", sa_type=Text)
