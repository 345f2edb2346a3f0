"""What is usual in this shop, kept between two measurements, and what it is measured from."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from decimal import Decimal
from itertools import groupby
from operator import attrgetter
from typing import Any, Final, Literal

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.storage.columns import table_of
from bot.storage.tables.people import OrderItem, ShopOrder
from bot.storage.tables.shop import ShopFigures
from bot.storage.upserts import insert_on
from classifier.history.launches import FEWEST_BUYERS, MOST, UNKNOWN_BEFORE
from classifier.history.orders import Order, ShopStatistics
from classifier.history.prediction import Prediction
from classifier.history.purchases import NOT_BOUGHT

Kind = Literal["statistics", "prediction", "fairness", "playbooks"]

# Customers per look: their orders fit in memory, and nobody else waits long for the database.
AT_ONCE: Final = 1_000

_FIGURES, _ORDERS, _ITEMS = table_of(ShopFigures), table_of(ShopOrder), table_of(OrderItem)
_STATISTICS = TypeAdapter(ShopStatistics)
# These come from the shop's settings, and what is set today counts.
_FROM_SETTINGS: Final = {"currency", "rates", "zone", "prediction"}
_LISTS: Final = ("margins", "recency_cuts", "frequency_cuts", "monetary_cuts", "service_cuts")

_PLAIN = (
    select(
        _ORDERS.c.customer_id,
        _ORDERS.c.number,
        _ORDERS.c.placed_at,
        _ORDERS.c.currency,
        _ORDERS.c.total,
        _ORDERS.c.refunded,
        _ORDERS.c.status,
    )
    .where(_ORDERS.c.customer_id > bindparam("after"), _ORDERS.c.customer_id <= bindparam("up_to"))
    .order_by(_ORDERS.c.customer_id)
)
_LAST_BUYER = select(func.max(_ORDERS.c.customer_id))
_COUNTED = (_ORDERS.c.status.not_in(NOT_BOUGHT), _ORDERS.c.placed_at <= bindparam("now"))
_EARLIEST = select(func.min(_ORDERS.c.placed_at)).where(*_COUNTED)
_FIRST_SOLD = (
    select(_ITEMS.c.sku, func.min(_ORDERS.c.placed_at).label("first"))
    .join(_ORDERS, _ORDERS.c.id == _ITEMS.c.order_id)
    .where(*_COUNTED, _ITEMS.c.quantity > 0, _ITEMS.c.sku != "")
    .group_by(_ITEMS.c.sku)
    .having(
        func.count(_ORDERS.c.customer_id.distinct()) >= FEWEST_BUYERS,
        func.min(_ORDERS.c.placed_at) >= bindparam("begun"),
    )
    .order_by(func.min(_ORDERS.c.placed_at).desc())
    .limit(MOST)
)


async def load_figures(session: AsyncSession, kind: Kind) -> tuple[datetime, Mapping[str, Any]] | None:
    """Load what was last measured, and when; `None` before the first time."""
    asked = select(_FIGURES.c.at, _FIGURES.c.content).where(_FIGURES.c.kind == kind)
    row = (await (await session.connection()).execute(asked)).first()
    return None if row is None else (row.at, row.content)


async def hold_figures(session: AsyncSession, kind: Kind, at: datetime) -> Mapping[str, Any]:
    """Load figures and keep them from every other process until this session ends; empty before the first time.

    A row that is not there cannot be held, so it is made first. Write session.
    """
    connection = await session.connection()
    insert = insert_on(connection)
    made = insert(_FIGURES).on_conflict_do_nothing(index_elements=["kind"])
    await connection.execute(made, {"kind": kind, "at": at, "content": {}})
    asked = select(_FIGURES.c.content).where(_FIGURES.c.kind == kind).with_for_update()
    content: Mapping[str, Any] = (await connection.execute(asked)).scalar_one()
    return content


async def save_figures(session: AsyncSession, kind: Kind, at: datetime, content: Mapping[str, Any]) -> None:
    """Keep figures in place of the earlier ones; `content` is plain JSON. Write session."""
    connection = await session.connection()
    insert = insert_on(connection)
    statement = insert(_FIGURES)
    told = {name: statement.excluded[name] for name in ("at", "content")}
    await connection.execute(
        statement.on_conflict_do_update(index_elements=["kind"], set_=told),
        {"kind": kind, "at": at, "content": dict(content)},
    )


async def was_fair(session: AsyncSession) -> bool:
    """Tell what was last concluded of waits; fair where nobody looked yet."""
    found = await load_figures(session, "fairness")
    return found is None or bool(found[1].get("fair", True))


async def load_prediction(session: AsyncSession, currency: str) -> Prediction | None:
    """Load the fitted prediction; `None` where none was fitted in this currency, or by another version's rules."""
    found = await load_figures(session, "prediction")
    if found is None or found[1].get("currency") != currency:
        return None
    try:
        return Prediction(**found[1]["parameters"])
    except (KeyError, TypeError, ValueError):
        return None


async def save_prediction(session: AsyncSession, prediction: Prediction, currency: str, at: datetime) -> None:
    """Keep a fitted prediction with the currency that its sums are in. Write session."""
    await save_figures(session, "prediction", at, {"currency": currency, "parameters": asdict(prediction)})


def spell_statistics(statistics: ShopStatistics) -> dict[str, Any]:
    """Give measured statistics as JSON for `save_figures`; what the shop sets itself stays outside."""
    content: dict[str, Any] = _STATISTICS.dump_python(statistics, mode="json", exclude=_FROM_SETTINGS)
    return content | {"measured_in": statistics.currency}


def read_statistics(content: Mapping[str, Any], currency: str) -> ShopStatistics | None:
    """Read what `spell_statistics` gave; `None` where it was measured in another currency or by another version."""
    told = dict(content)
    if told.pop("measured_in", None) != currency:
        return None
    try:
        read = replace(_STATISTICS.validate_python(told), currency=currency)
    except ValidationError:
        return None
    # JSON knows lists only; statistics compare equal with tuples.
    lists: dict[str, Any] = {name: tuple(getattr(read, name)) for name in _LISTS}
    return replace(read, **lists)


async def first_sales(session: AsyncSession, now: datetime) -> dict[str, datetime]:
    """Find when products were sold first, over everybody's orders, by the rules of `launches.py`; newest first."""
    connection = await session.connection()
    earliest = await connection.scalar(_EARLIEST, {"now": now})
    if earliest is None:
        return {}
    rows = await connection.execute(_FIRST_SOLD, {"now": now, "begun": earliest + UNKNOWN_BEFORE})
    return {row.sku: row.first for row in rows.all()}


async def count_buyers(session: AsyncSession) -> int:
    """Say the highest number of a customer with an order: the total for the progress of `plain_orders`."""
    return int(await session.scalar(_LAST_BUYER) or 0)


async def plain_orders(session: AsyncSession) -> AsyncIterator[tuple[int, Sequence[Order]]]:
    """Go through every buyer's number and orders without their items: a third of the work where items don't count."""
    connection, last = await session.connection(), await count_buyers(session)
    for after in range(0, last, AT_ONCE):
        rows = (await connection.execute(_PLAIN, {"after": after, "up_to": after + AT_ONCE})).all()
        for customer_id, mine in groupby(rows, key=attrgetter("customer_id")):
            yield customer_id, [_plain(row) for row in mine]


def _plain(row: Any) -> Order:
    return Order(
        row.number, row.placed_at, row.currency, row.total, (), refunded=row.refunded or Decimal(0), status=row.status
    )
