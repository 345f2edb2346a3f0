"""WooCommerce's order exports by its two common plugins."""

from decimal import Decimal

import pytest
from exports import ADVANCED, WEBTOFFEE, read, write

WIDE = {
    "order_id": "981",
    "order_number": "W-1042",
    "order_date": "2026-03-01 14:05:00",
    "status": "wc-completed",
    "shipping_total": "4.50",
    "tax_total": "0.00",
    "discount_total": "5.00",
    "order_total": "44.50",
    "order_currency": "EUR",
    "customer_id": "77",
    "billing_first_name": "Anna",
    "billing_last_name": "de Vries",
    "billing_email": "anna@example.org",
    "billing_phone": "020 555 0123",
    "billing_country": "NL",
    "coupon_items": "code:SPRING|amount:3.00;code:VIP|amount:2.00",
    "Product Item 1 Name": "Lamp",
    "Product Item 1 id": "11",
    "Product Item 1 SKU": "NL-1",
    "Product Item 1 Quantity": "2",
    "Product Item 1 Total": "35.00",
    "Product Item 1 Subtotal": "40.00",
    "Product Item 2 Name": "Rope",
    "Product Item 2 id": "12",
    "Product Item 2 Quantity": "1",
    "Product Item 2 Subtotal": "5.00",
}
PACKED = {
    **{name: cell for name, cell in WIDE.items() if not name.startswith("Product Item")},
    "line_item_1": "name:Lamp|product_id:11|sku:NL-1|quantity:2|total:35.00|sub_total:40.00|tax:0",
    "line_item_2": "name:Rope|product_id:12|sku:|quantity:1|total:5.00|sub_total:5.00",
}
LONG = {
    "Order Number": "1042",
    "Order Status": "Completed",
    "Order Date": "2026-03-01 14:05",
    "First Name (Billing)": "Anna",
    "Last Name (Billing)": "de Vries",
    "Country Code (Billing)": "NL",
    "Email (Billing)": "anna@example.org",
    "Phone (Billing)": "020 555 0123",
    "Item #": "1",
    "SKU": "NL-1",
    "Name": "Lamp",
    "Quantity": "2",
    "Item Cost": "20.00",
    "Coupon Code": "SPRING",
    "Discount Amount": "3.00",
    "Cart Discount Amount": "5.00",
    "Order Shipping Amount": "4.50",
    "Order Total Tax Amount": "0.00",
    "Order Total Amount": "44.50",
}
ROPE = {"Order Number": "1042", "Item #": "2", "Name": "Rope", "Quantity": "1", "Order Line (w/o tax)": "5.00"}


@pytest.mark.parametrize("row", [WIDE, PACKED])
def test_a_row_that_is_a_whole_order(row):
    """Its items stand in numbered columns, or each packed into one cell; prices are those before the coupon."""
    understood, (parsed,), bad = read(write(WEBTOFFEE, row))
    order = parsed.order

    assert bad == []
    assert understood.format == "WooCommerce export, one row an order"
    assert (order.id, parsed.shop_key, order.status) == ("W-1042", "981", "paid")
    assert (parsed.customer.shop_id, parsed.customer.name, parsed.customer.phone) == (
        "77",
        "Anna de Vries",
        "+31205550123",
    )
    assert (order.total, order.discount, order.codes) == (Decimal("44.50"), Decimal(5), ("SPRING", "VIP"))
    assert [(item.sku, item.title, item.quantity, item.price) for item in order.items] == [
        ("NL-1", "Lamp", 2, Decimal(20)),
        ("12", "Rope", 1, Decimal(5)),
    ]
    assert order.marks == ()


@pytest.mark.parametrize("filled", [ROPE, {**LONG, **ROPE, "SKU": "", "Item Cost": "", "Coupon Code": "VIP"}])
def test_a_row_that_is_an_item(filled):
    """The order's own cells stand in the first row only or in each; coupons go down the rows beside the items."""
    understood, (parsed,), bad = read(write(ADVANCED, LONG, filled))
    order = parsed.order

    assert bad == []
    assert understood.format == "WooCommerce export, one row an item"
    assert (order.id, order.currency, order.status, order.total) == ("1042", "EUR", "paid", Decimal("44.50"))
    assert (order.discount, order.codes[0]) == (Decimal(5), "SPRING")
    assert [(item.title, item.quantity, item.price) for item in order.items] == [
        ("Lamp", 2, Decimal(20)),
        ("Rope", 1, Decimal(5)),
    ]


@pytest.mark.parametrize(
    ("written", "refund", "status"),
    [
        ("wc-processing", "", "paid"),
        ("completed", "", "paid"),
        ("wc-on-hold", "", "unpaid"),
        ("Pending payment", "", "unpaid"),
        ("wc-failed", "", "unpaid"),
        ("checkout-draft", "", "unpaid"),
        ("wc-cancelled", "", "cancelled"),
        ("Refunded", "", "refunded"),
        ("wc-completed", "amount:9.50|reason:late|date:2026-03-04 10:00:00", "partially_refunded"),
        ("wc-completed", "amount:40.00|reason:|date:;amount:4.50|reason:|date:", "refunded"),
        ("wc-being-engraved", "", "paid"),
    ],
)
def test_how_an_order_stands(written, refund, status):
    """Refunds are added up; a status that the shop made up itself is kept as paid and marked."""
    _, (parsed,), _ = read(write(WEBTOFFEE, {**WIDE, "status": written, "refund_items": refund}))

    assert parsed.order.status == status
    assert ("unknown status" in parsed.order.marks) == (written == "wc-being-engraved")


def test_guests_have_no_number():
    """All of them have the number 0, and are not one person."""
    _, (parsed,), _ = read(write(WEBTOFFEE, {**WIDE, "customer_id": "0"}))

    assert parsed.customer.shop_id is None


def test_the_same_order_with_other_content_is_left_out():
    """A person must look at which of the two is the newer."""
    _, orders, bad = read(write(WEBTOFFEE, WIDE, {**WIDE, "order_total": "50.00"}))

    assert orders == []
    assert "again at line 3" in bad[0].reason
