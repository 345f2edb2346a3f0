"""Which order a message names, and which numbers are none."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from bot.cardfacts import order_named
from classifier.history.orders import Order

ORDER = Order("#1042", datetime(2026, 1, 1, tzinfo=UTC), "EUR", Decimal(10), ())


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("where is order 7701?", "7701"),
        ("my order number is 7701", "7701"),
        ("Где мой заказ №7701?", "7701"),
        ("номер заказа: 7701", "7701"),
        ("заказ 7701 не пришёл", "7701"),
        ("订单号 7701234 还没到", "7701234"),
        ("订单7701234到哪了", "7701234"),
        ("¿dónde está el pedido 7701?", "7701"),
        ("la comanda núm. 7701 no arriba", "7701"),
        ("wêr is bestelling 7701?", "7701"),
        ("mi número de pedido es 7701", "7701"),
        ("it is #770 I think", "770"),
    ],
)
def test_a_number_behind_an_order_word_or_a_sign_is_an_orders(text, number):
    """Even one that is not theirs: then the reply says that it is not in the account."""
    assert order_named(text, []) == number


@pytest.mark.parametrize(
    "text",
    [
        "Оплатил заказ 4500 рублей, где посылка?",
        "You charged my order 150 euros twice",
        "Tengo un pedido 1500 € pagado",
        "I placed the order 2026-11-15",
        "my order 2026 was fine",
        "订单4500元没到",
        "comanda 1500 € pagada",
        "bestelling 4500 euro",
        "call 0612345678",
        "on order 12/2026",
    ],
)
def test_prices_dates_and_phones_are_no_order(text):
    """A wrong number would tell somebody that their order is not in the account."""
    assert order_named(text, []) is None


def test_their_own_number_counts_wherever_it_stands():
    """Digits that are one of their orders need no word before them."""
    assert order_named("1042 is late, and I paid 4500 rubles", [ORDER]) == "#1042"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("can I return the hat from 1040?", "1040"),
        ("1043 came, thanks", "1043"),
        ("I paid 1040 euros", None),
        ("1040 € is a lot", None),
        ("since 2024 I buy here", None),
        ("my postcode is 9040", None),
    ],
)
def test_a_number_near_their_own_is_an_order_too(text, number):
    """The reply must not speak of another order than the one that was asked about."""
    assert order_named(text, [ORDER]) == number
