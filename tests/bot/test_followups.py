"""When a follow-up has lost its reason."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from bot.followups import why_dropped
from bot.storage.tables import Conversation, FollowUpRow
from classifier.history.orders import Order

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)


def an_order(**changes):
    order = {"id": "1042", "placed_at": NOW, "currency": "EUR", "total": Decimal(60), "items": ()}
    return Order(**order | changes)


def a_follow_up(unless):
    return FollowUpRow(
        conversation_id=1, source="playbook", text="look again", due_at=NOW, unless=unless, turn=1, created_at=NOW
    )


@pytest.mark.parametrize(
    ("unless", "order", "dropped"),
    [
        ("delivered", an_order(), None),
        ("delivered", an_order(delivered_at=NOW), "every order was delivered"),
        ("delivered", an_order(status="cancelled"), "every order was delivered"),
        ("refunded", an_order(returned_at=NOW), None),
        ("refunded", an_order(returned_at=NOW, status="refunded"), "every return was refunded"),
    ],
)
def test_a_follow_up_about_an_order_lives_as_long_as_its_reason(unless, order, dropped):
    """A reminder to look after a parcel or a refund is dropped once that has arrived."""
    conversation = Conversation(customer_id=1, opened_at=NOW, turn=1, waiting_since=None)

    assert why_dropped(a_follow_up(unless), conversation, [order]) == dropped


def test_without_orders_nobody_knows_so_the_reminder_comes():
    """What cannot be known does not drop a reminder."""
    conversation = Conversation(customer_id=1, opened_at=NOW, turn=1)

    assert why_dropped(a_follow_up("delivered"), conversation) is None
