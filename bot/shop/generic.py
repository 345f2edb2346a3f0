"""Reads the documented generic CSV of orders, the way out for shops without an importer of their own.

Columns are found by name, in any order and case; columns with other names are
left alone. One row is one item of an order; an order with several items has
several rows with the same `order_id`, best one below the other. Facts about the
order may stand in each of its rows or in the first only.

| column | must | holds |
| --- | --- | --- |
| order_id | yes | the number that the customer knows, `1042` |
| placed_at | yes | `2026-03-01`, `2026-03-01 14:05`, `2026-03-01T14:05:00+01:00`, `31.12.2025`; without an offset: shop time |
| total | without items | what the customer paid, after discount, before refunds; `59.90` or `59,90`; else the sum of the items |
| currency | no | three letters; empty: the shop's |
| customer_email, customer_phone, customer_id | one of them | who bought; `customer_id` is the shop's own number |
| customer_name | no | `Anna de Vries` |
| country | no | `NL` or `Netherlands`: makes a national phone number international |
| status | no | paid (the default), unpaid, cancelled, refunded, partially_refunded, or a shop's usual word for these |
| discount | no | what was taken off the order |
| code | no | discount codes; several with a blank or comma between them |
| refunded | no | what was given back so far |
| taxes, shipping | no | as far as they are in the total |
| channel | no | web, app, phone, ... |
| tags | no | several with a comma between them |
| sku, title, category | no | the item |
| quantity | no | pieces, 1 when empty; below zero: went back |
| price, cost | price with an item | for one piece; `cost` is what the shop paid for it |
| promised_at, shipped_at, delivered_at, returned_at | no | dates like `placed_at` |
| carrier, tracking | no | `DHL`, `JVGL0612345` |
| shop_key | no | the order's own key in the shop's program, where it is another than the number |

Each has other names that are understood as well (`ALIASES`), so that a file such as
InvoiceNo, StockCode, Description, Quantity, InvoiceDate, UnitPrice, CustomerID, Country needs no change.
"""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from bot.shop import marks
from bot.shop.building import CONTACTS, Reading, Told
from bot.shop.tables import Picks, Row

# These belong to the order, so its rows may repeat them but not contradict each other.
ORDER_COLUMNS: Final = (
    "order_id",
    "placed_at",
    "total",
    *CONTACTS,
    "customer_name",
    "country",
    "currency",
    "status",
    "discount",
    "code",
    "refunded",
    "taxes",
    "shipping",
    "channel",
    "tags",
    "promised_at",
    "shipped_at",
    "delivered_at",
    "returned_at",
    "carrier",
    "tracking",
    "shop_key",
)
ITEM_COLUMNS: Final = ("sku", "title", "category", "quantity", "price", "cost")
# Names that mean the same in other programs' files, without blanks and marks between the words.
ALIASES: Final[Mapping[str, Sequence[str]]] = MappingProxyType(
    {
        "order_id": (
            "ordernumber",
            "orderno",
            "order",
            "invoiceno",
            "invoicenumber",
            "invoice",
            "订单号",
            "номерзаказа",
        ),
        "placed_at": ("orderdate", "createdat", "invoicedate", "purchasedate", "orderedat", "date", "下单时间", "дата"),
        "total": ("ordertotal", "grandtotal", "totalprice", "totalamount", "总金额", "сумма"),
        "currency": ("currencycode", "ordercurrency", "币种", "валюта"),
        "customer_email": ("email", "emailaddress", "buyeremail", "billingemail", "邮箱", "почта"),
        "customer_phone": ("phone", "phonenumber", "telephone", "mobile", "billingphone", "电话", "手机", "телефон"),
        "customer_id": ("customer", "customernumber", "customerno", "userid", "clientid", "buyerid", "客户编号"),
        "customer_name": ("buyername", "fullname", "billingname", "姓名", "имя", "покупатель"),
        "country": ("countrycode", "billingcountry", "shippingcountry", "国家", "страна"),
        "status": ("orderstatus", "paymentstatus", "financialstatus", "订单状态", "статус"),
        "discount": ("discountamount", "discounttotal", "优惠金额", "скидка"),
        "code": ("discountcode", "coupon", "couponcode", "promocode", "voucher", "промокод"),
        "refunded": ("refundedamount", "refundamount", "refund", "退款金额", "возврат"),
        "taxes": ("tax", "vat", "taxamount", "totaltax"),
        "shipping": ("shippingcost", "shippingamount", "shippingtotal", "deliverycost", "freight", "运费", "доставка"),
        "channel": ("source", "saleschannel", "渠道", "канал"),
        "tags": ("labels",),
        "sku": ("stockcode", "itemsku", "productsku", "productid", "productcode", "articleno", "货号", "артикул"),
        "title": ("description", "productname", "producttitle", "itemname", "item", "product", "商品名称", "товар"),
        "category": ("productcategory", "department", "分类", "категория"),
        "quantity": ("qty", "pieces", "units", "数量", "количество"),
        "price": ("unitprice", "itemprice", "单价", "цена"),
        "cost": ("unitcost", "costprice", "purchaseprice", "成本", "себестоимость"),
    }
)


