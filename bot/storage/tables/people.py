"""Who there is: customers and how they are known, their orders, the agents, and what was decided."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, BigInteger, Column, Index, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from bot.storage.columns import Money, UtcDateTime

IN_TOPIC = text("topic_id IS NOT NULL")


class Customer(SQLModel, table=True):
    """A person who writes to the shop or buys from it."""

    # Of all who bought, few write: whose topic it is, is asked for every word of an agent.
    __table_args__ = (Index("ix_customer_topic_id", "topic_id", sqlite_where=IN_TOPIC, postgresql_where=IN_TOPIC),)

    id: int | None = Field(default=None, primary_key=True)
    first_name: str | None = None
    last_name: str | None = None
    username: str | None = None
    language: str | None = None  # what their Telegram is set to
    last_language: str | None = None  # what they last wrote in, for short messages
    # A customer stays in one staff group; the topic is made at the first message.
    staff_chat: int | None = Field(default=None, sa_type=BigInteger)
    topic_id: int | None = Field(default=None, sa_type=BigInteger)
    topic_title: str | None = None
    # Set while Telegram refuses to deliver to them; cleared when they write again.
    blocked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    no_profile: bool = False
    # Set while what they write is kept and shown to nobody unasked; why is one of spam, abuse, scam or an agent's words.
    banned_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    ban_reason: str | None = None
    created_at: datetime = Field(sa_type=UtcDateTime)


class IdentityKind(StrEnum):
    TELEGRAM = "telegram"
    EMAIL = "email"
    PHONE = "phone"
    SHOP = "shop"


class Identity(SQLModel, table=True):
    """One way a customer is known; the same value never names two customers."""

    __table_args__ = (UniqueConstraint("kind", "value"),)

    id: int | None = Field(default=None, primary_key=True)
    customer_id: int = Field(foreign_key="customer.id", index=True)
    kind: str
    value: str
    created_at: datetime = Field(sa_type=UtcDateTime)


class ShopOrder(SQLModel, table=True):
    """An order as the shop told it, last version."""

    __tablename__ = "shop_order"

    id: int | None = Field(default=None, primary_key=True)
    number: str = Field(unique=True)
    customer_id: int = Field(foreign_key="customer.id", index=True)
    placed_at: datetime = Field(sa_type=UtcDateTime)
    currency: str
    total: Decimal = Field(sa_type=Money)
    discount: Decimal = Field(default=Decimal(0), sa_type=Money)
    refunded: Decimal = Field(default=Decimal(0), sa_type=Money)
    codes: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    status: str = "paid"
    channel: str | None = None
    promised_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    shipped_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    delivered_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    returned_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    carrier: str | None = None
    tracking: str | None = None
    as_of: datetime | None = Field(default=None, sa_type=UtcDateTime)
    taxes: Decimal | None = Field(default=None, sa_type=Money)
    shipping: Decimal | None = Field(default=None, sa_type=Money)
    tags: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    marks: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    # The order's own key in the shop's program, which refunds and updates name instead of the number.
    shop_key: str | None = Field(default=None, index=True)


class OrderItem(SQLModel, table=True):
    """One line of an order."""

    __tablename__ = "order_item"

    id: int | None = Field(default=None, primary_key=True)
    order_id: int = Field(foreign_key="shop_order.id", index=True, ondelete="CASCADE")
    sku: str
    title: str
    quantity: int
    price: Decimal = Field(sa_type=Money)
    category: str | None = None
    cost: Decimal | None = Field(default=None, sa_type=Money)


class EngagementRow(SQLModel, table=True):
    """A micro conversion of a customer."""

    __tablename__ = "engagement"
    # What is told twice is one event.
    __table_args__ = (UniqueConstraint("customer_id", "kind", "at"),)

    id: int | None = Field(default=None, primary_key=True)
    customer_id: int = Field(foreign_key="customer.id", index=True)
    kind: str
    at: datetime = Field(sa_type=UtcDateTime)
    amount: Decimal | None = Field(default=None, sa_type=Money)


class Role(StrEnum):
    """What somebody at the desk may do, from most to least; a trainee's first replies are looked at before they go."""

    OWNER = "owner"
    LEAD = "lead"
    AGENT = "agent"
    TRAINEE = "trainee"


class Agent(SQLModel, table=True):
    """A person who answers."""

    id: int | None = Field(default=None, primary_key=True)
    telegram_id: int = Field(sa_type=BigInteger, unique=True)
    name: str
    username: str | None = None  # as Telegram has it, by which others mention them
    role: str = Role.AGENT
    language: str | None = None
    # What they read and write, as codes; empty means every language of the shop.
    languages: list[str] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True)))
    # Set from /on to /off.
    on_since: datetime | None = Field(default=None, sa_type=UtcDateTime)
    # How many replies others let pass while they were a trainee.
    approved_replies: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    created_at: datetime = Field(sa_type=UtcDateTime)


class Audit(SQLModel, table=True):
    """What was decided, by whom, when and why. Rows are only ever added."""

    id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(sa_type=UtcDateTime)
    action: str = Field(index=True)
    conversation_id: int | None = Field(default=None, index=True)
    agent_id: int | None = None
    why: str = Field(default="", sa_type=Text)
    detail: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
