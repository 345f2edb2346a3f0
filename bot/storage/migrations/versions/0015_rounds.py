"""Indexes of what is looked for all the time: the few asleep, awaiting or open, and whose topic it is."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

INDEXES = (
    ("ix_conversation_snoozed", "conversation", "snoozed_until", "status = 'snoozed'"),
    ("ix_follow_up_awaits", "follow_up", "order_number", "status = 'pending' AND event IS NOT NULL"),
    ("ix_conversation_open", "conversation", "customer_id", "status <> 'resolved'"),
    ("ix_customer_topic_id", "customer", "topic_id", "topic_id IS NOT NULL"),
    ("ix_message_reply_to_id", "message", "reply_to_id", "reply_to_id IS NOT NULL"),
)


def upgrade() -> None:
    for name, table, column, where in INDEXES:
        op.create_index(name, table, [column], sqlite_where=sa.text(where), postgresql_where=sa.text(where))


def downgrade() -> None:
    for name, table, _, _ in reversed(INDEXES):
        op.drop_index(name, table_name=table)
