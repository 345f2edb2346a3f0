"""The playbooks: steps that were taken, what became of replies, and how each wording fares."""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

import bot.storage.columns

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

TEXT = sqlmodel.sql.sqltypes.AutoString
TIME = bot.storage.columns.UtcDateTime


def upgrade() -> None:
    with op.batch_alter_table("conversation", schema=None) as batch_op:
        batch_op.add_column(sa.Column("promised_at", TIME(), nullable=True))
        batch_op.add_column(sa.Column("promised", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("spoken", sa.JSON(), nullable=True))
    _steps()
    _uses()
    op.create_table(
        "wording_record",
        sa.Column("key", TEXT(), nullable=False),
        sa.Column("playbook", TEXT(), nullable=False),
        sa.Column("slot", TEXT(), nullable=False),
        sa.Column("unchanged", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("skipped", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_wording_record")),
    )
    _index("wording_record", "playbook")
    with op.batch_alter_table("suggestion", schema=None) as batch_op:
        batch_op.add_column(sa.Column("playbooks", sa.JSON(), nullable=True))


def _steps() -> None:
    op.create_table(
        "step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.Integer(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("key", TEXT(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("escalate_to", TEXT(), nullable=True),
        sa.Column("due_at", TIME(), nullable=True),
        sa.Column("done_at", TIME(), nullable=True),
        sa.Column("done_by", sa.Integer(), nullable=True),
        sa.Column("follow_up_id", sa.Integer(), nullable=True),
        sa.Column("tell", sa.Text(), nullable=True),
        sa.Column("tell_by", TIME(), nullable=True),
        sa.Column("told_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversation.id"], name=op.f("fk_step_conversation_id")),
        sa.ForeignKeyConstraint(["done_by"], ["agent.id"], name=op.f("fk_step_done_by")),
        sa.ForeignKeyConstraint(["follow_up_id"], ["follow_up.id"], name=op.f("fk_step_follow_up_id")),
        sa.ForeignKeyConstraint(["told_id"], ["message.id"], name=op.f("fk_step_told_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_step")),
        sa.UniqueConstraint("conversation_id", "turn", "key", name=op.f("uq_step_conversation_id")),
    )
    for column in ("conversation_id", "due_at"):
        _index("step", column)


def _uses() -> None:
    op.create_table(
        "reply_use",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("suggestion_id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.Integer(), nullable=False),
        sa.Column("agent_id", sa.Integer(), nullable=True),
        sa.Column("at", TIME(), nullable=False),
        sa.Column("outcome", TEXT(), nullable=False),
        sa.Column("playbook", TEXT(), nullable=False),
        sa.Column("tone", TEXT(), nullable=False),
        sa.Column("lang", TEXT(), nullable=False),
        sa.Column("wordings", sa.JSON(), nullable=False),
        sa.Column("difference", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["suggestion_id"], ["suggestion.id"], name=op.f("fk_reply_use_suggestion_id")),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversation.id"], name=op.f("fk_reply_use_conversation_id")),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name=op.f("fk_reply_use_agent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reply_use")),
        sa.UniqueConstraint("suggestion_id", name=op.f("uq_reply_use_suggestion_id")),
    )
    for column in ("conversation_id", "at", "playbook"):
        _index("reply_use", column)


def _index(table: str, column: str) -> None:
    with op.batch_alter_table(table, schema=None) as batch_op:
        batch_op.create_index(batch_op.f(f"ix_{table}_{column}"), [column], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("conversation", schema=None) as batch_op:
        for column in ("spoken", "promised", "promised_at"):
            batch_op.drop_column(column)
    for table in ("reply_use", "step", "wording_record"):
        op.drop_table(table)
    with op.batch_alter_table("suggestion", schema=None) as batch_op:
        batch_op.drop_column("playbooks")