def plain_name(name: str) -> str:
    """Spell a column's name without blanks, marks and case.

    >>> plain_name("Order_ID"), plain_name("Invoice No.")
    ('orderid', 'invoiceno')
    """
    return "".join(letter for letter in name.casefold() if letter.isalnum())


def find_columns(header: Sequence[str]) -> Picks:
    """Find where our columns stand: by their own names first, else by one of the others."""
    plain = [plain_name(name) for name in header]
    picks: dict[str, tuple[int, ...]] = {}
    for column in (*ORDER_COLUMNS, *ITEM_COLUMNS):
        for name in (plain_name(column), *ALIASES.get(column, ())):
            if name in plain:
                picks[column] = (plain.index(name),)
                break
    return picks


def missing_columns(picks: Picks) -> list[str]:
    """Name the columns without which a file holds no orders."""
    missing = [name for name in ("order_id", "placed_at") if name not in picks]
    return missing if "total" in picks or {"quantity", "price"} <= picks.keys() else [*missing, "total"]


def tell_order(rows: Sequence[Row], reading: Reading) -> Told:
    """Put the rows of an order together; raises `ValueError` where they contradict each other."""
    found: list[str] = []
    cells = dict(rows[0].cells) if len(rows) == 1 else _agreed(rows, reading, found)
    items = [(row.line, row.cells) for row in rows if any(column in row.cells for column in ITEM_COLUMNS)]
    # Shops that number their credit notes like invoices put a C before them.
    cancelled = cells["order_id"][:1] in "cC" and "status" not in cells and _all_went_back(items)
    return Told({**cells, "status": "cancelled"} if cancelled else cells, items, rows[0].line, found)


def _agreed(rows: Sequence[Row], reading: Reading, found: list[str]) -> dict[str, str]:
    """Take what the rows say about the order; empty cells agree with anything."""
    cells: dict[str, str] = {}
    for row in rows:
        for column, cell in row.cells.items():
            if cells.setdefault(column, cell) != cell and column not in ITEM_COLUMNS:
                cells[column] = _settled(column, cells[column], cell, reading, found)
    return cells


def _settled(column: str, first: str, other: str, reading: Reading, found: list[str]) -> str:
    """Choose between two cells of one order where the choice is plain: of times within a day the earlier."""
    if column == "placed_at":
        gap = reading.dates.read(other) - reading.dates.read(first)
        if abs(gap.total_seconds()) < 24 * 3600:
            if marks.TIMES not in found:
                found.append(marks.TIMES)
            return other if gap.total_seconds() < 0 else first
    raise ValueError(f"{column} differs between the rows: {first} and {other}; it must be one")


def _all_went_back(items: Sequence[tuple[int, Mapping[str, str]]]) -> bool:
    return bool(items) and all(cells.get("quantity", "").startswith("-") for _, cells in items)
