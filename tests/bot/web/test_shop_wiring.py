"""The running bot has the shop's addresses, where their secrets are set."""

import json

import aiohttp
from pydantic import SecretStr
from shop_bodies import shopify_order

from bot.shop.live.signatures import sign


async def test_a_running_bot_takes_orders_in(harness):
    """Beside polling, on the port where it says that it is alive."""
    raw = json.dumps(shopify_order()).encode()
    headers = {"X-Shopify-Topic": "orders/create", "X-Shopify-Hmac-Sha256": sign("sesame", raw)}
    async with harness.bot(shopify_secret=SecretStr("sesame")) as app, aiohttp.ClientSession() as http:
        async with http.post(f"{app.address}/shop/shopify", data=raw, headers=headers) as answer:
            taken = answer.status, await answer.text()
        async with http.post(f"{app.address}/shop/woocommerce") as answer:
            absent = answer.status

    assert (taken, absent) == ((200, "stored"), 404)
