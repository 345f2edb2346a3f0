"""What an owner chose by chat, and the groups that the bot was seen in."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Column
from sqlmodel import Field, SQLModel

from bot.storage.columns import UtcDateTime


class Chosen(SQLModel, table=True):
    """One setting chosen by chat; what the environment says comes before it."""

    name: str = Field(primary_key=True)
    value: Any = Field(default=None, sa_column=Column(JSON, nullable=False))
    by: int | None = Field(default=None, sa_type=BigInteger)  # Telegram's id: an owner may be no agent
    at: datetime = Field(sa_type=UtcDateTime)


class SeenGroup(SQLModel, table=True):
    """A group as Telegram last showed it: whether it could be a desk."""

    __tablename__ = "seen_group"

    chat_id: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    title: str = ""
    has_topics: bool = False
    may_manage: bool = False  # the bot is an administrator who may manage topics
    present: bool = True
    at: datetime = Field(sa_type=UtcDateTime)
