"""Inserts that know what to do where the row is there already: SQLite and PostgreSQL each have their own."""

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection


def insert_on(connection: AsyncConnection) -> type[sqlite.Insert] | type[postgresql.Insert]:
    """Give the insert of the database behind a connection; it has `on_conflict_do_nothing` and `…_update`."""
    return insert_in(connection.dialect.name)


def insert_in(dialect: str) -> type[sqlite.Insert] | type[postgresql.Insert]:
    """The same, for who knows which database it is."""
    return sqlite.Insert if dialect == "sqlite" else postgresql.Insert
