"""What became of the staff chats that the settings name: moved to another id, refused, or in trouble."""

from datetime import datetime

from sqlalchemy import BigInteger, Column
from sqlmodel import Field, SQLModel

from bot.storage.columns import UtcDateTime


class StaffChat(SQLModel, table=True):
    """A staff group or an agent's private desk of which there is something to remember."""

    __tablename__ = "staff_chat"

    chat_id: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    # The settings go on naming the old id, so it is looked up at every start.
    moved_to: int | None = Field(default=None, sa_type=BigInteger)
    # Since when it refuses for good; None again as soon as it answers.
    refused_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    # What the leads were told of its trouble, so that they are told once.
    told: str | None = None
