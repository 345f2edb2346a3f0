"""What visitors of the shop's pages do, told by a small signed request."""

from datetime import timedelta

import pytest
from telling_shop import NOW

from bot.shop.live.signatures import sign
from bot.storage.people import find_people, histories
from bot.storage.tables.people import Customer, EngagementRow
from classifier.history.orders import ShopStatistics
from classifier.history.profile import build_profile
from classifier.taxonomy import Axis


def an_act(kind="cart_left", *, hours_ago=1, customer=None, **more):
    at = (NOW - timedelta(hours=hours_ago)).isoformat()
    return {"customer": customer or {"email": "dora@example.org"}, "kind": kind, "at": at, **more}


async def profile_of(shop, asked):
    """Work the profile out from what is stored."""
    async with shop.database.reading() as session:
        (history,) = await histories(session, await find_people(session, asked))
    return build_profile(history.orders, history.engagement, ShopStatistics(), NOW)


async def test_an_act_comes_in(shop):
    """Whoever nobody knew is known by that contact from now on."""
    told = await shop.act(an_act(amount=59.9, customer={"email": "Dora@Example.org", "name": "Dora"}))
    (row,) = await shop.all(EngagementRow)

    assert told == (200, "stored")
    assert (row.kind, str(row.amount), row.at) == ("cart_left", "59.90", NOW - timedelta(hours=1))
    assert [each.first_name for each in await shop.all(Customer)] == ["Dora"]


async def test_an_act_told_twice_is_one(shop):
    """By whose, kind and moment; or by the shop's own number for it."""
    await shop.act(an_act())
    await shop.act(an_act("visit", id="a1"))
    told = [await shop.act(an_act(customer={"email": "DORA@example.org"})), await shop.act(an_act("wishlist", id="a1"))]

    assert told == [(200, "this delivery was taken in before")] * 2
    assert await shop.count(EngagementRow) == 2


@pytest.mark.parametrize(("minutes", "status"), [(0, 200), (4, 200), (6, 401), (-6, 401)])
async def test_a_copy_is_refused_after_five_minutes(shop, minutes, status):
    """The time is signed with the body, so a new one needs the secret."""
    assert (await shop.act(an_act(), at=NOW - timedelta(minutes=minutes)))[0] == status


async def test_the_time_must_be_the_one_that_was_signed(shop):
    """A fresh header on an old body is no signature."""
    body = b'{"kind": "visit"}'
    headers = {"X-Triage-Timestamp": str(int(NOW.timestamp())), "X-Triage-Signature": sign("sesame", body)}

    assert (await shop.post("/shop/engagement", body, headers))[0] == 401


@pytest.mark.parametrize(
    ("act", "words"),
    [
        (an_act("cart_lost"), "kind 'cart_lost' is not known; send one of account_closed, bad_review, cart, "),
        (an_act(customer={"name": "Dora"}), "customer names nobody; send an email, a phone or the shop_id"),
        (an_act(customer={"email": "dora"}), "'dora' is not an e-mail address"),
        (an_act(hours_ago=-1), "at 2026-03-12 10:30 UTC lies in the future"),
        (an_act(amount=-1), "amount -1 is below zero"),
        (an_act(amount="many"), "amount 'many' is not a sum"),
        ({"kind": "visit"}, "customer is missing"),
    ],
)
async def test_what_cannot_be_is_refused(shop, act, words):
    """400 with what would be right, and nobody is added."""
    status, told = await shop.act(act)

    assert (status, told[: len(words)]) == (400, words)
    assert await shop.count(Customer) == 0


@pytest.mark.parametrize(
    ("acts", "lifecycle"),
    [
        ([("product_viewed", 1), ("product_viewed", 2), ("page_viewed", 30)], "suspect"),
        ([("newsletter", 24)], "lead_cold"),
        ([("link_clicked", 24), ("cart_left", 3)], "lead_hot"),
        ([("cart_left", 24 * 40)], "lead_cold"),
    ],
)
async def test_where_somebody_stands_who_has_not_bought(shop, acts, lifecycle):
    """Looks make a suspect, any interest a cold lead, a cart a hot one until it cools."""
    for kind, hours_ago in acts:
        assert (await shop.act(an_act(kind, hours_ago=hours_ago)))[0] == 200

    assert (await profile_of(shop, "dora@example.org")).verdicts[Axis.LIFECYCLE].best.type == lifecycle


@pytest.mark.parametrize(
    ("acts", "advocacy"),
    [
        (["recommended"], "fan"),
        (["good_review", "shared"], "fan"),
        (["bad_review"], "detractor"),
        (["followers"], "influencer"),
        (["newsletter"], "neutral"),
    ],
)
async def test_who_speaks_for_the_shop(shop, acts, advocacy):
    """Referrals, reviews, shares and reach."""
    for kind in acts:
        await shop.act(an_act(kind, amount=5000))

    assert (await profile_of(shop, "dora@example.org")).verdicts[Axis.ADVOCACY].best.type == advocacy


async def test_a_prospect_is_known_and_did_nothing(shop):
    """Whoever is known by a contact alone."""
    async with shop.database.writing() as session:
        session.add(Customer(first_name="Eve", created_at=NOW))

    assert (await profile_of(shop, "id:1")).verdicts[Axis.LIFECYCLE].best.type == "prospect"
