"""Orders in and out: the same one twice is one, a changed one is its last version."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import func, select
from storage_rows import NOW, a_conversation

from bot.storage.orders import load_orders, save_order
from bot.storage.tables import OrderItem
from classifier.history.orders import Item, Order

ITEMS = (
    Item("T-1", "Tent", 1, Decimal("199.90"), "tents", Decimal("88.12")),
    Item("P-2", "Peg", 12, Decimal("0.333"), None, None),
)
ORDER = Order(
    id="#1042",
    placed_at=NOW,
    currency="EUR",
    total=Decimal("203.90"),
    items=ITEMS,
    discount=Decimal("10.00"),
    codes=("SPRING",),
    shipped_at=NOW + timedelta(days=1, microseconds=7),
    carrier="PostNL",
)


@pytest.fixture
def save(database):
    """Save an order of the customer; tells whether anything was new."""

    async def save(order):
        async with database.writing() as session:
            await a_conversation(session)
            return await save_order(session, 1, order)

    return save


@pytest.fixture
def load(database):
    """Load the customer's orders."""

    async def load():
        async with database.reading() as session:
            return await load_orders(session, 1)

    return load


async def test_an_order_comes_back_as_it_went_in(save, load):
    """Every field, to the tenth of a cent and the microsecond."""
    await save(ORDER)

    assert await load() == [ORDER]


async def test_the_same_order_again_is_nothing_new(save, load, database):
    """An export read twice changes nothing, and doubles no item."""
    first, second = await save(ORDER), await save(ORDER)
    async with database.reading() as session:
        items = await session.scalar(select(func.count()).select_from(OrderItem))

    assert (first, second, items) == (True, False, 2)
    assert await load() == [ORDER]


@pytest.mark.parametrize(
    "changes",
    [
        {"status": "refunded", "refunded": Decimal("203.90")},
        {"delivered_at": NOW + timedelta(days=2)},
        {"items": ITEMS[:1]},
        {"items": (replace(ITEMS[0], quantity=2), ITEMS[1])},
        {"codes": ()},
    ],
    ids=lambda changes: next(iter(changes)),
)
async def test_a_changed_order_is_its_last_version(save, load, changes):
    """What the shop told last counts; what it no longer lists is gone."""
    await save(ORDER)
    changed = replace(ORDER, **changes)

    assert await save(changed)
    assert await load() == [changed]


async def test_orders_come_oldest_first(save, load):
    """Whatever order they were told in."""
    dates = [3, 1, 2]
    for day in dates:
        await save(replace(ORDER, id=f"#{day}", placed_at=NOW + timedelta(days=day)))

    assert [order.id for order in await load()] == ["#1", "#2", "#3"]
