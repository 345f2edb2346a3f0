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

from bot.storage.tables.channels import Assist, BusinessAccount  # noqa: E402
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
from bot.storage.tables.followups import ConsentRow, OwnNote, ToldOnce  # noqa: E402
from bot.storage.tables.groups import StaffChat  # noqa: E402
from bot.storage.tables.guards import Secret, Tombstone  # noqa: E402
from bot.storage.tables.incidents import Incident, IncidentMember, IncidentText, Rating  # noqa: E402
from bot.storage.tables.knowing import Found, FoundDue  # noqa: E402
from bot.storage.tables.people import Agent, Audit, Customer, EngagementRow, Identity, OrderItem, ShopOrder  # noqa: E402
from bot.storage.tables.playbooks import ReplyUse, StepRow, WordingRecord  # noqa: E402
from bot.storage.tables.service import CustomerWait, Page, ServiceClock  # noqa: E402
from bot.storage.tables.setup import Chosen, SeenGroup  # noqa: E402
from bot.storage.tables.shop import Link, LinkAttempt, ProfileRow, ShopEvent, ShopFigures  # noqa: E402
from bot.storage.tables.team import Approval  # noqa: E402
from bot.storage.tables.traffic import ChatWait, Delivery, Intake, Lease, Outgoing  # noqa: E402

metadata: MetaData = SQLModel.metadata

__all__ = [
    "Agent",
    "Approval",
    "AssessmentRow",
    "Assist",
    "Audit",
    "BusinessAccount",
    "ChatWait",
    "Chosen",
    "ConsentRow",
    "Conversation",
    "Correction",
    "Customer",
    "CustomerWait",
    "Delivery",
    "EngagementRow",
    "FollowUpRow",
    "Found",
    "FoundDue",
    "Identity",
    "Incident",
    "IncidentMember",
    "IncidentText",
    "Intake",
    "Lease",
    "Link",
    "LinkAttempt",
    "Message",
    "MessageVersion",
    "Note",
    "OrderItem",
    "Outgoing",
    "OwnNote",
    "Page",
    "ProfileRow",
    "Rating",
    "ReplyUse",
    "Secret",
    "SeenGroup",
    "ServiceClock",
    "ShopEvent",
    "ShopFigures",
    "ShopOrder",
    "StaffChat",
    "StepRow",
    "SuggestionRow",
    "ToldOnce",
    "Tombstone",
    "VerdictRow",
    "WordingRecord",
    "metadata",
]
