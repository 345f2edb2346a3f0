"""Builders for histories: days before NOW in, orders out."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from classifier.history.orders import Engagement, Item, Order, ShopStatistics
from classifier.history.profile import build_profile
from classifier.history.rules import DEFAULT_RULES

NOW = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
# The shop that the tables below are about: two months between orders, 50 euros an order.
SHOP = ShopStatistics()


@pytest.fixture
def now():
    return NOW


@pytest.fixture
def shop():
    return SHOP


@pytest.fixture
def buy():
    """Make one order, so many days ago."""

    def make(days_ago, total="50", *, category="home", cost=None, **more):
        total = Decimal(total)
        item = Item("A-1", "Thing", 1, total, category, None if cost is None else Decimal(cost))
        return Order(f"{days_ago}", NOW - timedelta(days=days_ago), "EUR", total, (item,), **more)

    return make


@pytest.fixture
def did():
    """Make one micro conversion, so many days ago."""

    def make(kind, days_ago, value=None):
        return Engagement(kind, NOW - timedelta(days=days_ago), value)

    return make


@pytest.fixture
def profile():
    """Build a profile in the usual shop."""

    def make(orders=(), engagement=(), *, shop=SHOP, rules=DEFAULT_RULES, now=NOW):
        return build_profile(orders, engagement, shop, now, rules=rules)

    return make
