"""What privacy law asks by way of Shopify: whoever is to be forgotten leads nowhere any more."""

import json
from decimal import Decimal

import pytest
from shop_bodies import erasure, shopify_order, woocommerce_order
from sqlalchemy import text
from telling_shop import NOW

from bot.storage.tables.people import Audit, Customer, EngagementRow, Identity, IdentityKind, ShopOrder
from bot.storage.tables.shop import Link, ProfileRow

ANNA = "anna@example.org"
PERSONAL = ("anna", "vries", "31612345678", "track1")


async def everything(shop):
    """Spell out every row of every table, as a thief would find them."""
    async with shop.database.reading() as session:
        tables = ("customer", "identity", "shop_order", "order_item", "engagement", "shop_event", "link", "audit")
        return " ".join([str((await session.execute(text(f"SELECT * FROM {name}"))).all()) for name in tables])


@pytest.fixture
async def bought(shop):
    """Anna bought twice and left a cart."""
    parcel = {"created_at": NOW.isoformat(), "tracking_number": "TRACK1", "tracking_company": "DHL"}
    await shop.shopify("orders/create", shopify_order(1, fulfillments=[parcel], tags="for Anna"))
    await shop.shopify("orders/create", shopify_order(2))
    await shop.act({"customer": {"email": ANNA}, "kind": "cart_left", "at": "2026-03-11T10:00:00Z"})
    async with shop.database.writing() as session:
        profile = {"lifecycle": "new", "value": "standard", "computed_at": NOW, "good_until": NOW}
        session.add(ProfileRow(customer_id=1, **profile))
        moved = {"identities": [["email", ANNA]]}
        session.add(Link(customer_id=1, from_customer_id=1, how="order", at=NOW, moved=moved))
    return shop


async def test_whoever_is_erased_leads_nowhere(bought):
    """No name, no contact, no act, no profile; what was sold stays in the shop's sums."""
    before = (await everything(bought)).lower()
    told = await bought.shopify("customers/redact", erasure(1, 2))
    after = (await everything(bought)).lower()

    assert told == (200, "erased")
    assert [word for word in PERSONAL if word not in before] == []
    assert [word for word in PERSONAL if word in after] == []
    assert await bought.count(Identity) == await bought.count(EngagementRow) == 0
    assert [order.total for order in await bought.all(ShopOrder)] == [Decimal("71.91")] * 2
    async with bought.database.reading() as session:
        assert await session.get(ProfileRow, 1) is None


async def test_an_erasure_is_in_the_record(bought):
    """What was done and why, by numbers alone."""
    await bought.shopify("customers/redact", erasure(1))
    (entry,) = await bought.all(Audit)

    assert (entry.action, entry.at) == ("customer_erased", NOW)
    assert entry.detail == {"customers": "[1]", "orders": 1, "still_writing": "[]"}


async def test_who_writes_in_telegram_is_parted_from_the_orders(bought):
    """The chat goes on under the name that Telegram gives; the orders named lead to nobody."""
    async with bought.database.writing() as session:
        session.add(Identity(customer_id=1, kind=IdentityKind.TELEGRAM, value="5000", created_at=NOW))
    await bought.shopify("customers/redact", erasure(1))

    assert [(each.kind, each.value) for each in await bought.all(Identity)] == [("telegram", "5000")]
    assert [order.id for order in await bought.orders("telegram:5000")] == ["2"]
    assert [each.first_name for each in await bought.all(Customer)] == ["Anna", None]


async def test_a_shared_phone_erases_nobody_else(bought):
    """The phone is known as Bob's; the address that is to be erased is not."""
    await bought.woocommerce("order.created", woocommerce_order())
    await bought.shopify("customers/redact", erasure(email="eve@example.org", phone="+31687654321"))

    assert [order.id for order in await bought.orders("bob@example.org")] == ["727"]


async def test_erasing_somebody_unknown_is_no_failure(shop):
    """Shopify wants to hear that it was received."""
    assert await shop.shopify("customers/redact", erasure(1)) == (200, "erased")
    assert await shop.count(Customer) == 0


async def test_after_an_erasure_the_orders_changes_still_come_in(bought):
    """Shopify tells them without a customer then; they bring nobody back."""
    await bought.shopify("customers/redact", erasure(1, 2))
    nobody = {"customer": None, "email": "", "billing_address": None, "minutes": 60}
    told = await bought.shopify("orders/updated", shopify_order(1, financial_status="voided", **nobody))

    assert told == (200, "stored")
    assert [order.status for order in await bought.all(ShopOrder)] == ["cancelled", "paid"]
    assert await bought.count(Identity) == 0


async def test_whoever_was_erased_is_not_brought_back_by_the_shop(bought):
    """A new order of theirs is kept without them, an update takes nothing back, and what they do is not counted."""
    await bought.shopify("customers/redact", erasure(1, 2))
    told = await bought.shopify("orders/create", shopify_order(3, tags="for Anna"))
    await bought.shopify("orders/updated", shopify_order(1, tags="for Anna", minutes=60))
    await bought.act({"customer": {"email": ANNA}, "kind": "cart_left", "at": "2026-03-12T10:00:00Z"})
    after = (await everything(bought)).lower()

    assert told == (200, "stored")
    assert await bought.count(ShopOrder) == 3
    assert await bought.count(Identity) == await bought.count(EngagementRow) == 0
    assert [word for word in PERSONAL if word in after] == []


async def test_an_orders_body_erases_nobody(bought):
    """Topics are not signed: an old body sent under another topic is refused."""
    body = shopify_order(1) | {"shop_domain": "shop.example"}
    status, words = await bought.shopify("customers/redact", json.dumps(body).encode())

    assert (status, words) == (400, "orders_to_redact is missing")
    assert len(await bought.orders(ANNA)) == 2


async def test_a_question_for_data_is_noted(bought):
    """The shop answers it; the record says whose data and which request."""
    told = await bought.shopify("customers/data_request", erasure(1) | {"data_request": {"id": 9999}})
    (entry,) = await bought.all(Audit)

    assert told == (200, "noted for the shop's people")
    assert (entry.action, entry.why, entry.detail) == (
        "data_requested",
        "request 9999 of the shop",
        {"customers": "[1]"},
    )


async def test_a_shop_that_left_is_noted(bought):
    """Nothing is thrown away by a program alone: a person decides."""
    told = await bought.shopify("shop/redact", {"shop_id": 1, "shop_domain": "shop.example"})
    (entry,) = await bought.all(Audit)

    assert (told[0], entry.action, entry.why[:12]) == (200, "shop_left", "shop.example")
    assert len(await bought.orders(ANNA)) == 2
