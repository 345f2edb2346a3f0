"""Reads the order export of Shopify's admin, of either generation: columns by name, none by place.

An order with several items has several rows; only the first has the order's own cells.
"""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from bot.shop.building import Reading, Told
from bot.shop.tables import Picks, Row

# No other table has these three together.
SIGNS: Final = ("name", "lineitem name", "lineitem quantity")
COLUMNS: Final[Mapping[str, Sequence[str]]] = MappingProxyType(
    {
        "order_id": ("name",),
        "placed_at": ("created at",),
        "total": ("total",),
        "currency": ("currency",),
        "customer_email": ("email",),
        "customer_phone": ("phone", "billing phone", "shipping phone"),
        "customer_name": ("billing name", "shipping name"),
        "country": ("billing country", "shipping country"),
        "status": ("financial status",),
        "cancelled_at": ("cancelled at",),
        "discount": ("discount amount",),
        "code": ("discount code",),
        "refunded": ("refunded amount",),
        "taxes": ("taxes",),
        "shipping": ("shipping",),
        "channel": ("source",),
        "tags": ("tags",),
        "shipped_at": ("fulfilled at",),
        "shop_key": ("id",),
        "marketing": ("accepts marketing",),
        "sku": ("lineitem sku",),
        "title": ("lineitem name",),
        "quantity": ("lineitem quantity",),
        "price": ("lineitem price",),
    }
)
ITEM_COLUMNS: Final = ("sku", "title", "quantity", "price")


def find_columns(header: Sequence[str]) -> Picks:
    """Find where our columns stand; several of theirs may tell the same, then the first filled one counts."""
    return {
        ours: places
        for ours, theirs in COLUMNS.items()
        if (places := tuple(header.index(name) for name in theirs if name in header))
    }


def tell_order(rows: Sequence[Row], reading: Reading) -> Told:  # noqa: ARG001 - all formats are asked alike
    """Put the rows of an order together: the first that names its day tells of the order, each of an item."""
    first = next((row for row in rows if "placed_at" in row.cells), rows[0])
    if again := [row.line for row in rows if "placed_at" in row.cells and row is not first]:
        raise ValueError(
            f"order {first.get('order_id')} stands in the file twice with different content, again at line "
            f"{again[0]}; keep the newer export only"
        )
    cells = dict(first.cells)
    # The number as customers write it, and as the newer exports have it.
    cells["order_id"] = cells["order_id"].removeprefix("#")
    if cells.get("cancelled_at"):
        cells["status"] = "cancelled"
    elif cells.get("status", "").lower() == "paid" and cells.get("refunded", "0").strip("0."):
        cells["status"] = "partially_refunded"
    if "shop_key" in cells:
        cells["shop_key"] = cells["shop_key"].removesuffix(".0")  # what a spreadsheet makes of a long number
    items = [(row.line, row.cells) for row in rows if any(name in row.cells for name in ITEM_COLUMNS)]
    return Told(cells, items, first.line)
