"""What is odd is kept, and said: on the order and in the report."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from exports import read

HEADER = "order_id,placed_at,total,customer_email,sku,quantity,price"


def orders_of(text, **wishes):
    return [parsed.order for parsed in read(text, **wishes)[1]]


@pytest.mark.parametrize(
    ("column", "cell", "mark"),
    [
        ("placed_at", "2026-03-02", "date in the future"),
        ("currency", "euro", "unknown currency"),
        ("currency", "XQZ", "unknown currency"),
        ("refunded", "6.00", "refunded more than paid"),
        ("total", "50.00", "total does not add up"),
        ("quantity", "-1", "negative quantity"),
        ("price", "-5.00", "negative price"),
        ("price", "0", "price of zero"),
        ("customer_phone", "call me", "unreadable contact"),
    ],
)
def test_what_is_odd_is_kept_and_marked(column, cell, mark):
    """Never silently dropped, never silently believed."""
    header = f"{HEADER},currency,refunded,customer_phone".split(",")
    good = dict(zip(header, ["1", "2026-03-01", "5.00", "a@x.org", "A", "1", "5.00", "EUR", "", ""], strict=True))
    row = ",".join({**good, column: cell}.values())
    (order,) = orders_of(f"{','.join(header)}\n{row}\n", as_of=datetime(2026, 3, 1, 12, 0, tzinfo=UTC))

    assert mark in order.marks


@pytest.mark.parametrize(
    ("total", "extra"),
    [("20.00", ""), ("18.00", "discount"), ("24.50", "shipping"), ("22.00", "taxes"), ("20.02", "")],
)
def test_totals_add_up_with_all_that_was_told(total, extra):
    """Discounts, shipping, taxes on top or within, and a cent of rounding."""
    amounts = {"discount": "2.00", "shipping": "4.50", "taxes": "2.00"}
    cell = amounts.get(extra, "")
    (order,) = orders_of(f"{HEADER},{extra or 'note'}\n1,2026-03-01,{total},a@x.org,A,2,10.00,{cell}\n")

    assert order.marks == ()


def test_a_total_below_zero_is_a_return():
    """Nothing was bought by it: it must not count as a visit, and the sum was given back."""
    (order,) = orders_of(f"{HEADER}\n1,2026-03-01,-5.00,a@x.org,A,-1,5.00\n")

    assert (order.status, order.total, order.refunded) == ("cancelled", 0, 5)
    assert order.items[0].quantity == -1
    assert order.marks == ("return", "negative quantity")


INVOICES = """"InvoiceNo","StockCode","Description","Quantity","InvoiceDate","UnitPrice","CustomerID","Country"
"536414","22139","",56,"2010-12-01 11:52:00",0,NA,"United Kingdom"
"546306","21733","RED HOLDER",2,"2011-03-10 16:16:00",2.95,12621,"Germany"
"C574507","22699","TEACUP",-1,"2011-11-04 13:24:00",2.95,15345,"United Kingdom"
"546306","23203","JUMBO BAG",20,"2011-03-10 16:15:00",2.08,12621,"Germany"
"""


def test_a_file_of_invoice_lines_needs_no_change():
    """Other names of the columns, rows anywhere, totals worked out, credit notes taken as returns."""
    _, orders, bad = read(INVOICES)
    credit, sale = (parsed.order for parsed in orders)

    assert (sale.id, sale.total, len(sale.items), sale.marks) == (
        "546306",
        Decimal("47.50"),
        2,
        ("several times of order",),
    )
    assert sale.placed_at == datetime(2011, 3, 10, 15, 15, tzinfo=UTC)
    assert (credit.id, credit.status, credit.total, credit.refunded) == ("C574507", "cancelled", 0, Decimal("2.95"))
    assert [(row.line, row.order_id) for row in bad] == [(2, "536414")]
    assert "are all empty" in bad[0].reason


def test_every_row_of_an_order_without_a_customer_is_listed():
    """Nobody is to wonder where forty rows went."""
    _, _, bad = read(INVOICES.replace("12621", "NA"))

    assert [(row.line, row.order_id) for row in bad] == [(2, "536414"), (3, "546306"), (5, "546306")]
