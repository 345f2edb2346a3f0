"""Danger that nobody took, and the clocks of the service promises."""

from typing import Any

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

import bot.storage.columns

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

TEXT = sqlmodel.sql.sqltypes.AutoString
TIME = bot.storage.columns.UtcDateTime
PAGE_OPEN = sa.text("claimed_at IS NULL AND false_at IS NULL")
CLOCK_RUNS = sa.text("met_at IS NULL AND dropped_at IS NULL AND paused_at IS NULL")
WAIT_RUNS = sa.text("ended_at IS NULL")


def upgrade() -> None:
    _pages()
    _clocks()
    _waits()


def downgrade() -> None:
    op.drop_table("customer_wait")
    op.drop_table("service_clock")
    op.drop_table("page")


def _pages() -> None:
    op.create_table(
        "page",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.Integer(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("flag", TEXT(), nullable=False),
        sa.Column("raised_at", TIME(), nullable=False),
        sa.Column("told", sa.JSON(), nullable=False),
        *_times("all_told_at", "owner_told_at", "alarm_at"),
        sa.Column("alarm_tries", sa.Integer(), nullable=False),
        *_times("alarm_not_before", "crisis_at", "claimed_at"),
        sa.Column("claimed_by", sa.Integer(), nullable=True),
        *_times("false_at"),
        sa.Column("false_by", sa.Integer(), nullable=True),
        *_of_conversation("page"),
        sa.ForeignKeyConstraint(["claimed_by"], ["agent.id"], name=op.f("fk_page_claimed_by")),
        sa.ForeignKeyConstraint(["false_by"], ["agent.id"], name=op.f("fk_page_false_by")),
        sa.UniqueConstraint("conversation_id", "turn", "flag", name=op.f("uq_page_conversation_id")),
    )
    op.create_index("ix_page_open", "page", ["raised_at"], sqlite_where=PAGE_OPEN, postgresql_where=PAGE_OPEN)
    op.create_index(op.f("ix_page_claimed_at"), "page", ["claimed_at"])
    op.create_index(op.f("ix_page_false_at"), "page", ["false_at"])


def _clocks() -> None:
    op.create_table(
        "service_clock",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.Integer(), nullable=False),
        sa.Column("kind", TEXT(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("started_at", TIME(), nullable=False),
        sa.Column("due_at", TIME(), nullable=False),
        sa.Column("promised", sa.Integer(), nullable=False),
        sa.Column("any_hour", sa.Boolean(), nullable=False),
        *_times("paused_at", "met_at", "dropped_at", "breached_at"),
        sa.Column("warned", sa.Integer(), nullable=False),
        *_times("check_at", "say_at", "said_at"),
        *_of_conversation("service_clock"),
        sa.UniqueConstraint("conversation_id", "kind", "turn", name=op.f("uq_service_clock_conversation_id")),
    )
    runs: dict[str, Any] = {"sqlite_where": CLOCK_RUNS, "postgresql_where": CLOCK_RUNS}
    op.create_index("ix_service_clock_check", "service_clock", ["check_at"], **runs)
    op.create_index("ix_service_clock_say", "service_clock", ["say_at"], **runs)
    op.create_index(op.f("ix_service_clock_breached_at"), "service_clock", ["breached_at"])


def _waits() -> None:
    op.create_table(
        "customer_wait",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.Integer(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("asked_at", TIME(), nullable=False),
        sa.Column("next_at", TIME(), nullable=False),
        *_times("announced_at", "nudged_at", "ended_at"),
        sa.Column("why", TEXT(), nullable=False),
        *_of_conversation("customer_wait"),
        sa.UniqueConstraint("conversation_id", "turn", name=op.f("uq_customer_wait_conversation_id")),
    )
    op.create_index(
        "ix_customer_wait_next", "customer_wait", ["next_at"], sqlite_where=WAIT_RUNS, postgresql_where=WAIT_RUNS
    )


def _times(*names: str) -> list[sa.Column[object]]:
    return [sa.Column(name, TIME(), nullable=True) for name in names]


def _of_conversation(table: str) -> list[sa.Constraint]:
    return [
        sa.ForeignKeyConstraint(["conversation_id"], ["conversation.id"], name=op.f(f"fk_{table}_conversation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    ]
