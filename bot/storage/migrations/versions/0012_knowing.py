"""Finding: the words of what can be found, and what of it is to be read yet."""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

from bot.storage.watching import fill_due, unwatch, watch

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

TEXT = sqlmodel.sql.sqltypes.AutoString
WIDE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "found",
        sa.Column("id", WIDE, autoincrement=False, nullable=False),
        sa.Column("kind", TEXT(), nullable=False),
        sa.Column("row_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_found")),
        sa.UniqueConstraint("kind", "row_id", name=op.f("uq_found_kind")),
    )
    op.create_table(
        "found_due",
        sa.Column("kind", TEXT(), nullable=False),
        sa.Column("row_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "row_id", name=op.f("pk_found_due")),
    )
    watch(op.get_bind())
    fill_due(op.get_bind())


def downgrade() -> None:
    unwatch(op.get_bind())
    for table in ("found_due", "found"):
        op.drop_table(table)
