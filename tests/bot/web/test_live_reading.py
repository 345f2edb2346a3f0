"""Bodies of webhooks into orders: every sum, time and contact where it belongs."""

from datetime import timedelta
from decimal import Decimal

import pytest
from shop_bodies import TOLD, at, erasure, shopify_order, shopify_refund, woocommerce_order

from bot.shop.live.events import DataRequest, Erasure, RefundTold, ShopLeft, Unused
from bot.shop.live.payloads import PayloadError, parse_json
from bot.shop.live.shopify import read_shopify
from bot.shop.live.signatures import is_fresh, is_signed, sign
from bot.shop.live.woocommerce import is_ping, read_woocommerce
from bot.shop.parsed import ShopCustomer
from classifier.history.orders import Item


def test_a_shopify_order():
    """What the customer paid, with taxes, shipping, codes and tags, as of its last change."""
    told = read_shopify("orders/create", shopify_order(fulfillments=[{"created_at": at(5)}])).parsed
    order = told.order

    assert (told.shop_key, order.id, order.status, order.channel) == ("450000001042", "1042", "paid", "web")
    assert (order.total, order.discount, order.taxes, order.shipping) == tuple(
        map(Decimal, ("71.91", "7.99", "12.48", "0.00"))
    )
    assert (order.codes, order.tags, order.marks) == (("SPRING",), ("spring", "gift"), ())
    assert (order.placed_at, order.as_of) == (TOLD - timedelta(hours=1), TOLD)
    assert order.shipped_at == TOLD + timedelta(minutes=5)
    assert order.items == (
        Item("NL-1", "Lamp", 1, Decimal("59.90")),
        Item("Peg - red", "Peg - red", 3, Decimal("6.67")),
    )
    assert told.customer == ShopCustomer("anna@example.org", "+31612345678", "Anna de Vries", "77")


@pytest.mark.parametrize(
    ("told", "status"),
    [
        ({"financial_status": "pending"}, "unpaid"),
        ({"financial_status": "partially_refunded"}, "partially_refunded"),
        ({"financial_status": "paid", "cancelled_at": at(3)}, "cancelled"),
        ({"financial_status": "voided"}, "cancelled"),
        ({"financial_status": "something new"}, "paid"),
        ({"financial_status": None}, "paid"),
    ],
)
def test_shopify_statuses(told, status):
    """A word that Shopify adds one day keeps no order out."""
    assert read_shopify("orders/updated", shopify_order(**told)).parsed.order.status == status


def test_refunds_of_a_shopify_order():
    """Only money that went back counts; goods that came back date the return."""
    refunds = [shopify_refund(key=1, amount="5.00", minutes=10), shopify_refund(key=2, minutes=20, sent_back=True)]
    told = read_shopify("orders/updated", shopify_order(refunds=refunds))

    assert told.refunds == {"1": Decimal(5), "2": Decimal(20)}
    assert told.parsed.order.refunded == Decimal(25)
    assert told.parsed.order.returned_at == TOLD + timedelta(minutes=20)


def test_a_refund_in_the_customers_currency():
    """Who paid 80 dollars for 71.91 euros and gets 40 back, got half back."""
    refund = shopify_refund()
    refund["transactions"] = [{"kind": "refund", "status": "success", "amount": "40.00", "currency": "USD"}]
    sums = {"shop_money": {"amount": "71.91"}, "presentment_money": {"amount": "80.00"}}

    told = read_shopify("orders/updated", shopify_order(refunds=[refund], total_price_set=sums))

    assert told.parsed.order.refunded == Decimal("35.955")


def test_a_refund_alone():
    """It names its order by key, and itself."""
    assert read_shopify("refunds/create", shopify_refund(sent_back=True)) == RefundTold(
        "450000001042", "900", Decimal("20.00"), "EUR", TOLD + timedelta(minutes=30), sent_back=True
    )


def test_what_privacy_law_asks():
    """Each with whom it is about."""
    anna = ShopCustomer("anna@example.org", "+31612345678", None, "77")
    asked = erasure() | {"data_request": {"id": 9999}}

    assert read_shopify("customers/redact", erasure(1042)) == Erasure(anna, ("450000001042",))
    assert read_shopify("customers/data_request", asked) == DataRequest(anna, "9999")
    assert read_shopify("shop/redact", {"shop_domain": "shop.example"}) == ShopLeft("shop.example")


def test_an_order_is_no_erasure():
    """The topic is not signed: an order's body under another topic must not erase its customer."""
    with pytest.raises(PayloadError):
        read_shopify("customers/redact", shopify_order() | {"shop_domain": "shop.example"})


def test_what_is_of_no_use():
    """Topics we did not ask for, and the invented order of Shopify's test button."""
    assert isinstance(read_shopify("products/update", {}), Unused)
    assert isinstance(read_shopify("orders/create", shopify_order(test=True)), Unused)
    assert isinstance(read_woocommerce("order.deleted", {"id": 1}), Unused)


