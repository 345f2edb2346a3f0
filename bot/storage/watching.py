"""Triggers by which the index of `/find` hears of every write, whoever writes.

A changed or dropped text leaves the index in the write that changes it; a new one is noted as due and read within
seconds (`bot/storage/found_filling.py`), since splitting words has no place in a customer's write. A queue and no
high-water mark: on PostgreSQL a lower number may be committed after a higher one.

SQLite has the words in an FTS5 table, PostgreSQL in a GIN index. Both only compare words that we split ourselves,
so that both find the same; FTS5's `trigram` would not fold accents before SQLite 3.45, and `pg_trgm` is not
everywhere.
"""

# ruff: noqa: S608 - every name in these statements is one of ours

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, inspect, text
from sqlalchemy.ext.asyncio import AsyncSession

# Everything that is in the database for the index and in no table of ours begins with this.
PREFIX: Final = "found_words"
# The tables of SQLite's FTS5; they and ours are filled anew from what they index.
OWN_TABLES: Final = frozenset({PREFIX, *(f"{PREFIX}_{part}" for part in ("data", "idx", "docsize", "config"))})
DERIVED: Final = OWN_TABLES | {"found", "found_due"}
# The words as PostgreSQL indexes them; a question must say it in the same way to use the index.
VECTOR: Final = "array_to_tsvector(string_to_array(found.words, ' '))"


@dataclass(frozen=True, slots=True)
class Watched:
    """A table whose rows are indexed, or say something of a row that is: of which kind, by which key, in which columns."""

    table: str
    kind: str
    key: str
    columns: tuple[str, ...]
    leaves: bool = True  # whether a row that goes takes words along that nobody should find any more

    @property
    def own(self) -> bool:
        """Whether its rows are what is found, and not only part of it."""
        return self.key == "id"


WATCHED: Final = (
    Watched("message", "message", "id", ("text",)),
    Watched("note", "note", "id", ("text",)),
    Watched("customer", "customer", "id", ("first_name", "last_name", "username")),
    Watched("identity", "customer", "customer_id", ("value", "customer_id")),
    Watched("shop_order", "order", "id", ("number",)),
    # An import writes the items of each order again: what it sells is nobody's secret, so nothing leaves for that.
    Watched("order_item", "order", "order_id", ("title",), leaves=False),
)
_DUE: Final = (
    "INSERT INTO found_due (kind, row_id, times) VALUES ('{kind}', {row}.{key}, 1) "
    "ON CONFLICT (kind, row_id) DO UPDATE SET times = found_due.times + 1;"
)
_NOT_DUE: Final = "DELETE FROM found_due WHERE kind = '{kind}' AND row_id = {row}.{key};"
_GONE: Final = "DELETE FROM found WHERE kind = '{kind}' AND row_id = {row}.{key};"
_FTS: Final = f"""
CREATE VIRTUAL TABLE IF NOT EXISTS {PREFIX} USING fts5(
    words, content='found', content_rowid='id', detail='none', tokenize='unicode61 remove_diacritics 0'
)"""
_FTS_PUT: Final = f"""
CREATE TRIGGER IF NOT EXISTS {PREFIX}_put AFTER INSERT ON found BEGIN
    INSERT INTO {PREFIX} (rowid, words) VALUES (NEW.id, NEW.words);
END"""
_FTS_DROP: Final = f"""
CREATE TRIGGER IF NOT EXISTS {PREFIX}_drop AFTER DELETE ON found BEGIN
    INSERT INTO {PREFIX} ({PREFIX}, rowid, words) VALUES ('delete', OLD.id, OLD.words);
END"""
_GIN: Final = f"CREATE INDEX IF NOT EXISTS {PREFIX} ON found USING gin (({VECTOR.replace('found.', '')}))"
_SCRUB: Final = text(f"INSERT INTO {PREFIX} ({PREFIX}) VALUES ('optimize')")


