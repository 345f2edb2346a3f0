"""JSON Lines of orders."""

import json
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from exports import read

from bot.shop.parsed import ImportFormatError

ORDER = {
    "order_id": 1042,
    "placed_at": 1772370300,
    "total": 24.75,
    "currency": "EUR",
    "customer_email": "anna@example.org",
    "codes": ["SPRING", "VIP"],
    "tags": ["first order"],
    "discount": 5,
    "items": [{"sku": "NL-1", "title": "Lamp", "quantity": 1, "price": 19.875}, {"sku": "B", "price": "9.875"}],
}


def lines(*orders):
    return "\n".join(each if isinstance(each, str) else json.dumps(each) for each in orders) + "\n"


def test_an_order_a_line():
    """Numbers as numbers, lists as lists, a moment in seconds; three decimals are no thousands here."""
    understood, (parsed,), bad = read(lines(ORDER))
    order = parsed.order

    assert bad == []
    assert understood.format == "JSON Lines"
    assert (order.id, order.total, order.discount) == ("1042", Decimal("24.75"), Decimal(5))
    assert order.placed_at == datetime(2026, 3, 1, 13, 5, tzinfo=UTC)
    assert (order.codes, order.tags) == (("SPRING", "VIP"), ("first order",))
    assert [item.price for item in order.items] == [Decimal("19.875"), Decimal("9.875")]
    assert order.marks == ()


def test_other_names_and_a_customer_of_its_own():
    """`id` is the order's number, and who bought may stand in an object."""
    other = {**ORDER, "id": "A-7", "customer": {"email": "bob@example.org", "id": 5, "name": "Bob"}}
    other = {name: value for name, value in other.items() if name not in {"order_id", "customer_email"}}
    _, (parsed,), _ = read(lines(other))

    assert parsed.order.id == "A-7"
    assert (parsed.customer.email, parsed.customer.shop_id, parsed.customer.name) == ("bob@example.org", "5", "Bob")


OTHER = {**ORDER, "order_id": "9"}


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('{"order_id": ', "is no JSON"),
        ("[1, 2]", "holds no object"),
        ({**OTHER, "order_id": ""}, "order_id is empty"),
        ({**OTHER, "items": "Lamp"}, "items is no list of objects"),
        ({**OTHER, "items": [{"title": "Lamp"}]}, "price '' is not a sum"),
        ({**OTHER, "total": True}, "total True is true or false"),
        ({**OTHER, "placed_at": "soon"}, "placed_at 'soon' is not a date"),
        ({**OTHER, "customer_email": None}, "are all empty"),
        ("[" * 100_000, "is no order"),
    ],
)
def test_a_line_that_is_no_order_is_listed(line, words):
    """With its number; the lines around it come in."""
    _, orders, bad = read(lines(ORDER, line, {**ORDER, "order_id": "2"}))

    assert [parsed.order.id for parsed in orders] == ["1042", "2"]
    assert [row.line for row in bad] == [2]
    assert words in bad[0].reason


def test_the_last_telling_of_an_order_counts():
    """A log of changes tells it several times; importing it again must change nothing."""
    _, orders, _ = read(lines(ORDER, {**ORDER, "order_id": 7}, {**ORDER, "status": "refunded"}))

    assert [(parsed.order.id, parsed.order.status) for parsed in orders] == [("7", "paid"), ("1042", "refunded")]
    assert "rows repeated" in orders[1].order.marks


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (json.dumps([ORDER]), "one JSON list"),
        (json.dumps(ORDER, indent=2), "one JSON object over several lines"),
        ('{"id": "1", "text": "Where is it?", "lang": "en"}\n', "seems to be a list of messages"),
        ('{"handle": "lamp", "vendor": "NL", "title": "Lamp"}\n', "seems to be a products export"),
    ],
)
def test_other_json_is_refused_in_one_sentence(text, words):
    """It says what it seems to be."""
    with pytest.raises(ImportFormatError, match=words):
        read(text)