def test_a_woocommerce_order():
    """Prices of a piece before the discount; a guest has no number; the phone gets its country."""
    told = read_woocommerce("order.created", woocommerce_order()).parsed
    order = told.order

    assert (told.shop_key, order.id, order.status, order.channel) == ("727", "727", "paid", "checkout")
    assert (order.total, order.discount, order.taxes, order.shipping) == tuple(
        map(Decimal, ("26.62", "2.00", "4.62", "4.00"))
    )
    assert (order.placed_at, order.as_of, order.codes) == (TOLD - timedelta(hours=1), TOLD, ("two",))
    assert order.items == (Item("Cup", "Cup", 2, Decimal(10)),)
    assert order.marks == ()
    assert told.customer == ShopCustomer("bob@example.org", "+31687654321", "Bob", None, "0687654321")


@pytest.mark.parametrize(
    ("told", "status"),
    [
        ({"status": "on-hold", "date_paid_gmt": None}, "unpaid"),
        ({"status": "pending"}, "paid"),
        ({"status": "cancelled"}, "cancelled"),
        ({"status": "packing"}, "paid"),
        ({"refunds": [{"id": 1, "total": "-6.62"}]}, "partially_refunded"),
        ({"refunds": [{"id": 1, "total": "-6.62"}, {"id": 2, "total": "-20.00"}]}, "refunded"),
    ],
)
def test_woocommerce_statuses(told, status):
    """Plugins have words of their own; refunds show in their sums only."""
    assert read_woocommerce("order.updated", woocommerce_order(**told)).parsed.order.status == status


def test_a_mistyped_phone_keeps_no_order_out():
    """The e-mail is enough to find the person."""
    billing = {"email": "bob@example.org", "phone": "call me at work"}

    assert read_woocommerce("order.created", woocommerce_order(billing=billing)).parsed.customer == ShopCustomer(
        "bob@example.org"
    )


def test_odd_orders_are_marked():
    """A negative quantity is kept and named."""
    line = {"title": "Lamp", "quantity": -1, "price": "59.90"}

    assert "negative quantity" in read_shopify("orders/create", shopify_order(line_items=[line])).parsed.order.marks


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"total_price": "a lot"}, "total_price 'a lot' is not a sum"),
        ({"total_price": "NaN"}, "total_price 'NaN' is not a sum"),
        ({"updated_at": "yesterday"}, "updated_at 'yesterday' is not a time"),
        ({"line_items": [{"price": "1"}]}, "line_items.0.quantity is missing"),
        ({"name": {"x": 1}}, "name {'x': 1} names nothing"),
        ({"customer": "Anna"}, "customer "),
    ],
)
def test_what_is_wrong_is_named(changed, words):
    """The field, what stands in it, and what would be right."""
    with pytest.raises(PayloadError, match="^" + words.replace("{", r"\{").replace("}", r"\}")):
        read_shopify("orders/create", shopify_order(**changed))


@pytest.mark.parametrize("body", [b"", b"hello", b"[]", b"\xff", b"[" * 100_000, b'{"id": 1', b"9" * 10_000])
def test_what_is_no_json_object(body):
    """One sentence, whatever it is."""
    with pytest.raises(PayloadError, match=r"^the body is no"):
        parse_json(body)


def test_what_no_database_keeps_is_left_out():
    """Null characters and halves of characters."""
    told = read_shopify("orders/create", parse_json(b'{"id": 1}') | shopify_order(tags="a\x00b,\ud800c"))

    assert told.parsed.order.tags == ("ab", "?c")


def test_signatures():
    """One changed byte, another secret, or nothing at all is no signature."""
    body = b'{"id": 1}'
    right = sign("sesame", body)

    assert is_signed("sesame", body, right)
    assert not any(
        is_signed(secret, signed, given)
        for secret, signed, given in [
            ("sesame", body + b" ", right),
            ("Sesame", body, right),
            ("sesame", body, None),
            ("sesame", body, ""),
            ("sesame", body, right[:-1]),
            ("sesame", body, "\udcff"),
        ]
    )


@pytest.mark.parametrize(
    ("seconds", "fresh"),
    [("0", True), ("-300", True), ("300", True), ("-301", False), ("301", False)],
)
def test_a_copy_is_soon_worthless(seconds, fresh):
    """Five minutes either way."""
    assert is_fresh(str(int(TOLD.timestamp()) + int(seconds)), TOLD) is fresh


@pytest.mark.parametrize("timestamp", ["", "now", "-1", "1e9", "²", "9" * 30])
def test_no_time_is_not_fresh(timestamp):
    """Nothing but Unix seconds."""
    assert not is_fresh(timestamp, TOLD)


def test_the_greeting():
    """Only the greeting itself passes without a signature."""
    assert is_ping(b"webhook_id=12")
    assert not is_ping(b"webhook_id=12&x={}")
