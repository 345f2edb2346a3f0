"""A telling that leaves something unsaid takes nothing away."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

from bot.shop.filling import fill_in
from classifier.history.orders import Item, Order

DAY = datetime(2026, 2, 24, tzinfo=UTC)
LAMP = Item("NL-1", "Lamp", 1, Decimal(60), "home", Decimal(25))
KNOWN = Order(
    "1042", DAY, "EUR", Decimal(60), (LAMP,), delivered_at=DAY, carrier="DHL", tracking="JVGL1", refunded=Decimal(5)
)


def test_what_an_export_does_not_know_stays():
    """Carrier, tracking and delivery came by a webhook; the export after it has no columns for them."""
    told = replace(KNOWN, delivered_at=None, carrier=None, tracking=None)

    assert fill_in(told, KNOWN) == KNOWN


def test_what_a_webhook_does_not_know_stays():
    """Costs and categories came by a table; an update of the order has neither, and may have other items."""
    rope = Item("NL-2", "Rope", 2, Decimal(5))
    told = replace(KNOWN, items=(replace(LAMP, category=None, cost=None), rope))

    assert fill_in(told, KNOWN).items == (LAMP, rope)


def test_what_is_told_counts():
    """Sums, status and times that the newer telling has are not held back by the older."""
    told = replace(KNOWN, refunded=Decimal(0), status="cancelled", carrier="PostNL", items=(replace(LAMP, quantity=2),))

    assert fill_in(told, KNOWN) == told
