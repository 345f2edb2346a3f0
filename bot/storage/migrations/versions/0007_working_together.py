"""Working together: shifts, roles, languages, approval."""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

import bot.storage.columns

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

TEXT = sqlmodel.sql.sqltypes.AutoString
TIME = bot.storage.columns.UtcDateTime
PARTIAL = (
    ("conversation", "ix_conversation_waiting", "priority", "waiting_since IS NOT NULL"),
    ("conversation", "ix_conversation_promised", "promised_at", "promised_at IS NOT NULL"),
    ("follow_up", "ix_follow_up_fired", "fired_at", "status = 'fired'"),
)


def upgrade() -> None:
    with op.batch_alter_table("agent") as table:
        table.add_column(sa.Column("languages", sa.JSON(), nullable=True))
        table.add_column(sa.Column("on_since", TIME(), nullable=True))
        table.add_column(sa.Column("username", TEXT(), nullable=True))
        table.add_column(sa.Column("approved_replies", sa.Integer(), nullable=False, server_default="0"))
    # It came from the settings, which are asked anew each time; a row keeps what /role gave.
    op.execute("UPDATE agent SET role = 'agent' WHERE role = 'lead'")
    with op.batch_alter_table("conversation") as table:
        table.add_column(sa.Column("offered_to", sa.Integer(), nullable=True))
        table.add_column(sa.Column("offered_at", TIME(), nullable=True))
        table.create_index("ix_conversation_assignee_id", ["assignee_id"])
    with op.batch_alter_table("follow_up") as table:
        table.create_index("ix_follow_up_agent_id", ["agent_id"])
    for table_name, name, column, condition in PARTIAL:
        where = sa.text(condition)
        op.create_index(name, table_name, [column], sqlite_where=where, postgresql_where=where)
    _approvals()


def _approvals() -> None:
    op.create_table(
        "approval",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.Integer(), nullable=False),
        sa.Column("agent_id", sa.Integer(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("unanswered", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("approved_text", sa.Boolean(), nullable=False),
        sa.Column("state", TEXT(), nullable=False),
        sa.Column("at", TIME(), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", TIME(), nullable=True),
        sa.Column("why", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversation.id"], name=op.f("fk_approval_conversation_id")),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name=op.f("fk_approval_agent_id")),
        sa.ForeignKeyConstraint(["decided_by"], ["agent.id"], name=op.f("fk_approval_decided_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approval")),
    )
    for column in ("conversation_id", "agent_id", "state"):
        op.create_index(op.f(f"ix_approval_{column}"), "approval", [column])


def downgrade() -> None:
    op.drop_table("approval")
    for table_name, name, _, _ in PARTIAL:
        op.drop_index(name, table_name)
    with op.batch_alter_table("follow_up") as table:
        table.drop_index("ix_follow_up_agent_id")
    with op.batch_alter_table("conversation") as table:
        table.drop_index("ix_conversation_assignee_id")
        table.drop_column("offered_at")
        table.drop_column("offered_to")
    with op.batch_alter_table("agent") as table:
        for column in ("approved_replies", "username", "on_since", "languages"):
            table.drop_column(column)
