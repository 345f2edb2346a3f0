"""Rows of one order come together, in the memory of a few orders."""

import io
import tracemalloc

from exports import AMSTERDAM, read

from bot.shop.grouping import Filter
from bot.shop.opening import Wishes, open_orders

HEADER = "order_id,placed_at,total,customer_email,sku,quantity,price"


def test_a_filter_never_forgets():
    """It may take a new number for a known one, never a known one for new."""
    numbers = Filter()
    first = [numbers.add(str(number)) for number in range(2_000)]

    assert sum(first) < 5
    assert all(numbers.add(str(number)) for number in range(2_000))
    assert all(str(number) in numbers for number in range(2_000))


def peak(orders, *, scattered):
    """Measure the most memory that reading took, the file itself aside."""
    rows = [f"{number},2026-03-01,10.00,c{number}@x.org,A,1,5.00" for number in range(orders)]
    again = [row.replace(",A,", ",B,") for row in rows]
    lines = [*rows, *again] if scattered else [row for pair in zip(rows, again, strict=True) for row in pair]
    data = "\n".join([HEADER, *lines]).encode()
    tracemalloc.start()
    count = sum(1 for _ in open_orders(io.BytesIO(data), Wishes(AMSTERDAM, "EUR")))
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert count == orders
    return most


def test_memory_does_not_grow_with_the_file():
    """Ten times the orders take no more room, together or scattered: a few caches fill up, that is all."""
    peak(10, scattered=True)

    for scattered in (False, True):
        small, large = peak(150, scattered=scattered), peak(1_500, scattered=scattered)
        assert large - small < 600_000


def test_an_order_that_stands_between_others_is_whole():
    """Its rows in the order of their lines, whatever stands between them."""
    row = "{0},2026-03-01,15.00,a@x.org,{1},1,5.00"
    pairs = ((1, "A"), (2, "A"), (1, "B"), (3, "A"), (2, "B"), (1, "C"))
    _, orders, bad = read("\n".join([HEADER, *(row.format(*pair) for pair in pairs)]))

    assert bad == []
    assert {parsed.order.id: [item.sku for item in parsed.order.items] for parsed in orders} == {
        "1": ["A", "B", "C"],
        "2": ["A", "B"],
        "3": ["A"],
    }


def test_rows_of_one_order_are_found_wherever_they_stand():
    """The order is whole, and comes after those that stand together."""
    row = "{0},2026-03-01,5.00,a@x.org,{1},1,5.00"
    _, orders, _ = read("\n".join([HEADER, *(row.format(*each) for each in ((1, "A"), (2, "A"), (1, "B"), (3, "A")))]))

    assert [(order.id, [item.sku for item in order.items]) for order in (parsed.order for parsed in orders)] == [
        ("2", ["A"]),
        ("3", ["A"]),
        ("1", ["A", "B"]),
    ]


def test_an_order_told_twice_is_taken_once():
    """Two exports glued together must not double what was bought; the order says so."""
    rows = "1,2026-03-01,10.00,a@x.org,A,1,5.00\n1,,,,B,1,5.00\n"
    between = "2,2026-03-01,5.00,a@x.org,A,1,5.00\n"
    _, orders, _ = read(f"{HEADER}\n{rows}{between}{rows}")

    assert [(order.id, len(order.items), order.marks) for order in (parsed.order for parsed in orders)] == [
        ("2", 1, ()),
        ("1", 2, ("rows repeated",)),
    ]


def test_a_bad_row_far_away_takes_its_order_with_it():
    """Half an order is worse than none, wherever its other half stands."""
    row = "{0},2026-03-01,5.00,a@x.org,A,{1},5.00"
    _, orders, bad = read("\n".join([HEADER, *(row.format(*each) for each in ((1, 1), (2, 1), (1, "some")))]))

    assert [order.id for order in (parsed.order for parsed in orders)] == ["2"]
    assert [(row.line, row.order_id) for row in bad] == [(4, "1")]
