"""Column types that databases do not agree on."""

from datetime import UTC, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any, cast

from pydantic_core import from_json, to_json
from sqlalchemy import JSON, BigInteger, Column, ColumnElement, DateTime, Dialect, Table, Text, type_coerce
from sqlalchemy import cast as cast_to
from sqlalchemy.types import TypeDecorator, TypeEngine
from sqlmodel import SQLModel

CENT = Decimal("0.01")


class UtcDateTime(TypeDecorator[datetime]):
    """SQLite forgets time zones, so refuse naive times and hand back UTC ones."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"expected an aware datetime, got {value!r}")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        return in_utc(value)


class Money(TypeDecorator[Decimal]):
    """Decimals as whole ten-thousandths: exact on SQLite too, and sums stay sums in SQL.

    What comes back has two decimals, or as many as it needs: a tenth of a cent is not lost.
    """

    impl = BigInteger
    cache_ok = True
    UNIT = Decimal(10_000)

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:  # noqa: ARG002
        return None if value is None else int((value * self.UNIT).to_integral_value())

    def process_result_value(self, value: int | None, dialect: Dialect) -> Decimal | None:  # noqa: ARG002
        return amount_of(value)


@lru_cache(maxsize=100_000)
def amount_of(stored: int | None) -> Decimal | None:
    """Read a sum as `Money` stores it; prices come again and again."""
    if stored is None:
        return None
    amount = Decimal(stored) / Money.UNIT
    return amount.quantize(CENT) if stored % 100 == 0 else amount


class Moment(TypeDecorator[datetime]):
    """A time as the database holds it: SQLite text, PostgreSQL a naive time. `moment_of` reads either."""

    impl = DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(Text() if dialect.name == "sqlite" else DateTime())


def moment_of(stored: datetime | str | None) -> datetime | None:
    """Read a time that was asked for `unread`; from text straight to UTC takes a fifth of going by a naive time."""
    return datetime.fromisoformat(f"{stored}+00:00") if isinstance(stored, str) else in_utc(stored)


def in_utc(stored: datetime | None) -> datetime | None:
    """Read a time as `UtcDateTime` stores it."""
    return stored and stored.replace(tzinfo=UTC)


def unread(column: Column[Any]) -> ColumnElement[Any]:
    """Ask for a column as it is stored, for who reads many rows: the types' own reading takes longer than the rows."""
    if isinstance(column.type, UtcDateTime):
        return type_coerce(column, Moment()).label(column.name)
    if isinstance(column.type, Money):
        return type_coerce(column, column.type.impl_instance).label(column.name)
    if isinstance(column.type, JSON):
        return cast_to(column, Text).label(column.name)
    return column


@lru_cache(maxsize=10_000)
def words_of(stored: str) -> tuple[str, ...]:
    """Read a JSON list as it is stored; of most orders it is empty, and codes come again and again."""
    return tuple(from_json(stored))


def table_of(model: type[SQLModel]) -> Table:
    """Give a model's plain table: statements on it skip the object mapper, which costs more than the statement."""
    return cast(Table, model.__table__)  # type: ignore[attr-defined] # SQLModel adds it at run time


class ReadyJson:
    """JSON that is spelt already: what pydantic has written is not taken apart and written again."""

    __slots__ = ("text",)

    def __init__(self, text: bytes) -> None:
        self.text = text.decode()


def write_json(value: object) -> str:
    """Spell a JSON column; pydantic's writer takes a third of the standard library's time."""
    return value.text if isinstance(value, ReadyJson) else to_json(value, inf_nan_mode="constants").decode()
