"""Customers who are not in the chat: forwarded words and business accounts."""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

import bot.storage.columns

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

TEXT = sqlmodel.sql.sqltypes.AutoString
TIME = bot.storage.columns.UtcDateTime


def upgrade() -> None:
    with op.batch_alter_table("conversation") as table:
        table.add_column(sa.Column("connection", TEXT(), nullable=False, server_default=sa.text("''")))
    with op.batch_alter_table("message") as table:
        table.add_column(sa.Column("deleted_at", TIME(), nullable=True))
    op.create_table(
        "business_account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("connection", TEXT(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("name", TEXT(), nullable=False),
        sa.Column("can_reply", sa.Boolean(), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("since", TIME(), nullable=False),
        sa.Column("changed_at", TIME(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_business_account")),
        sa.UniqueConstraint("connection", name=op.f("uq_business_account_connection")),
    )
    _assists()


def _assists() -> None:
    op.create_table(
        "assist",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agent_telegram_id", sa.BigInteger(), nullable=False),
        sa.Column("agent_name", TEXT(), nullable=False),
        sa.Column("parts", sa.JSON(), nullable=False),
        sa.Column("asked", sa.Text(), nullable=True),
        sa.Column("customer_id", sa.Integer(), nullable=True),
        sa.Column("state", TEXT(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("due_at", TIME(), nullable=False),
        sa.Column("content", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("tone", TEXT(), nullable=True),
        sa.Column("card_id", sa.BigInteger(), nullable=True),
        sa.Column("kept_at", TIME(), nullable=True),
        sa.Column("created_at", TIME(), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_assist_customer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assist")),
    )
    for column in ("agent_telegram_id", "customer_id", "state"):
        op.create_index(op.f(f"ix_assist_{column}"), "assist", [column])


def downgrade() -> None:
    for name in ("assist", "business_account"):
        op.drop_table(name)
    with op.batch_alter_table("message") as table:
        table.drop_column("deleted_at")
    with op.batch_alter_table("conversation") as table:
        table.drop_column("connection")
