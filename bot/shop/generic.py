"""Reads the documented generic CSV of orders, the way out for shops without an importer of their own.

Columns are found by name, in any order and case; columns with other names are
left alone. One row is one item of an order; an order with several items has
several rows, one below the other, with the same `order_id`. Facts about the
order may stand in each of its rows or in the first only.

| column | must | holds |
| --- | --- | --- |
| order_id | yes | the number that the customer knows, `1042` |
| placed_at | yes | `2026-03-01`, `2026-03-01 14:05`, `2026-03-01T14:05:00+01:00`; without an offset: shop time |
| total | yes | what the customer paid, after discount, before refunds; `59.90` or `59,90` |
| currency | no | three letters; empty: the shop's |
| customer_email, customer_phone, customer_id | one of them | who bought; `customer_id` is the shop's own number |
| customer_name | no | `Anna de Vries` |
| status | no | paid (the default), unpaid, cancelled, refunded, partially_refunded, or a shop's usual word for these |
| discount | no | what was taken off the order |
| code | no | discount codes; several with a blank between them |
| refunded | no | what was given back so far |
| channel | no | web, app, phone, ... |
| sku, title, category | no | the item |
| quantity | no | pieces, 1 when empty |
| price, cost | price with an item | for one piece; `cost` is what the shop paid for it |
| promised_at, shipped_at, delivered_at, returned_at | no | dates like `placed_at` |
| carrier, tracking | no | `DHL`, `JVGL0612345` |

Comma, semicolon or tab; UTF-8 with or without a byte-order mark, else
Windows-1252. An order with one bad row is left out as a whole and listed;
a row that names no order may belong to the order above it, so that one is left out too.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import BinaryIO, Final, TypeVar

from bot.shop.cells import read_amount, read_currency, read_deduction, read_quantity, read_status, read_time
from bot.shop.contacts import normalise_email, normalise_phone
from bot.shop.tables import BadRow, ImportFormatError, Row, read_rows
from classifier.history.orders import Item, Order

__all__ = ["BadRow", "ImportFormatError", "ParsedOrder", "ShopCustomer", "parse_orders"]

Cell = TypeVar("Cell")

REQUIRED: Final = ("order_id", "placed_at", "total")
CONTACTS: Final = ("customer_email", "customer_phone", "customer_id")
# These belong to the order, so its rows may repeat them but not contradict each other.
ORDER_COLUMNS: Final = (
    *REQUIRED,
    *CONTACTS,
    "customer_name",
    "currency",
    "status",
    "discount",
    "code",
    "refunded",
    "channel",
    "promised_at",
    "shipped_at",
    "delivered_at",
    "returned_at",
    "carrier",
    "tracking",
)
ITEM_COLUMNS: Final = ("sku", "title", "category", "quantity", "price", "cost")


@dataclass(frozen=True, slots=True)
class ShopCustomer:
    """Who bought, as the shop knows them; at least one way to find them again is set."""

    email: str | None = None
    phone: str | None = None
    name: str | None = None
    shop_id: str | None = None


@dataclass(frozen=True, slots=True)
class ParsedOrder:
    """An order and its customer; the lines it stood on, for reports."""

    customer: ShopCustomer
    order: Order
    line: int


@dataclass(frozen=True, slots=True)
class Defaults:
    """What the file leaves unsaid."""

    zone: tzinfo
    currency: str
    as_of: datetime | None


def parse_orders(
    source: BinaryIO, *, zone: tzinfo, currency: str, as_of: datetime | None = None
) -> Iterator[ParsedOrder | BadRow]:
    """Yield orders and bad rows as they come from a seekable file. `as_of` is when the shop made it."""
    defaults = Defaults(zone, currency, as_of)
    scattered = _scattered(source)
    for group in _groups(source):
        order_id = _id_of(group[0])
        if order_id in scattered:
            reason = (
                f"the rows of order {order_id} do not stand together, so it was left out; sort the file by order_id"
            )
            yield BadRow(group[0].line, reason, order_id)
        else:
            yield from _parse_group(group, order_id, defaults)


def _parse_group(
    group: Sequence[Row | BadRow], order_id: str | None, defaults: Defaults
) -> Iterator[ParsedOrder | BadRow]:
    """Read one order; every bad row is listed, and then the order is not yielded."""
    rows = [row for row in group if isinstance(row, Row)]
    bad = [row for row in group if isinstance(row, BadRow)]
    items: list[Item] = []
    for row in rows:
        try:
            items.extend(_items(row))
        except ValueError as error:
            bad.append(BadRow(row.line, str(error)))
    try:
        order = _order(rows, items, defaults) if rows else None
    except ValueError as error:
        bad.append(BadRow(rows[0].line, str(error)))
        order = None
    if order and not bad:
        yield order
    left_out = f"; order {order_id} was left out" if order_id else ""
    yield from (BadRow(row.line, row.reason + left_out, order_id) for row in sorted(bad, key=lambda row: row.line))


def _groups(source: BinaryIO) -> Iterator[list[Row | BadRow]]:
    """Put rows of one order together; a row whose order cannot be told may belong to the one above."""
    group: list[Row | BadRow] = []
    for row in _table(source):
        order_id = _id_of(row)
        if group and order_id and order_id != _id_of(group[0]):
            yield group
            group = []
        nameless = isinstance(row, Row) and not order_id
        group.append(BadRow(row.line, "order_id is empty; write the order's number in each row") if nameless else row)
    if group:
        yield group


def _scattered(source: BinaryIO) -> set[str]:
    """Find orders whose rows do not stand together, before the first is given out by half."""
    seen, scattered, current = set[str](), set[str](), ""
    for row in _table(source):
        order_id = _id_of(row)
        if order_id and order_id != current:
            (scattered if order_id in seen else seen).add(order_id)
            current = order_id
    return scattered


def _table(source: BinaryIO) -> Iterator[Row | BadRow]:
    return read_rows(source, required=REQUIRED, known=(*ORDER_COLUMNS, *ITEM_COLUMNS))


def _id_of(row: Row | BadRow) -> str | None:
    return row.order_id if isinstance(row, BadRow) else row.get("order_id") or None


def _items(row: Row) -> Iterator[Item]:
    """Read the item of a row; a row without one is an order whose items the shop does not tell."""
    if not any(row.get(column) for column in ITEM_COLUMNS):
        return
    if not (row.get("sku") or row.get("title")):
        raise ValueError("sku and title are both empty; fill one of them")
    yield Item(
        sku=row.get("sku") or row.get("title"),
        title=row.get("title") or row.get("sku"),
        quantity=_read("quantity", read_quantity, row.get("quantity")),
        price=_read("price", read_amount, row.get("price")),
        category=row.get("category") or None,
        cost=_read("cost", read_amount, row.get("cost")) if row.get("cost") else None,
    )


def _order(rows: Sequence[Row], items: Sequence[Item], defaults: Defaults) -> ParsedOrder:
    cells = {column: _agreed(rows, column) for column in ORDER_COLUMNS}
    times = {
        column: _read(column, lambda cell: read_time(cell, defaults.zone), cells[column]) if cells[column] else None
        for column in ("promised_at", "shipped_at", "delivered_at", "returned_at")
    }
    order = Order(
        id=cells["order_id"],
        placed_at=_read("placed_at", lambda cell: read_time(cell, defaults.zone), cells["placed_at"]),
        currency=_read("currency", read_currency, cells["currency"] or defaults.currency),
        total=_read("total", read_amount, cells["total"]),
        items=tuple(items),
        discount=_read("discount", read_deduction, cells["discount"]),
        codes=tuple(cells["code"].split()),
        refunded=_read("refunded", read_deduction, cells["refunded"]),
        status=_read("status", read_status, cells["status"]),
        channel=cells["channel"] or None,
        carrier=cells["carrier"] or None,
        tracking=cells["tracking"] or None,
        as_of=defaults.as_of,
        **times,
    )
    _check(order, defaults)
    return ParsedOrder(_customer(cells), order, rows[0].line)


def _check(order: Order, defaults: Defaults) -> None:
    """Refuse what no shop can mean."""
    if order.refunded > order.total:
        raise ValueError(f"refunded {order.refunded} is more than the total {order.total}; write what was given back")
    if defaults.as_of and order.placed_at > defaults.as_of:
        raise ValueError(f"placed_at {order.placed_at:%Y-%m-%d %H:%M} lies in the future; write when it was ordered")


def _customer(cells: Mapping[str, str]) -> ShopCustomer:
    if not any(cells[column] for column in CONTACTS):
        raise ValueError(f"{', '.join(CONTACTS)} are all empty; fill one, or nobody can be told whose order it is")
    return ShopCustomer(
        email=_read("customer_email", normalise_email, cells["customer_email"]),
        phone=_read("customer_phone", normalise_phone, cells["customer_phone"]),
        name=cells["customer_name"] or None,
        shop_id=cells["customer_id"] or None,
    )


def _agreed(rows: Sequence[Row], column: str) -> str:
    """Take what the rows say about the order; empty cells agree with anything."""
    told = {row.get(column): row.line for row in reversed(rows) if row.get(column)}
    if len(told) > 1:
        raise ValueError(f"{column} differs between the rows: {' and '.join(reversed(told))}; it must be one")
    return next(iter(told), "")


def _read(column: str, read: Callable[[str], Cell], cell: str) -> Cell:
    """Read a cell; what is wrong with it is said with the column's name."""
    try:
        return read(cell)
    except ValueError as error:
        raise ValueError(f"{column} {error}") from error
