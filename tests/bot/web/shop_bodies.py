"""Bodies of webhooks as the two programs send them; a test spells out only what it is about."""

from datetime import UTC, datetime, timedelta

TOLD = datetime(2026, 3, 10, 12, tzinfo=UTC)


def at(minutes=0):
    """Give a moment as Shopify writes it: with the shop's own offset."""
    return (TOLD + timedelta(minutes=minutes)).astimezone().isoformat()


def shopify_order(number=1042, *, minutes=0, **changed):
    """An order of Anna's: a lamp and three pegs, ten per cent off."""
    return {
        "id": 450_000_000_000 + number,
        "name": f"#{number}",
        "created_at": at(-60),
        "updated_at": at(minutes),
        "currency": "EUR",
        "total_price": "71.91",
        "total_discounts": "7.99",
        "total_tax": "12.48",
        "total_shipping_price_set": {"shop_money": {"amount": "0.00", "currency_code": "EUR"}},
        "financial_status": "paid",
        "cancelled_at": None,
        "source_name": "web",
        "test": False,
        "tags": "spring, gift",
        "email": "Anna@Example.org",
        "phone": None,
        "customer": {
            "id": 77,
            "email": "anna@example.org",
            "phone": "+31612345678",
            "first_name": "Anna",
            "last_name": "de Vries",
        },
        "billing_address": {"name": "Anna de Vries", "phone": "06 12345678", "country_code": "NL"},
        "line_items": [
            {"sku": "NL-1", "title": "Lamp", "variant_id": 1, "quantity": 1, "price": "59.90"},
            {"sku": "", "title": "Peg", "name": "Peg - red", "quantity": 3, "price": "6.67"},
        ],
        "discount_codes": [{"code": "SPRING", "amount": "7.99", "type": "percentage"}],
        "refunds": [],
        "fulfillments": [],
        **changed,
    }


def shopify_refund(number=1042, *, key=900, amount="20.00", minutes=30, sent_back=False, **changed):
    """Money given back on an order, as `refunds/create` and an order's own list tell it."""
    return {
        "id": key,
        "order_id": 450_000_000_000 + number,
        "created_at": at(minutes),
        "transactions": [
            {"kind": "refund", "status": "success", "amount": amount, "currency": "EUR"},
            {"kind": "refund", "status": "failure", "amount": "999.00", "currency": "EUR"},
        ],
        "refund_line_items": [{"restock_type": "return" if sent_back else "no_restock"}],
        **changed,
    }


def erasure(*orders, **customer):
    """What privacy law asks by way of Shopify."""
    return {
        "shop_id": 1,
        "shop_domain": "shop.example",
        "customer": customer or {"id": 77, "email": "anna@example.org", "phone": "+31612345678"},
        "orders_to_redact": [450_000_000_000 + number for number in orders],
    }


def woocommerce_order(number=727, *, minutes=0, **changed):
    """An order of Bob's, a guest: two cups, two euros off, shipping and taxes on top."""
    return {
        "id": number,
        "number": str(number),
        "status": "processing",
        "currency": "EUR",
        "date_created_gmt": (TOLD - timedelta(hours=1)).replace(tzinfo=None).isoformat(),
        "date_modified_gmt": (TOLD + timedelta(minutes=minutes)).replace(tzinfo=None).isoformat(),
        "date_paid_gmt": TOLD.replace(tzinfo=None).isoformat(),
        "total": "26.62",
        "total_tax": "4.62",
        "shipping_total": "4.00",
        "discount_total": "2.00",
        "created_via": "checkout",
        "customer_id": 0,
        "billing": {
            "first_name": "Bob",
            "last_name": "",
            "email": "bob@example.org",
            "phone": "06 87654321",
            "country": "NL",
        },
        "line_items": [
            {"name": "Cup", "sku": "", "product_id": 5, "quantity": 2, "subtotal": "20.00", "price": 9.0},
        ],
        "coupon_lines": [{"code": "two"}],
        "refunds": [],
        **changed,
    }
