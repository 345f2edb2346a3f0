"""Customers who are not in the chat with the bot: accounts of the shop's own, and words that agents hand in."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, BigInteger, Column, Text
from sqlmodel import Field, SQLModel

from bot.storage.columns import UtcDateTime


class BusinessAccount(SQLModel, table=True):
    """A Telegram account of the shop that has let the bot into its chats, as Telegram last told of it."""

    __tablename__ = "business_account"

    id: int | None = Field(default=None, primary_key=True)
    connection: str = Field(unique=True)  # Telegram's id of the connection
    user_id: int = Field(sa_type=BigInteger)
    chat_id: int = Field(sa_type=BigInteger)  # where the bot may write to the owner
    name: str
    can_reply: bool = False
    enabled: bool = True
    since: datetime = Field(sa_type=UtcDateTime)
    changed_at: datetime = Field(sa_type=UtcDateTime)


class AssistState(StrEnum):
    GATHERING = "gathering"  # more parts may come
    READING = "reading"  # somebody thinks about it until the lease ends
    READY = "ready"


class Assist(SQLModel, table=True):
    """A customer's words that an agent handed in privately; dropped after a day, for they are nobody's conversation."""

    id: int | None = Field(default=None, primary_key=True)
    agent_telegram_id: int = Field(sa_type=BigInteger, index=True)
    agent_name: str
    # What was handed in, part by part: text, name of the writer where Telegram tells it, message.
    parts: list[dict[str, Any]] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    # What the agent added to say who it is: an e-mail, a phone, an order number.
    asked: str | None = Field(default=None, sa_type=Text)
    customer_id: int | None = Field(default=None, foreign_key="customer.id", index=True)
    state: str = Field(default=AssistState.GATHERING, index=True)
    # Every part counts it up, so that a reading that was overtaken is not kept.
    version: int = 1
    due_at: datetime = Field(sa_type=UtcDateTime)
    # Assessment, suggestion and facts, once it was read.
    content: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True)))
    tone: str | None = None
    card_id: int | None = Field(default=None, sa_type=BigInteger)  # the outgoing row of its card
    kept_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    created_at: datetime = Field(sa_type=UtcDateTime)
