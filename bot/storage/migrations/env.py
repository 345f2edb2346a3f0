"""Alembic's entry: runs the chain on the connection that `bot.storage.migrate` hands over."""

from alembic import context

from bot.storage.tables import metadata
from bot.storage.watching import is_a_table_of_ours

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata,
    render_as_batch=True,
    compare_type=True,
    include_name=is_a_table_of_ours,
)
with context.begin_transaction():
    context.run_migrations()
