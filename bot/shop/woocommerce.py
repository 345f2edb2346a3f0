"""Reads the order exports of WooCommerce's two common plugins.

"Order Export & Order Import" writes one row an order, its items in numbered columns.
"Advanced Order Export" writes one row an item, with the order's cells in each or in the first.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import count
from types import MappingProxyType
from typing import Final

from bot.shop.building import Reading, Told
from bot.shop.tables import Picks, Row

# What each has that no other table has together.
WIDE_SIGNS: Final = ("order_id", "order_date", "order_total", "billing_email")
LONG_SIGNS: Final = ("order number", "order date", "email (billing)")
WIDE_COLUMNS: Final[Mapping[str, Sequence[str]]] = MappingProxyType(
    {
        "order_id": ("order_number", "order_id"),
        "shop_key": ("order_id",),
        "placed_at": ("order_date",),
        "total": ("order_total",),
        "currency": ("order_currency",),
        "customer_email": ("billing_email", "customer_email"),
        "customer_phone": ("billing_phone", "shipping_phone"),
        "customer_id": ("customer_id", "customer_user"),
        "first_name": ("billing_first_name", "shipping_first_name"),
        "last_name": ("billing_last_name", "shipping_last_name"),
        "country": ("billing_country", "shipping_country"),
        "status": ("status",),
        "discount": ("discount_total", "cart_discount", "order_discount"),
        "coupons": ("coupon_items",),
        "refunds": ("refund_items",),
        "taxes": ("tax_total",),
        "shipping": ("shipping_total",),
        "fees": ("fee_total",),
        "channel": ("meta:_wc_order_attribution_utm_source", "meta:_wc_order_attribution_source_type"),
    }
)
LONG_COLUMNS: Final[Mapping[str, Sequence[str]]] = MappingProxyType(
    {
        "order_id": ("order number", "order id"),
        "shop_key": ("order id",),
        "placed_at": ("order date",),
        "total": ("order total amount",),
        "currency": ("currency", "order currency"),
        "customer_email": ("email (billing)",),
        "customer_phone": ("phone (billing)",),
        "customer_id": ("customer user id", "user id", "customer id"),
        "first_name": ("first name (billing)", "first name (shipping)"),
        "last_name": ("last name (billing)", "last name (shipping)"),
        "country": ("country code (billing)", "country code (shipping)"),
        "status": ("order status",),
        "discount": ("cart discount amount",),
        "code": ("coupon code",),
        "code_discount": ("discount amount",),
        "refunded": ("order refund amount",),
        "taxes": ("order total tax amount", "order tax amount"),
        "shipping": ("order shipping amount",),
        "sku": ("sku", "product id"),
        "title": ("name", "item name", "product name"),
        "category": ("category", "product category"),
        "quantity": ("quantity",),
        "price": ("item cost",),
        "line_total": ("order line (w/o tax)", "order line total"),
    }
)
# "Product Item 3 SKU", and "line_item_3", in which one cell holds all of it.
NUMBERED_CELLS: Final = ("name", "id", "sku", "quantity", "total", "subtotal")
NUMBERED: Final = re.compile(rf"product item (\d+) ({'|'.join(NUMBERED_CELLS)})")
PACKED: Final = re.compile(r"line_item_(\d+)")
ITEM_CELLS: Final = ("sku", "title", "category", "quantity", "price", "line_total")


def find_wide_columns(header: Sequence[str]) -> Picks:
    """Find where our columns stand in a file with one row an order, the numbered ones of its items included."""
    picks = _found(WIDE_COLUMNS, header)
    for place, name in enumerate(header):
        if found := NUMBERED.fullmatch(name):
            picks[f"{int(found[1])} {found[2]}"] = (place,)
        elif found := PACKED.fullmatch(name):
            picks[f"{int(found[1])} packed"] = (place,)
    return picks


def find_long_columns(header: Sequence[str]) -> Picks:
    """Find where our columns stand in a file with one row an item."""
    return _found(LONG_COLUMNS, header)


def tell_wide(rows: Sequence[Row], reading: Reading) -> Told:
    """Read a row that is a whole order; raises `ValueError` where the order stands there twice and differs."""
    row, cells = rows[0], dict(rows[0].cells)
    if len(rows) > 1:
        raise ValueError(
            f"order {row.get('order_id')} stands in the file twice with different content, again at line "
            f"{rows[1].line}; keep the newer export only"
        )
    if coupons := cells.get("coupons"):
        found = (_unpacked(part).get("code") for part in coupons.split(";"))
        cells["code"] = ",".join(code for code in found if code)
    if refunds := cells.get("refunds"):
        sums = (_unpacked(part).get("amount") for part in refunds.split(";"))
        cells["refunded"] = f"{sum((abs(reading.money(each)) for each in sums if each), Decimal(0)):f}"
    if fees := cells.get("fees"):  # paid like shipping, and as little an item
        cells["shipping"] = f"{reading.money(cells.get('shipping', '0')) + reading.money(fees):f}"
    items = [(row.line, item) for item in _wide_items(cells, reading)]
    return Told(_order_cells(cells, reading), items, row.line)


def tell_long(rows: Sequence[Row], reading: Reading) -> Told:
    """Put the rows of an order together; a row may hold an item, a coupon or both."""
    cells: dict[str, str] = {}
    coupons: dict[str, str] = {}
    for row in rows:
        for column, cell in row.cells.items():
            if cells.setdefault(column, cell) != cell and column not in {*ITEM_CELLS, "code", "code_discount"}:
                raise ValueError(f"{column} differs between the rows: {cells[column]} and {cell}; it must be one")
        if "code" in row.cells:
            coupons[row.cells["code"]] = row.get("code_discount")
    cells["code"] = ",".join(coupons)
    if "discount" not in cells and any(coupons.values()):
        sums = (reading.money(each) for each in coupons.values() if each)
        cells["discount"] = f"{sum(sums, Decimal(0)):f}"
    items = [(row.line, _priced(row.cells, reading)) for row in rows if row.get("sku") or row.get("title")]
    return Told(_order_cells(cells, reading), items, rows[0].line)


def _found(columns: Mapping[str, Sequence[str]], header: Sequence[str]) -> dict[str, tuple[int, ...]]:
    return {
        ours: places
        for ours, theirs in columns.items()
        if (places := tuple(header.index(name) for name in theirs if name in header))
    }


def _order_cells(cells: dict[str, str], reading: Reading) -> dict[str, str]:
    """Put the name together, leave guests without a number, and say how much of the order was given back."""
    cells["customer_name"] = f"{cells.get('first_name', '')} {cells.get('last_name', '')}".strip()
    if cells.get("customer_id") == "0":
        del cells["customer_id"]
    refunded = abs(reading.money(cells["refunded"])) if cells.get("refunded") else Decimal(0)
    if refunded and cells.get("status", "").lower().removeprefix("wc-") in {"completed", "processing"}:
        whole = refunded >= reading.money(cells.get("total", "0"))
        cells["status"] = "refunded" if whole else "partially_refunded"
    cells["order_id"] = cells["order_id"].removeprefix("#")
    return cells


def _wide_items(cells: Mapping[str, str], reading: Reading) -> Iterator[Mapping[str, str]]:
    for number in count(1):  # the first number that has nothing ends them
        packed = _unpacked(cells.get(f"{number} packed", ""))
        get = {**packed, **{name: cell for name in NUMBERED_CELLS if (cell := cells.get(f"{number} {name}"))}}.get
        title, sku = get("name"), get("sku") or get("id") or get("product_id")
        if not (title or sku):
            return
        told = {
            "title": title,
            "sku": sku,
            "quantity": get("quantity"),
            # What the pieces cost before the coupon, which is told of the order.
            "line_total": get("subtotal") or get("sub_total") or get("total"),
        }
        yield _priced({name: cell for name, cell in told.items() if cell}, reading)


def _priced(cells: Mapping[str, str], reading: Reading) -> Mapping[str, str]:
    """Work out the price of one piece where only the line's sum is told."""
    if "price" in cells or "line_total" not in cells:
        return cells
    pieces = reading.money(cells.get("quantity", "1")) or Decimal(1)
    if pieces == 1:
        return {**cells, "price": cells["line_total"]}
    return {**cells, "price": f"{reading.money(cells['line_total']) / pieces:.4f}"}


def _unpacked(cell: str) -> dict[str, str]:
    """Read `name:Lamp|sku:NL-1|quantity:2`."""
    if not cell:
        return {}
    parts = (part.partition(":") for part in cell.split("|"))
    return {name.strip(): value.strip() for name, _, value in parts if value}
