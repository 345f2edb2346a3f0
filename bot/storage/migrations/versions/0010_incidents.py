"""Incidents, ratings and bans."""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

import bot.storage.columns

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

TEXT = sqlmodel.sql.sqltypes.AutoString
TIME = bot.storage.columns.UtcDateTime


def upgrade() -> None:
    _incidents()
    _members()
    _ratings()
    with op.batch_alter_table("customer", schema=None) as batch_op:
        batch_op.add_column(sa.Column("banned_at", TIME(), nullable=True))
        batch_op.add_column(sa.Column("ban_reason", TEXT(), nullable=True))
    # Who was resolved some hours ago is asked for a rating; the whole table is never read for it.
    _index("conversation", "resolved_at")


def _incidents() -> None:
    op.create_table(
        "incident",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("live_key", TEXT(), nullable=True),
        sa.Column("state", TEXT(), nullable=False),
        sa.Column("title", TEXT(), nullable=False),
        sa.Column("intent", TEXT(), nullable=True),
        sa.Column("subject_kind", TEXT(), nullable=True),
        sa.Column("subject", TEXT(), nullable=True),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("started_at", TIME(), nullable=False),
        sa.Column("noticed_at", TIME(), nullable=False),
        sa.Column("silent_until", TIME(), nullable=True),
        sa.Column("opened_at", TIME(), nullable=True),
        sa.Column("opened_by", sa.Integer(), nullable=True),
        sa.Column("until", TIME(), nullable=True),
        sa.Column("english_for_rest", sa.Boolean(), nullable=False),
        sa.Column("first_text_at", TIME(), nullable=True),
        sa.Column("reminded_at", TIME(), nullable=True),
        sa.Column("closed_at", TIME(), nullable=True),
        sa.Column("boards", sa.JSON(), nullable=False),
        sa.Column("board_at", TIME(), nullable=True),
        sa.ForeignKeyConstraint(["opened_by"], ["agent.id"], name=op.f("fk_incident_opened_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident")),
        sa.UniqueConstraint("live_key", name=op.f("uq_incident_live_key")),
    )
    op.create_table(
        "incident_text",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("incident_id", sa.Integer(), nullable=False),
        sa.Column("part", TEXT(), nullable=False),
        sa.Column("lang", TEXT(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["incident_id"], ["incident.id"], name=op.f("fk_incident_text_incident_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident_text")),
        sa.UniqueConstraint("incident_id", "part", "lang", name=op.f("uq_incident_text_incident_id")),
    )


def _members() -> None:
    op.create_table(
        "incident_member",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("incident_id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.Integer(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("lang", TEXT(), nullable=False),
        sa.Column("state", TEXT(), nullable=False),
        sa.Column("joined_at", TIME(), nullable=False),
        sa.Column("outgoing_id", sa.Integer(), nullable=True),
        sa.Column("end_outgoing_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["incident_id"], ["incident.id"], name=op.f("fk_incident_member_incident_id")),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name=op.f("fk_incident_member_conversation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident_member")),
        sa.UniqueConstraint("incident_id", "conversation_id", name=op.f("uq_incident_member_incident_id")),
    )
    for column in ("incident_id", "conversation_id", "state"):
        _index("incident_member", column)


def _ratings() -> None:
    op.create_table(
        "rating",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("agent_id", sa.Integer(), nullable=True),
        sa.Column("lang", TEXT(), nullable=False),
        sa.Column("asked_at", TIME(), nullable=False),
        sa.Column("outgoing_id", sa.Integer(), nullable=True),
        sa.Column("score", sa.Integer(), nullable=True),
        sa.Column("rated_at", TIME(), nullable=True),
        sa.Column("reason", TEXT(), nullable=True),
        sa.Column("words", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversation.id"], name=op.f("fk_rating_conversation_id")),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_rating_customer_id")),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name=op.f("fk_rating_agent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rating")),
        sa.UniqueConstraint("conversation_id", name=op.f("uq_rating_conversation_id")),
    )
    _index("rating", "customer_id")


def _index(table: str, column: str) -> None:
    with op.batch_alter_table(table, schema=None) as batch_op:
        batch_op.create_index(batch_op.f(f"ix_{table}_{column}"), [column], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("conversation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_conversation_resolved_at"))
    with op.batch_alter_table("customer", schema=None) as batch_op:
        batch_op.drop_column("ban_reason")
        batch_op.drop_column("banned_at")
    for table in ("rating", "incident_member", "incident_text", "incident"):
        op.drop_table(table)
