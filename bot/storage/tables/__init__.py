"""Rows as the database keeps them. Rules about them live elsewhere."""

from sqlalchemy import MetaData
from sqlmodel import SQLModel

# Named constraints, so that migrations can change them on SQLite too.
NAMING = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}
SQLModel.metadata.naming_convention = NAMING

from bot.storage.tables.conversations import (  # noqa: E402
    AssessmentRow,
    Conversation,
    Correction,
    FollowUpRow,
    Message,
    MessageVersion,
    Note,
    SuggestionRow,
    VerdictRow,
)
from bot.storage.tables.guards import Secret, Tombstone  # noqa: E402
from bot.storage.tables.people import Agent, Audit, Customer, EngagementRow, Identity, OrderItem, ShopOrder  # noqa: E402
from bot.storage.tables.playbooks import ReplyUse, StepRow, WordingRecord  # noqa: E402
from bot.storage.tables.shop import Link, LinkAttempt, ProfileRow, ShopEvent, ShopFigures  # noqa: E402
from bot.storage.tables.traffic import ChatWait, Delivery, Intake, Lease, Outgoing  # noqa: E402

metadata: MetaData = SQLModel.metadata

__all__ = [
    "Agent",
    "AssessmentRow",
    "Audit",
    "ChatWait",
    "Conversation",
    "Correction",
    "Customer",
    "Delivery",
    "EngagementRow",
    "FollowUpRow",
    "Identity",
    "Intake",
    "Lease",
    "Link",
    "LinkAttempt",
    "Message",
    "MessageVersion",
    "Note",
    "OrderItem",
    "Outgoing",
    "ProfileRow",
    "ReplyUse",
    "Secret",
    "ShopEvent",
    "ShopFigures",
    "ShopOrder",
    "StepRow",
    "SuggestionRow",
    "Tombstone",
    "VerdictRow",
    "WordingRecord",
    "metadata",
]
