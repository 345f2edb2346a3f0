"""What keeps an erased person from coming back: hashes that name nobody, and the key that they were made with."""

from datetime import datetime

from sqlalchemy import JSON, Column
from sqlmodel import Field, SQLModel

from bot.storage.columns import UtcDateTime


class Tombstone(SQLModel, table=True):
    """Something by which an erased person was known, as a keyed hash."""

    hash: str = Field(primary_key=True)
    at: datetime = Field(sa_type=UtcDateTime)
    # The other kinds by which they were known: a phone is often a family's, and whoever has another e-mail address
    # than somebody who had one is another person (bot/shop/joining.py).
    beside: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))


class Secret(SQLModel, table=True):
    """A key made by this program for its own use, kept with what it was used for."""

    name: str = Field(primary_key=True)
    value: str
    at: datetime = Field(sa_type=UtcDateTime)
