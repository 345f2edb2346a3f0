"""What `/find` looks through, and what of it is still to be read."""

from sqlalchemy import BigInteger, Column, Integer, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

# The FTS table of SQLite numbers its rows by this key, so it must be SQLite's own INTEGER PRIMARY KEY.
_WIDE = BigInteger().with_variant(Integer(), "sqlite")


class Found(SQLModel, table=True):
    """The words of one thing that can be found. Never changed: dropped and put in anew, by triggers where it goes."""

    __table_args__ = (UniqueConstraint("kind", "row_id"),)

    # The time comes first in it, so that newest first is the order of the key (`bot/storage/found.py`).
    id: int | None = Field(default=None, sa_column=Column(_WIDE, primary_key=True, autoincrement=False))
    kind: str  # message, note, customer, order
    row_id: int
    words: str = Field(sa_type=Text)  # folded, each once, as `bot/searchwords.py` splits them


class FoundDue(SQLModel, table=True):
    """Something written or changed that the index has not read yet; triggers add it in the same write."""

    __tablename__ = "found_due"

    kind: str = Field(primary_key=True)
    row_id: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    # How often it changed since: what was read before the last change is not put in.
    times: int = 1
