"""Scenario 34: webhooks with a wrong or missing signature, replayed, out of order, or huge."""

import asyncio
import json
from decimal import Decimal

import pytest
from aiohttp.test_utils import TestClient, TestServer
from shop_bodies import shopify_order, woocommerce_order
from telling_shop import NOW, SECRET, all_well

from bot.clocks import Clocks
from bot.settings import Settings
from bot.shop.live.signatures import sign
from bot.storage.engine import Database
from bot.storage.tables.people import Customer, Identity, ShopOrder
from bot.storage.tables.shop import ProfileRow, ShopEvent
from bot.web.server import build_web
from bot.web.shop import LARGEST_ORDER, ShopDoors

ANNA = "anna@example.org"


async def test_an_order_comes_in(shop):
    """It is Anna's from now on, with the key that refunds will name it by."""
    status, words = await shop.shopify("orders/create", shopify_order())
    (order,) = await shop.orders(ANNA)
    (row,) = await shop.all(ShopOrder)

    assert (status, words) == (200, "stored")
    assert (order.id, order.total, len(order.items), row.shop_key) == ("1042", Decimal("71.91"), 2, "450000001042")
    assert [each.first_name for each in await shop.all(Customer)] == ["Anna"]


async def test_a_woocommerce_order_comes_in(shop):
    """A guest is a person too."""
    assert await shop.woocommerce("order.created", woocommerce_order()) == (200, "stored")
    assert [order.id for order in await shop.orders("bob@example.org")] == ["727"]


@pytest.mark.parametrize("signature", ["", "c2VzYW1l", sign("Sesame", b"{}"), "é" * 1000, None])
async def test_without_the_right_signature_nothing_is_looked_at(shop, signature):
    """401, and nothing is stored, whatever the body is."""
    for path, name in (
        ("/shop/shopify", "X-Shopify-Hmac-Sha256"),
        ("/shop/woocommerce", "X-WC-Webhook-Signature"),
        ("/shop/engagement", "X-Triage-Signature"),
    ):
        headers = {} if signature is None else {name: signature}
        for body in (json.dumps(shopify_order()).encode(), b"{}", b"not json"):
            assert (await shop.post(path, body, headers))[0] == 401

    assert await shop.count(ShopEvent) == await shop.count(Customer) == 0


async def test_one_changed_byte_is_another_body(shop):
    """The signature is of the raw body: the same JSON spelled otherwise does not pass."""
    raw = json.dumps(shopify_order()).encode()
    headers = {"X-Shopify-Topic": "orders/create", "X-Shopify-Hmac-Sha256": sign(SECRET, raw)}

    assert (await shop.post("/shop/shopify", raw + b" ", headers))[0] == 401
    assert (await shop.post("/shop/shopify", raw, headers))[0] == 200


async def test_brought_again_it_counts_once(shop):
    """The second time is answered 200 and changes nothing."""
    first = await shop.shopify("orders/create", shopify_order(), key="one")
    again = await shop.shopify("orders/create", shopify_order(), key="one")

    assert (first, again) == ((200, "stored"), (200, "this delivery was taken in before"))
    assert await shop.count(ShopOrder) == await shop.count(ShopEvent) == 1


async def test_brought_many_times_at_once_it_counts_once(shop):
    """Side by side, too; nobody is added twice."""
    told = await asyncio.gather(
        *(shop.shopify("orders/create", shopify_order(number), key=str(number)) for number in [1, 2, 3] * 3)
    )

    assert {status for status, _ in told} == {200}
    assert [words for _, words in told].count("stored") == 3
    assert (await shop.count(ShopOrder), await shop.count(Customer), await shop.count(Identity)) == (3, 1, 3)


async def test_two_orders_of_one_second_are_two(shop):
    """WooCommerce gives both the same delivery id."""
    await shop.woocommerce("order.created", woocommerce_order(727), key="same")
    await shop.woocommerce("order.created", woocommerce_order(728), key="same")
    again = await shop.woocommerce("order.created", woocommerce_order(728), key="same")

    assert await shop.count(ShopOrder) == 2
    assert again == (200, "this delivery was taken in before")


async def test_the_older_telling_does_not_win(shop):
    """Cancelled at five past stays cancelled, though the telling of noon comes in last."""
    await shop.shopify("orders/updated", shopify_order(minutes=5, cancelled_at="2026-03-10T12:05:00Z"))
    late = await shop.shopify("orders/create", shopify_order(email="ana@example.org"))
    (order,) = await shop.orders(ANNA)

    assert late == (200, "older than what is known, left out")
    assert order.status == "cancelled"
    assert await shop.count(Customer) == 1


async def test_what_changed_is_brought_up_to_date(shop):
    """And where nothing changed, only its age is new."""
    await shop.woocommerce("order.created", woocommerce_order())
    same = await shop.woocommerce("order.updated", woocommerce_order(minutes=1))
    newer = await shop.woocommerce("order.updated", woocommerce_order(minutes=2, status="cancelled"))
    (order,) = await shop.orders("bob@example.org")

    assert (same[1], newer[1], order.status) == ("nothing new in it", "stored", "cancelled")


