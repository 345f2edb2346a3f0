"""Refunds: each counts once, whenever it comes, before its order or after."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from shop_bodies import TOLD, shopify_order, shopify_refund
from telling_shop import NOW

from bot.shop.importing import import_orders
from bot.shop.live.shopify import read_shopify

ANNA = "anna@example.org"


async def test_a_refund_is_added(shop):
    """Once, though the order's own update tells it again."""
    await shop.shopify("orders/create", shopify_order())
    first = await shop.shopify("refunds/create", shopify_refund(sent_back=True))
    (refunded,) = await shop.orders(ANNA)
    await shop.shopify("orders/updated", shopify_order(minutes=30, refunds=[shopify_refund(sent_back=True)]))
    again = await shop.shopify("refunds/create", shopify_refund(sent_back=True))
    (order,) = await shop.orders(ANNA)

    assert (first[1], again[1]) == ("stored", "this delivery was taken in before")
    assert (refunded.refunded, refunded.status) == (Decimal(20), "partially_refunded")
    assert (order.refunded, refunded.returned_at) == (Decimal(20), order.returned_at)


async def test_a_refund_before_its_order_waits_for_it(shop):
    """Both refunds are in the order when it comes, though it was told before them."""
    early = await shop.shopify("refunds/create", shopify_refund(key=1, amount="20.00"))
    await shop.shopify("refunds/create", shopify_refund(key=2, amount="51.91"))
    await shop.shopify("orders/create", shopify_order())
    (order,) = await shop.orders(ANNA)

    assert early == (200, "kept until its order comes")
    assert (order.refunded, order.status) == (Decimal("71.91"), "refunded")


async def test_refunds_in_any_order_add_up(shop):
    """The later first, an update between them that only knows the earlier, then the earlier itself."""
    earlier, later = (shopify_refund(key=key, amount=f"{key}.00", minutes=10 * key) for key in (1, 2))
    await shop.shopify("orders/create", shopify_order())
    await shop.shopify("refunds/create", later)
    await shop.shopify("orders/updated", shopify_order(minutes=10, refunds=[earlier]))
    await shop.shopify("refunds/create", earlier)
    (order,) = await shop.orders(ANNA)

    assert order.refunded == Decimal(3)


@pytest.mark.parametrize(("minutes_later", "refunded"), [(-1, 20), (31, 0)])
async def test_a_refund_on_an_imported_order(shop, minutes_later, refunded):
    """It is added, unless the export was written after it and has it in its own sums."""
    parsed = read_shopify("orders/create", shopify_order()).parsed
    written = replace(parsed.order, as_of=TOLD + timedelta(minutes=minutes_later))
    await import_orders(shop.database, [replace(parsed, order=written)], now=NOW)
    status, _ = await shop.shopify("refunds/create", shopify_refund())
    (order,) = await shop.orders(ANNA)

    assert (status, order.refunded) == (200, Decimal(refunded))
