"""Exports as programs write them, made up for tests; the headers are those of real ones."""

import csv
import io
from zoneinfo import ZoneInfo

from bot.shop.opening import Wishes, open_orders
from bot.shop.parsed import BadRow, ParsedOrder

AMSTERDAM = ZoneInfo("Europe/Amsterdam")

OLD = (
    "Name,Email,Financial Status,Paid at,Fulfillment Status,Fulfilled at,Accepts Marketing,Currency,Subtotal,Shipping,"
    "Taxes,Total,Discount Code,Discount Amount,Shipping Method,Created at,Lineitem quantity,Lineitem name,"
    "Lineitem price,Lineitem compare at price,Lineitem sku,Lineitem requires shipping,Lineitem taxable,"
    "Lineitem fulfillment status,Billing Name,Billing Street,Billing City,Billing Zip,Billing Country,Billing Phone,"
    "Shipping Name,Shipping Street,Shipping City,Shipping Zip,Shipping Country,Shipping Phone,Notes,Note Attributes,"
    "Cancelled at,Payment Method,Payment Reference,Refunded Amount,Vendor,Outstanding Balance,Employee,Location,"
    "Device ID,Id,Tags,Risk Level,Source,Lineitem discount,Tax 1 Name,Tax 1 Value,Phone,Receipt Number,Duties"
)
SHOPIFY_OLD = OLD.split(",")
SHOPIFY_NEW = [
    *(name for name in SHOPIFY_OLD if name not in {"Note Attributes", "Cancelled at", "Employee", "Tax 1 Name"}),
    "Billing Province Name",
    "Payment ID",
    "Payment Terms Name",
    "Next Payment Due At",
    "Payment References",
]
WIDE = (
    "order_id,order_number,order_date,paid_date,status,shipping_total,shipping_tax_total,fee_total,fee_tax_total,"
    "tax_total,cart_discount,order_discount,discount_total,order_total,order_subtotal,order_currency,payment_method,"
    "shipping_method,customer_id,customer_user,customer_email,billing_first_name,billing_last_name,billing_email,"
    "billing_phone,billing_country,shipping_country,customer_note,wt_import_key,coupon_items,refund_items,order_notes,"
    "line_item_1,line_item_2,Product Item 1 Name,Product Item 1 id,Product Item 1 SKU,Product Item 1 Quantity,"
    "Product Item 1 Total,Product Item 1 Subtotal,Product Item 2 Name,Product Item 2 id,Product Item 2 SKU,"
    "Product Item 2 Quantity,Product Item 2 Total,Product Item 2 Subtotal"
)
WEBTOFFEE = WIDE.split(",")
LONG = (
    "Order Number,Order Status,Order Date,Customer Note,First Name (Billing),Last Name (Billing),Company (Billing),"
    "Country Code (Billing),Email (Billing),Phone (Billing),Country Code (Shipping),Item #,SKU,Name,Product Variation,"
    "Quantity,Quantity (- Refund),Item Cost,Order Line (w/o tax),Order Line Tax,Order Line Total,Image URL,Coupon Code,"
    "Discount Amount,Discount Amount Tax,Payment Method Title,Coupons Used,Cart Discount Amount,Order Subtotal Amount,"
    "Order Tax Amount,Order Shipping Amount,Order Refund Amount,Order Total Amount,Order Total Tax Amount,Total items"
)
ADVANCED = LONG.split(",")


def write(header, *rows):
    """Spell a table; each row names only the cells that it fills."""
    text = io.StringIO()
    table = csv.DictWriter(text, header, restval="", lineterminator="\n")
    table.writeheader()
    table.writerows(rows)
    return text.getvalue()


def read(text, *, encoding="utf-8", **wishes):
    """Open and read a whole file: what was understood, the orders, what was left out."""
    source = io.BytesIO(text if isinstance(text, bytes) else text.encode(encoding))
    wishes = {"zone": AMSTERDAM, "currency": "EUR", **wishes}
    file = open_orders(source, Wishes(**wishes))
    found = list(file)
    orders = [each for each in found if isinstance(each, ParsedOrder)]
    return file.understood, orders, [each for each in found if isinstance(each, BadRow)]
