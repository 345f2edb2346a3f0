"""Follow-ups in full, consent, and notes that the shop begins itself."""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

import bot.storage.columns

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

TEXT = sqlmodel.sql.sqltypes.AutoString
TIME = bot.storage.columns.UtcDateTime
ADDED = ("event", "order_number", "repeats", "on_write")


def upgrade() -> None:
    with op.batch_alter_table("follow_up") as table:
        for name in ADDED:
            table.add_column(sa.Column(name, TEXT(), nullable=True))
    op.create_table(
        "consent",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("purpose", TEXT(), nullable=False),
        sa.Column("given_at", TIME(), nullable=False),
        sa.Column("withdrawn_at", TIME(), nullable=True),
        sa.Column("source", TEXT(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_consent_customer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent")),
    )
    op.create_index(op.f("ix_consent_customer_id"), "consent", ["customer_id"])
    _own_notes()
    op.create_table(
        "told_once",
        sa.Column("key", TEXT(), nullable=False),
        sa.Column("at", TIME(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_told_once")),
    )
    op.create_index(op.f("ix_told_once_at"), "told_once", ["at"])


def _own_notes() -> None:
    op.create_table(
        "own_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.Integer(), nullable=False),
        sa.Column("occasion", TEXT(), nullable=False),
        sa.Column("about", TEXT(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("state", TEXT(), nullable=False),
        sa.Column("at", TIME(), nullable=False),
        sa.Column("sent_at", TIME(), nullable=True),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversation.id"], name=op.f("fk_own_note_conversation_id")),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_own_note_customer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_own_note")),
        sa.UniqueConstraint("customer_id", "occasion", "about", name=op.f("uq_own_note_customer_id")),
    )
    for column in ("customer_id", "conversation_id", "state"):
        op.create_index(op.f(f"ix_own_note_{column}"), "own_note", [column])


def downgrade() -> None:
    for table in ("told_once", "own_note", "consent"):
        op.drop_table(table)
    with op.batch_alter_table("follow_up") as batch:
        for name in reversed(ADDED):
            batch.drop_column(name)
