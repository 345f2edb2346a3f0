"""The shop: more of an order, webhooks applied once, joins that can be undone, profiles kept."""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

import bot.storage.columns

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

TEXT = sqlmodel.sql.sqltypes.AutoString
TIME = bot.storage.columns.UtcDateTime


def upgrade() -> None:
    _more_of_an_order()
    _events_once()
    op.create_table(
        "shop_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source", TEXT(), nullable=False),
        sa.Column("delivery", TEXT(), nullable=False),
        sa.Column("topic", TEXT(), nullable=False),
        sa.Column("at", TIME(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shop_event")),
        sa.UniqueConstraint("source", "delivery", name=op.f("uq_shop_event_source")),
    )
    _links()
    _profiles()


def _more_of_an_order() -> None:
    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_message_at"), ["at"], unique=False)
    with op.batch_alter_table("shop_order", schema=None) as batch_op:
        for name in ("taxes", "shipping"):
            batch_op.add_column(sa.Column(name, bot.storage.columns.Money(), nullable=True))
        for name in ("tags", "marks"):
            batch_op.add_column(sa.Column(name, sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column("shop_key", TEXT(), nullable=True))
        batch_op.create_index(batch_op.f("ix_shop_order_shop_key"), ["shop_key"], unique=False)
    op.execute("UPDATE shop_order SET tags = '[]', marks = '[]'")
    with op.batch_alter_table("shop_order", schema=None) as batch_op:
        for name in ("tags", "marks"):
            batch_op.alter_column(name, existing_type=sa.JSON(), nullable=False)


def _events_once() -> None:
    """Twins that were stored before count once."""
    op.execute(
        "DELETE FROM engagement WHERE id NOT IN (SELECT MIN(id) FROM engagement GROUP BY customer_id, kind, at)"
    )
    with op.batch_alter_table("engagement", schema=None) as batch_op:
        batch_op.create_unique_constraint(batch_op.f("uq_engagement_customer_id"), ["customer_id", "kind", "at"])


def _links() -> None:
    op.create_table(
        "link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("from_customer_id", sa.Integer(), nullable=False),
        sa.Column("how", TEXT(), nullable=False),
        sa.Column("by", sa.Integer(), nullable=True),
        sa.Column("at", TIME(), nullable=False),
        sa.Column("moved", sa.JSON(), nullable=False),
        sa.Column("undone_at", TIME(), nullable=True),
        sa.Column("undone_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_link_customer_id")),
        sa.ForeignKeyConstraint(["from_customer_id"], ["customer.id"], name=op.f("fk_link_from_customer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_link")),
    )
    op.create_table(
        "link_attempt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("at", TIME(), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_link_attempt_customer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_link_attempt")),
    )
    with op.batch_alter_table("link", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_link_customer_id"), ["customer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_link_from_customer_id"), ["from_customer_id"], unique=False)
    with op.batch_alter_table("link_attempt", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_link_attempt_customer_id"), ["customer_id"], unique=False)


def _profiles() -> None:
    op.create_table(
        "profile",
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("computed_at", TIME(), nullable=False),
        sa.Column("good_until", TIME(), nullable=False),
        sa.Column("stale", sa.Boolean(), nullable=False),
        sa.Column("lifecycle", TEXT(), nullable=False),
        sa.Column("value", TEXT(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_profile_customer_id")),
        sa.PrimaryKeyConstraint("customer_id", name=op.f("pk_profile")),
    )
    with op.batch_alter_table("profile", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_profile_good_until"), ["good_until"], unique=False)
        batch_op.create_index(batch_op.f("ix_profile_stale"), ["stale"], unique=False)
    op.create_table(
        "shop_figures",
        sa.Column("kind", TEXT(), nullable=False),
        sa.Column("at", TIME(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("kind", name=op.f("pk_shop_figures")),
    )


def downgrade() -> None:
    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_message_at"))
    for table in ("shop_figures", "profile", "link_attempt", "link", "shop_event"):
        op.drop_table(table)
    with op.batch_alter_table("engagement", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_engagement_customer_id"), type_="unique")
    with op.batch_alter_table("shop_order", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_shop_order_shop_key"))
        for name in ("shop_key", "marks", "tags", "shipping", "taxes"):
            batch_op.drop_column(name)
