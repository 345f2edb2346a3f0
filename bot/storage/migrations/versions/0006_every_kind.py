"""Every kind of message both ways: what answers what, reactions, what was taken back, where notes were written."""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

import bot.storage.columns

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

TEXT = sqlmodel.sql.sqltypes.AutoString


def upgrade() -> None:
    with op.batch_alter_table("message") as table:
        table.add_column(sa.Column("reply_to_id", sa.Integer(), nullable=True))
        table.add_column(sa.Column("quote", sa.Text(), nullable=True))
        table.add_column(sa.Column("forwarded", TEXT(), nullable=True))
        table.add_column(sa.Column("reaction", TEXT(), nullable=True))
        table.add_column(sa.Column("unsent_at", bot.storage.columns.UtcDateTime(), nullable=True))
    with op.batch_alter_table("message_version") as table:
        table.add_column(sa.Column("media", sa.JSON(), nullable=True))
    with op.batch_alter_table("note") as table:
        table.add_column(sa.Column("chat_id", sa.BigInteger(), nullable=True))
        table.add_column(sa.Column("telegram_id", sa.BigInteger(), nullable=True))
        table.add_column(sa.Column("kind", TEXT(), nullable=False, server_default="text"))
        table.add_column(sa.Column("album", TEXT(), nullable=True))
        table.create_index("ix_note_place", ["chat_id", "telegram_id"])


def downgrade() -> None:
    with op.batch_alter_table("note") as table:
        table.drop_index("ix_note_place")
        for column in ("album", "kind", "telegram_id", "chat_id"):
            table.drop_column(column)
    with op.batch_alter_table("message_version") as table:
        table.drop_column("media")
    with op.batch_alter_table("message") as table:
        for column in ("unsent_at", "reaction", "forwarded", "quote", "reply_to_id"):
            table.drop_column(column)
