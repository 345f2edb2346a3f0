"""Staff chats that move, refuse, or are in trouble."""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

import bot.storage.columns

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "staff_chat",
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("moved_to", sa.BigInteger(), nullable=True),
        sa.Column("refused_at", bot.storage.columns.UtcDateTime(), nullable=True),
        sa.Column("told", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.PrimaryKeyConstraint("chat_id", name=op.f("pk_staff_chat")),
    )


def downgrade() -> None:
    op.drop_table("staff_chat")
