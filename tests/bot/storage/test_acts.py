"""Orders as far as profiles ask: what is left unread changes no profile."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from storage_rows import NOW, a_conversation

from bot.storage.acts import acts_of
from bot.storage.orders import load_orders, save_order
from classifier.history.orders import Item, Order, ShopStatistics
from classifier.history.profile import build_profile

FULL = Order(
    id="#1042",
    placed_at=NOW - timedelta(days=40, microseconds=7),
    currency="EUR",
    total=Decimal("203.90"),
    items=(
        Item("T-1", "Tent", 1, Decimal("199.90"), "tents", Decimal("88.12")),
        Item("P-2", "Peg", 12, Decimal("0.333"), None, None),
    ),
    discount=Decimal("10.00"),
    codes=("SPRING",),
    refunded=Decimal("20.00"),
    status="partially_refunded",
    channel="app",
    promised_at=NOW - timedelta(days=30),
    shipped_at=NOW - timedelta(days=38),
    delivered_at=NOW - timedelta(days=29),
    carrier="PostNL",
    tracking="3S1",
    as_of=NOW,
    returned_at=NOW - timedelta(days=20),
    taxes=Decimal("35.00"),
    shipping=Decimal("4.95"),
    tags=("vip",),
    marks=("future date",),
)
UNREAD = dict.fromkeys(("channel", "shipped_at", "carrier", "tracking", "taxes", "shipping")) | {
    "tags": (),
    "marks": (),
}


@pytest.fixture
async def read(database):
    """Save some orders and read them both ways."""
    orders = [FULL, *(replace(FULL, id=f"#{2000 + n}", placed_at=NOW - timedelta(days=n * 9)) for n in range(6))]
    async with database.writing() as session:
        await a_conversation(session)
        for order in orders:
            await save_order(session, 1, order)
    async with database.reading() as session:
        return (await acts_of(session, [1, 2]))[1], await load_orders(session, 1)


async def test_what_is_read_is_as_it_was_stored(read):
    """Everything but the columns named, and the titles of items."""
    acts, orders = read

    assert acts == [
        replace(order, **UNREAD, items=tuple(replace(item, title="") for item in order.items)) for order in orders
    ]


async def test_a_profile_is_the_same_from_either(read):
    """No rule of the history asks for what is not read."""
    acts, orders = read

    assert build_profile(acts, [], ShopStatistics(), NOW) == build_profile(orders, [], ShopStatistics(), NOW)
