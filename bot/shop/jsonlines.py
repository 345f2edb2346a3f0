"""Reads JSON Lines of orders: one object a line, with the names of the generic table and a list of `items`.

    {"order_id": "1042", "placed_at": "2026-03-01T14:05:00+01:00", "total": 79.80, "currency": "EUR",
     "customer_email": "anna@example.org", "items": [{"sku": "NL-1", "quantity": 1, "price": 59.90}]}

all on one line. Numbers may be numbers or text, codes and tags lists or text, moments also
seconds since 1970. `id` is understood as `order_id`, and the customer's columns may
stand in an object `customer` as email, phone, id, name.
"""

import io
import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, BinaryIO, Final

from bot.shop.building import Told
from bot.shop.generic import ALIASES, ITEM_COLUMNS, ORDER_COLUMNS, plain_name
from bot.shop.parsed import BadRow

# A line longer than this is no order; a file without line ends must not be read into memory at once.
LONGEST_LINE: Final = 10_000_000
NAMES: Final = {
    name: column
    for column in (*ORDER_COLUMNS, *ITEM_COLUMNS)
    for name in (column, plain_name(column), *ALIASES.get(column, ()))
}
ORDER_NAMES: Final = {name: column for name, column in NAMES.items() if column in ORDER_COLUMNS} | {
    "id": "order_id",
    "codes": "code",
    "key": "shop_key",
}
ITEM_NAMES: Final = {name: column for name, column in NAMES.items() if column in ITEM_COLUMNS} | {"name": "title"}
CUSTOMER_NAMES: Final = {
    "email": "customer_email",
    "phone": "customer_phone",
    "id": "customer_id",
    "name": "customer_name",
    "country": "country",
}


def read_lines(source: BinaryIO, encoding: str) -> Iterator[Told | BadRow]:
    """Yield the orders of a file as they come; a line that holds none is listed."""
    source.seek(0)
    text = io.TextIOWrapper(source, encoding=encoding, errors="replace")
    try:
        number = 0
        while line := text.readline(LONGEST_LINE):
            number += 1
            if line.strip():
                yield _order(line, number)
    finally:
        text.detach()  # the file is the caller's to close


def _order(line: str, number: int) -> Told | BadRow:
    try:
        # Decimals as they are written: 1.10 must not become 1.1000000000000001.
        found = json.loads(line, parse_float=Decimal)
    except json.JSONDecodeError as error:
        return BadRow(number, f"the line is no JSON ({error.msg} at {error.colno}); write one object a line")
    except (RecursionError, ValueError):
        return BadRow(number, "the line is no order; write one object a line")
    if not isinstance(found, dict):
        return BadRow(number, "the line holds no object; write one order a line, in braces")
    order_id = str(found.get("order_id") or found.get("id") or "") or None
    try:
        return _told(found, number)
    except ValueError as error:
        return BadRow(number, str(error), order_id)


def _told(found: Mapping[str, Any], number: int) -> Told:
    cells = _cells(found, ORDER_NAMES)
    if isinstance(found.get("customer"), dict):
        cells |= _cells(found["customer"], CUSTOMER_NAMES)
    if not cells.get("order_id"):
        raise ValueError("order_id is empty; write the order's number in each line")
    return Told(cells, [(number, _cells(item, ITEM_NAMES)) for item in _items(found)], number)


def _items(found: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    items = found.get("items") or found.get("line_items") or []
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise ValueError('items is no list of objects; write it like [{"sku": "NL-1", "quantity": 1, "price": 5}]')
    return items


def _cells(found: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, str]:
    """Spell values as a table has them; our own names count before their other forms."""
    cells: dict[str, str] = {}
    for name, value in found.items():
        column = names.get(name) or names.get(plain_name(name))
        if column and (cell := _cell(column, value)) and (name == column or column not in cells):
            cells[column] = cell
    return cells


def _cell(column: str, value: object) -> str:
    match value:
        case None | dict():
            return ""
        case bool():
            raise ValueError(f"{column} {value} is true or false; write text or a number")
        case list():
            return ",".join(str(each) for each in value)
        case Decimal() if value.is_finite():
            spelt = f"{value:f}"
            # Exactly three decimals could be thousands in a table; here they cannot.
            return f"{spelt}0" if spelt[-4:-3] == "." else spelt
        case _:
            return str(value).strip()
