"""Inserts that know what to do where the row is there already: SQLite and PostgreSQL each have their own."""

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection


def insert_on(connection: AsyncConnection) -> type[sqlite.Insert] | type[postgresql.Insert]:
    """Give the insert of the database behind a connection; it has `on_conflict_do_nothing` and `…_update`."""
    return sqlite.Insert if connection.dialect.name == "sqlite" else postgresql.Insert
