"""What ties the shop to the desk: its webhooks, who was joined with whom, and what was concluded from purchases."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, UniqueConstraint
from sqlmodel import Field, SQLModel

from bot.storage.columns import UtcDateTime


class ShopEvent(SQLModel, table=True):
    """A delivery of a shop's webhook that was applied, so that it is applied once."""

    __tablename__ = "shop_event"
    __table_args__ = (UniqueConstraint("source", "delivery"),)

    id: int | None = Field(default=None, primary_key=True)
    source: str
    delivery: str
    topic: str
    at: datetime = Field(sa_type=UtcDateTime)


class Link(SQLModel, table=True):
    """A join of somebody who writes with somebody who bought, and what moved by it, so that it can be undone."""

    id: int | None = Field(default=None, primary_key=True)
    customer_id: int = Field(foreign_key="customer.id", index=True)
    from_customer_id: int = Field(foreign_key="customer.id", index=True)
    how: str  # token, contact, order, agent
    by: int | None = None  # the agent's id, where an agent joined them
    at: datetime = Field(sa_type=UtcDateTime)
    moved: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    undone_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    undone_by: int | None = None


class LinkAttempt(SQLModel, table=True):
    """One try of a customer to be joined by an order number and an e-mail address; there may be few in a day."""

    __tablename__ = "link_attempt"

    id: int | None = Field(default=None, primary_key=True)
    customer_id: int = Field(foreign_key="customer.id", index=True)
    at: datetime = Field(sa_type=UtcDateTime)


class ProfileRow(SQLModel, table=True):
    """What was last concluded from a customer's history. Worked out anew where `stale`, or after `good_until`."""

    __tablename__ = "profile"

    customer_id: int = Field(foreign_key="customer.id", primary_key=True)
    computed_at: datetime = Field(sa_type=UtcDateTime)
    good_until: datetime = Field(sa_type=UtcDateTime, index=True)
    stale: bool = Field(default=False, index=True)
    lifecycle: str
    value: str
    content: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))


class ShopFigures(SQLModel, table=True):
    """What is usual in this shop, measured from all orders: one row a kind, the newest only."""

    __tablename__ = "shop_figures"

    kind: str = Field(primary_key=True)  # statistics, prediction
    at: datetime = Field(sa_type=UtcDateTime)
    content: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
