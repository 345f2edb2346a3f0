"""What customers are promised and what became of it: danger that was paged, clocks that run, questions of ours."""

from datetime import datetime

from sqlalchemy import JSON, Column, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from bot.storage.columns import UtcDateTime

# What still runs is a handful among very many, so each round has an index of its own.
PAGE_OPEN = text("claimed_at IS NULL AND false_at IS NULL")
CLOCK_RUNS = text("met_at IS NULL AND dropped_at IS NULL AND paused_at IS NULL")
WAIT_RUNS = text("ended_at IS NULL")


class Page(SQLModel, table=True):
    """Danger in a turn that leads were alerted of, until somebody takes it or calls it a false alarm."""

    __table_args__ = (
        UniqueConstraint("conversation_id", "turn", "flag"),
        Index("ix_page_open", "raised_at", sqlite_where=PAGE_OPEN, postgresql_where=PAGE_OPEN),
    )

    id: int | None = Field(default=None, primary_key=True)
    conversation_id: int = Field(foreign_key="conversation.id")
    turn: int
    flag: str
    raised_at: datetime = Field(sa_type=UtcDateTime)
    # Whom it was sent to so far, by Telegram ids: they hear who took it.
    told: list[int] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    all_told_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    owner_told_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    # ALARM_URL: when it was answered or given up, how often it was called, and not before when it is called again.
    alarm_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    alarm_tries: int = 0
    alarm_not_before: datetime | None = Field(default=None, sa_type=UtcDateTime)
    crisis_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    claimed_at: datetime | None = Field(default=None, sa_type=UtcDateTime, index=True)
    claimed_by: int | None = Field(default=None, foreign_key="agent.id")
    false_at: datetime | None = Field(default=None, sa_type=UtcDateTime, index=True)
    false_by: int | None = Field(default=None, foreign_key="agent.id")


class ServiceClock(SQLModel, table=True):
    """One promise of time to a customer: a first or a next reply, or the end of the matter."""

    __tablename__ = "service_clock"
    __table_args__ = (
        UniqueConstraint("conversation_id", "kind", "turn"),
        Index("ix_service_clock_check", "check_at", sqlite_where=CLOCK_RUNS, postgresql_where=CLOCK_RUNS),
        Index("ix_service_clock_say", "say_at", sqlite_where=CLOCK_RUNS, postgresql_where=CLOCK_RUNS),
    )

    id: int | None = Field(default=None, primary_key=True)
    conversation_id: int = Field(foreign_key="conversation.id")
    kind: str  # first | next | resolve
    turn: int  # in which it began
    started_at: datetime = Field(sa_type=UtcDateTime)
    due_at: datetime = Field(sa_type=UtcDateTime)
    promised: int  # how much time was promised, in seconds
    any_hour: bool = False  # counts closed hours as well
    paused_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    met_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    dropped_at: datetime | None = Field(default=None, sa_type=UtcDateTime)  # it lost its reason, unanswered
    breached_at: datetime | None = Field(default=None, sa_type=UtcDateTime, index=True)
    warned: int = 0  # the highest stage that was told: 1 half, 2 four fifths, 3 all of it, 4 twice
    check_at: datetime | None = Field(default=None, sa_type=UtcDateTime)  # when the next stage comes
    # The one automatic word to somebody who waits: when it is due, when it was said.
    say_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    said_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class CustomerWait(SQLModel, table=True):
    """A question of ours that the customer has not answered: announced, reminded once, then closed."""

    __tablename__ = "customer_wait"
    __table_args__ = (
        UniqueConstraint("conversation_id", "turn"),
        Index("ix_customer_wait_next", "next_at", sqlite_where=WAIT_RUNS, postgresql_where=WAIT_RUNS),
    )

    id: int | None = Field(default=None, primary_key=True)
    conversation_id: int = Field(foreign_key="conversation.id")
    turn: int
    asked_at: datetime = Field(sa_type=UtcDateTime)
    next_at: datetime = Field(sa_type=UtcDateTime)
    announced_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    nudged_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    why: str = ""  # how it ended: closed | wrote | switched_off | flagged | no_longer