async def test_a_huge_body_is_refused(shop):
    """413, whether its length is told first or it only comes and comes."""

    async def endless():
        for _ in range(LARGEST_ORDER // 65536 + 2):
            yield b"x" * 65536

    told, _ = await shop.shopify("orders/create", b"x" * (LARGEST_ORDER + 1))
    untold, _ = await shop.post("/shop/woocommerce", endless(), {})
    act, _ = await shop.act(b"x" * 20_000)

    assert (told, untold, act) == (413, 413, 413)
    assert await shop.count(ShopEvent) == 0


async def test_a_large_order_is_no_huge_one(shop):
    """Five hundred items are what Shopify allows."""
    line = {"sku": "NL-1", "title": "Lamp", "quantity": 1, "price": "1.00", "properties": "x" * 3000}

    assert (await shop.shopify("orders/create", shopify_order(line_items=[line] * 500)))[0] == 200
    assert len((await shop.orders(ANNA))[0].items) == 500


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"hello", "the body is not JSON; send the order as the shop's program writes it"),
        (b"[]", "the body is no JSON object; send the fields between { and }"),
        ({"id": 1}, "name is missing"),
        (shopify_order(total_price="a lot"), "total_price 'a lot' is not a sum; send it like 1234.50"),
    ],
)
async def test_what_cannot_be_read_is_kept_out_and_counted(shop, body, words):
    """400 with one sentence; corrected, the same delivery comes in."""
    refused = await shop.shopify("orders/create", body, key="one")
    taken = await shop.shopify("orders/create", shopify_order(), key="one")

    assert (refused, taken) == ((400, words), (200, "stored"))
    assert shop.doors.counts == {("shopify", "unreadable"): 1, ("shopify", "stored"): 1}


async def test_topics_that_are_not_used_are_no_failure(shop):
    """Failures in a row would make the shop take the webhook away."""
    status, words = await shop.woocommerce("product.updated", {"id": 1})

    assert (status, words) == (200, "not used here: the topic 'product.updated' is not used here")
    assert await shop.count(ShopEvent) == 0


async def test_the_greeting_of_woocommerce_is_answered(shop):
    """It comes without a signature when the webhook is saved, and wants 200."""
    headers = {"Content-Type": "application/x-www-form-urlencoded"}

    assert await shop.post("/shop/woocommerce", b"webhook_id=12", headers) == (200, "here")
    assert await shop.count(ShopEvent) == 0


async def test_an_order_without_a_customer_is_left_out(shop):
    """Sold over the counter; 200, since it would never be otherwise."""
    told = await shop.shopify("orders/create", shopify_order(customer=None, email="", billing_address=None))

    assert told == (200, "the order names no customer, left out")
    assert await shop.count(Customer) == await shop.count(ShopOrder) == 0


async def test_an_order_whose_customer_was_taken_off_stays(shop):
    """Its newest state comes in, and it stays whose it was."""
    await shop.shopify("orders/create", shopify_order())
    nobody = {"customer": None, "email": "", "billing_address": None}
    await shop.shopify("orders/updated", shopify_order(minutes=5, financial_status="voided", **nobody))
    (order,) = await shop.orders(ANNA)

    assert order.status == "cancelled"


async def test_kept_profiles_are_worked_out_anew(shop):
    """Both people's, where an order moves from one to the other."""
    await shop.shopify("orders/create", shopify_order(1))
    await shop.woocommerce("order.created", woocommerce_order())
    async with shop.database.writing() as session:
        for each in (1, 2):
            row = {"lifecycle": "new", "value": "standard", "computed_at": NOW, "good_until": NOW}
            session.add(ProfileRow(customer_id=each, **row))
    bobs = woocommerce_order(minutes=5, billing={"email": ANNA})

    await shop.woocommerce("order.updated", bobs)

    async with shop.database.reading() as session:
        assert [(await session.get_one(ProfileRow, each)).stale for each in (1, 2)] == [True, True]


async def test_the_database_away_means_come_again(migrated_url, caplog):
    """503 before anything is stored, and the log names no customer."""
    database = Database("postgresql+asyncpg://nobody@127.0.0.1:9/nothing")
    doors = ShopDoors(database, Clocks(lambda: NOW, lambda: NOW), frozenset(), SECRET)
    async with TestClient(TestServer(build_web(all_well, None, doors.routes()))) as client:
        raw = json.dumps(shopify_order()).encode()
        headers = {"X-Shopify-Topic": "orders/create", "X-Shopify-Hmac-Sha256": sign(SECRET, raw)}
        async with client.post("/shop/shopify", data=raw, headers=headers) as answer:
            assert (answer.status, answer.headers["Retry-After"]) == (503, "30")
    await database.close()

    assert "anna" not in caplog.text.lower()


async def test_an_address_without_a_secret_is_not_there(sqlite_url):
    """Nobody can tell a shop's request from another's then."""
    settings = Settings(_env_file=None, shopify_secret="sesame", data=".")
    database = Database(sqlite_url)
    doors = ShopDoors.of(settings, database, Clocks())
    async with TestClient(TestServer(build_web(all_well, None, doors.routes()))) as client:
        statuses = [(await client.post(f"/shop/{name}")).status for name in ("shopify", "woocommerce", "engagement")]
    await database.close()

    assert statuses == [401, 404, 404]
