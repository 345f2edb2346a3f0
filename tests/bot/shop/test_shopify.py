"""Shopify's order export, of either generation."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from exports import SHOPIFY_NEW, SHOPIFY_OLD, read, write

FIRST = {
    "Name": "#1002",
    "Email": "Anna@Example.org",
    "Financial Status": "paid",
    "Fulfilled at": "2026-04-10 11:12:23 +0530",
    "Currency": "INR",
    "Shipping": "4.50",
    "Taxes": "3.00",
    "Total": "47.50",
    "Discount Code": "SPRING",
    "Discount Amount": "5.00",
    "Created at": "2026-04-10 11:11:26 +0530",
    "Lineitem quantity": "2",
    "Lineitem name": "Lamp - red",
    "Lineitem price": "20.00",
    "Lineitem sku": "NL-1",
    "Billing Name": "Anna de Vries",
    "Billing Country": "NL",
    "Billing Phone": "06 12000101",
    "Id": "6097582719028",
    "Tags": "vip, wholesale",
    "Source": "web",
}
SECOND = {"Name": "#1002", "Lineitem quantity": "1", "Lineitem name": "Rope", "Lineitem price": "5.00"}


@pytest.mark.parametrize("header", [SHOPIFY_OLD, SHOPIFY_NEW])
def test_an_order_of_several_rows_is_read_whole(header):
    """Columns by name, in whichever order the program's version has them; the order's own only on the first row."""
    text = write(header, {name: cell for name, cell in FIRST.items() if name in header}, SECOND)
    understood, (parsed,), bad = read(text)
    order = parsed.order

    assert bad == []
    assert understood.format == "Shopify order export"
    assert (parsed.customer.email, parsed.customer.phone) == ("anna@example.org", "+31612000101")
    assert (order.id, parsed.shop_key, order.currency) == ("1002", "6097582719028", "INR")
    assert (order.total, order.discount, order.taxes, order.shipping) == (
        Decimal("47.50"),
        Decimal(5),
        Decimal(3),
        Decimal("4.50"),
    )
    assert order.placed_at == datetime(2026, 4, 10, 5, 41, 26, tzinfo=UTC)
    assert order.shipped_at == datetime(2026, 4, 10, 5, 42, 23, tzinfo=UTC)
    assert (order.codes, order.tags, order.channel) == (("SPRING",), ("vip", "wholesale"), "web")
    assert [(item.sku, item.quantity, item.price) for item in order.items] == [
        ("NL-1", 2, Decimal(20)),
        ("Rope", 1, Decimal(5)),
    ]
    assert order.marks == ()


@pytest.mark.parametrize(
    ("cells", "status"),
    [
        ({}, "paid"),
        ({"Financial Status": "pending"}, "unpaid"),
        ({"Financial Status": "voided"}, "cancelled"),
        ({"Financial Status": "refunded", "Refunded Amount": "47.50"}, "refunded"),
        ({"Financial Status": "partially_refunded", "Refunded Amount": "7.50"}, "partially_refunded"),
        ({"Refunded Amount": "7.50"}, "partially_refunded"),
        ({"Cancelled at": "2026-04-11 09:00:00 +0530"}, "cancelled"),
        ({"Financial Status": "something_new"}, "paid"),
    ],
)
def test_how_an_order_stands(cells, status):
    """Cancelled counts before paid; a word that is not known is kept as paid and marked."""
    _, (parsed,), _ = read(write(SHOPIFY_OLD, {**FIRST, **cells}, SECOND))

    assert parsed.order.status == status
    assert parsed.order.refunded == Decimal(cells.get("Refunded Amount", 0))
    assert ("unknown status" in parsed.order.marks) == (cells.get("Financial Status") == "something_new")


def test_the_newer_number_is_the_same_number():
    """With or without the sign: an order imported from both is one order."""
    _, (parsed,), _ = read(write(SHOPIFY_NEW, {**{n: c for n, c in FIRST.items() if n in SHOPIFY_NEW}, "Name": "1002"}))

    assert parsed.order.id == "1002"


def test_a_sale_over_the_counter_without_a_customer_is_listed():
    """Nobody can be told whose it is; each of its rows is named."""
    nobody = {**FIRST, "Email": "", "Billing Phone": ""}
    _, orders, bad = read(write(SHOPIFY_OLD, nobody, SECOND, {**FIRST, "Name": "#1003"}))

    assert [parsed.order.id for parsed in orders] == ["1003"]
    assert [(row.line, row.order_id) for row in bad] == [(2, "1002"), (3, "1002")]


def test_two_exports_in_one_file_are_not_added_up():
    """The same rows again count once; the order told otherwise is left for a person to look at."""
    between = {**FIRST, "Name": "#1003"}
    _, same, _ = read(write(SHOPIFY_OLD, FIRST, SECOND, between, FIRST, SECOND))
    _, others, bad = read(write(SHOPIFY_OLD, FIRST, SECOND, between, {**FIRST, "Total": "60.00"}, SECOND))

    assert {parsed.order.id: len(parsed.order.items) for parsed in same} == {"1003": 1, "1002": 2}
    assert [parsed.order.id for parsed in others] == ["1003"]
    assert "stands in the file twice" in bad[0].reason
