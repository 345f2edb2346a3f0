"""Who agreed to hear from the shop, what it began to write itself, and what was told once and is not told again."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from bot.storage.columns import UtcDateTime


class ConsentRow(SQLModel, table=True):
    """That somebody agreed to news of the shop: when, where, in which words. Withdrawn rows stay as the proof."""

    __tablename__ = "consent"

    id: int | None = Field(default=None, primary_key=True)
    customer_id: int = Field(foreign_key="customer.id", index=True)
    purpose: str  # marketing
    given_at: datetime = Field(sa_type=UtcDateTime)
    withdrawn_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    source: str  # customer, shop, agent
    words: str = Field(default="", sa_type=Text)


class OwnNoteState(StrEnum):
    PROPOSED = "proposed"
    SENT = "sent"
    DECLINED = "declined"
    OVER = "over"  # what made it right is gone: they wrote, withdrew, complained


class OwnNote(SQLModel, table=True):
    """A note that the shop begins itself; `about` keeps an occasion from coming twice."""

    __tablename__ = "own_note"
    __table_args__ = (UniqueConstraint("customer_id", "occasion", "about"),)

    id: int | None = Field(default=None, primary_key=True)
    customer_id: int = Field(foreign_key="customer.id", index=True)
    conversation_id: int = Field(foreign_key="conversation.id", index=True)
    occasion: str
    about: str  # the order's number; for a win-back, that of the last order
    text: str = Field(sa_type=Text)
    state: str = Field(default=OwnNoteState.PROPOSED, index=True)
    at: datetime = Field(sa_type=UtcDateTime)
    sent_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class ToldOnce(SQLModel, table=True):
    """Something that is told once, also by two processes and over a restart."""

    __tablename__ = "told_once"

    key: str = Field(primary_key=True)
    at: datetime = Field(sa_type=UtcDateTime, index=True)