def watch(connection: Connection) -> None:
    """See that everything is there; a migration that copies a table on SQLite loses its triggers on the way."""
    if not _has_tables(connection):
        return
    if connection.dialect.name == "sqlite":
        for statement in (_FTS, _FTS_PUT, _FTS_DROP, *(_sqlite(*one) for one in _events())):
            connection.exec_driver_sql(statement)
        return
    connection.exec_driver_sql(_GIN)
    there = {row[0] for row in connection.exec_driver_sql("SELECT tgname FROM pg_trigger WHERE tgname LIKE 'found%'")}
    for one in _events():
        if _name(*one) not in there:
            for statement in _postgresql(*one):
                connection.exec_driver_sql(statement)


def unwatch(connection: Connection) -> None:
    """Take everything away that `watch` made."""
    for watched, event, _ in _events():
        name = _name(watched, event, "")
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {name}")
        else:
            connection.exec_driver_sql(f"DROP FUNCTION IF EXISTS {name}() CASCADE")
    if connection.dialect.name == "sqlite":
        for ending in ("put", "drop"):
            connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {PREFIX}_{ending}")
        connection.exec_driver_sql(f"DROP TABLE IF EXISTS {PREFIX}")


def fill_due(connection: Connection) -> None:
    """Note everything as due: for a database that was there before the index."""
    for one in WATCHED:
        if one.own:
            connection.exec_driver_sql(
                f"INSERT INTO found_due (kind, row_id, times) SELECT '{one.kind}', id, 1 FROM {one.table}"
            )


async def scrub(session: AsyncSession) -> None:
    """Rewrite SQLite's index without what was dropped, which it would carry along unread until a later merge.

    A quarter of a second at 200,000 messages, so for erasures and not for every edit. Write session.
    """
    connection = await session.connection()
    if connection.dialect.name == "sqlite":
        await connection.execute(_SCRUB)


def is_a_table_of_ours(name: str | None, _kind: str, _parents: object) -> bool:
    """Tell Alembic what to compare with our tables: what the index needs beside them is none."""
    return not (name or "").startswith(PREFIX)


def _has_tables(connection: Connection) -> bool:
    return inspect(connection).has_table("found_due")


def _events() -> Iterator[tuple[Watched, str, str]]:
    """List each trigger: on what, at which event, and what it does."""
    for one in WATCHED:
        due, gone = _said(_DUE, one, "NEW"), _said(_GONE, one, "OLD")
        yield one, "insert", due
        if not one.leaves:
            continue
        # First what is due, which waits for a round that is just putting the old words in, then what it put.
        moved = "" if one.own else _said(_DUE, one, "OLD")
        yield one, "update", due + moved + gone
        yield one, "delete", (_said(_NOT_DUE, one, "OLD") if one.own else moved) + gone


def _said(statement: str, one: Watched, row: str) -> str:
    return statement.format(kind=one.kind, key=one.key, row=row)


def _name(one: Watched, event: str, _: str) -> str:
    return f"found_{one.table}_{event}"


def _when(one: Watched, event: str, differs: str) -> str:
    changed = " OR ".join(f"OLD.{column} {differs} NEW.{column}" for column in one.columns)
    return f"WHEN ({changed})" if event == "update" else ""


def _sqlite(one: Watched, event: str, body: str) -> str:
    name, when = _name(one, event, body), _when(one, event, "IS NOT")
    return f"CREATE TRIGGER IF NOT EXISTS {name} AFTER {event.upper()} ON {one.table} {when} BEGIN {body} END"


def _postgresql(one: Watched, event: str, body: str) -> tuple[str, str]:
    name, when = _name(one, event, body), _when(one, event, "IS DISTINCT FROM")
    return (
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} RETURN NULL; END $$",
        f"CREATE TRIGGER {name} AFTER {event.upper()} ON {one.table} FOR EACH ROW {when} EXECUTE FUNCTION {name}()",
    )
