"""The generic CSV: good orders in, bad rows listed, nothing by half."""

import io
from datetime import UTC, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

import bot.shop.generic
from bot.shop.building import CONTACTS
from bot.shop.generic import ITEM_COLUMNS, ORDER_COLUMNS
from bot.shop.opening import Wishes, open_orders
from bot.shop.parsed import BadRow, ImportFormatError, ParsedOrder, ShopCustomer

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
HEADER = "order_id,placed_at,total,customer_email,sku,quantity,price"


def parse_orders(source, **options):
    return iter(open_orders(source, Wishes(AMSTERDAM, "EUR", written_by="generic", **options)))


def parse(text, *, encoding="utf-8", **options):
    source = io.BytesIO(text if isinstance(text, bytes) else text.encode(encoding))
    return list(parse_orders(source, **options))


def orders_in(found):
    return [each.order for each in found if isinstance(each, ParsedOrder)]


def bad_in(found):
    return [(each.line, each.order_id) for each in found if isinstance(each, BadRow)]


FULL = """order_id,placed_at,currency,total,customer_email,customer_phone,customer_id,customer_name,status,discount,code,refunded,channel,sku,title,category,quantity,price,cost,promised_at,shipped_at,delivered_at,returned_at,carrier,tracking
1042,2026-03-01 14:05,eur,61.00, Anna@Example.org ,0031 6 1200-0101,77,Anna Bakker,partially refunded,5.00,HELLO SPRING,-10.00,web,NL-604,Wool socks,clothing,2,19.00,7.30,2026-03-05,2026-03-02T08:00:00Z,2026-03-04T12:30:00+01:00,2026-03-09,DHL,JVGL1
1042,,,,,,,,,,,,,NL-403,"Enamel mug, blue",cooking,,12.50,4.10,,,,,,
"""


def test_an_order_with_everything_is_read_whole():
    """Every column of the documentation arrives, several rows become one order."""
    as_of = datetime(2026, 3, 10, tzinfo=UTC)
    (parsed,) = parse(FULL, as_of=as_of)
    order = parsed.order

    assert parsed.customer == ShopCustomer("anna@example.org", "+31612000101", "Anna Bakker", "77")
    assert (order.id, order.currency, order.status) == ("1042", "EUR", "partially_refunded")
    assert (order.total, order.discount, order.refunded) == (Decimal(61), Decimal(5), Decimal(10))
    assert (order.codes, order.channel, order.carrier, order.tracking) == (("HELLO", "SPRING"), "web", "DHL", "JVGL1")
    assert order.placed_at == datetime(2026, 3, 1, 13, 5, tzinfo=UTC)
    assert order.promised_at == datetime(2026, 3, 4, 23, 0, tzinfo=UTC)
    assert order.shipped_at == datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
    assert order.delivered_at == datetime(2026, 3, 4, 11, 30, tzinfo=UTC)
    assert order.returned_at == datetime(2026, 3, 8, 23, 0, tzinfo=UTC)
    assert order.as_of == as_of
    assert [(item.sku, item.quantity, item.price, item.cost) for item in order.items] == [
        ("NL-604", 2, Decimal(19), Decimal("7.30")),
        ("NL-403", 1, Decimal("12.50"), Decimal("4.10")),
    ]
    assert order.items[1].title == "Enamel mug, blue"


SMALL = f"{HEADER}\n1,2026-03-01,5.00,a@x.org,é,1,5.00\n"


@pytest.mark.parametrize(
    "data",
    [
        SMALL.encode(),
        SMALL.encode("utf-8-sig"),
        SMALL.encode("cp1252"),
        SMALL.encode("utf-16"),
        SMALL.replace(",", ";").encode(),
        SMALL.replace(",", "\t").encode(),
        SMALL.replace(",", ";").replace("5.00", "5,00").encode("cp1252"),
        SMALL.replace("\n", "\r\n").encode(),
        SMALL.replace("\n", "\n\n").encode(),
        SMALL.upper().replace("A@X.ORG", "a@x.org").replace("É", "é").encode(),
        SMALL.replace("quantity", "colour,quantity").replace("é,", "é,red,").encode(),
        SMALL.replace("\n", ",,\n").encode(),
    ],
)
def test_files_come_in_many_shapes(data):
    """Marks, encodings, separators, commas, line ends, unknown columns: the same order."""
    (order,) = orders_in(parse(data))

    assert (order.id, order.total, order.items[0].sku, order.items[0].price) == ("1", 5, "é", 5)


@pytest.mark.parametrize(
    ("column", "cell", "sentence"),
    [
        ("placed_at", "1 March", "placed_at '1 March' is not a date; write it like 2026-03-01"),
        ("placed_at", "", "placed_at '' is not a date"),
        ("placed_at", "0001-01-01", "outside the calendar"),
        ("total", "ten", "total 'ten' is not a sum; write it like 1234.50 or 1234,50"),
        ("total", "Infinity", "not a sum"),
        ("total", "1e9", "not a sum"),
        ("total", "9999999999", "not a sum"),
        ("customer_email", "anna(at)x", "customer_email 'anna(at)x' is not an e-mail address"),
        ("customer_email", "", "customer_email, customer_phone, customer_id are all empty"),
        ("quantity", "two", "quantity 'two' is not a number of pieces; write a whole number from 1"),
        ("quantity", "0", "not a number of pieces"),
        ("quantity", "1.5", "not a number of pieces"),
        ("price", "", "price '' is not a sum"),
        ("sku", "", "sku and title are both empty"),
    ],
)
def test_a_bad_cell_is_named_with_its_column_and_what_would_be_right(column, cell, sentence):
    """Whoever mends the file needs no second look."""
    good = dict(zip(HEADER.split(","), ["1", "2026-03-01", "5.00", "a@x.org", "A", "1", "5.00"], strict=True))
    row = ",".join({**good, column: cell}.values())
    (bad,) = parse(f"{HEADER}\n{row}\n")

    assert (bad.line, bad.order_id) == (2, "1")
    assert sentence in bad.reason
    assert bad.reason.endswith("order 1 was left out")


@pytest.mark.parametrize(
    ("extra", "cell", "sentence"),
    [
        ("status", "lost", "status 'lost' is not a status; write one of cancelled, paid"),
        ("discount", "half", "discount 'half' is not a sum"),
        ("delivered_at", "soon", "delivered_at 'soon' is not a date"),
    ],
)
def test_optional_cells_must_be_right_too(extra, cell, sentence):
    """An empty cell is fine, a wrong one is not."""
    (bad,) = parse(f"{HEADER},{extra}\n1,2026-03-01,5.00,a@x.org,A,1,5.00,{cell}\n")

    assert sentence in bad.reason


def test_an_order_with_one_bad_row_is_left_out_as_a_whole():
    """The rows around it go on."""
    found = parse(
        f"{HEADER}\n"
        "1,2026-03-01,5.00,a@x.org,A,1,5.00\n"
        "2,2026-03-01,9.00,a@x.org,A,1,5.00\n"
        "2,,,,B,some,4.00\n"
        "3,2026-03-01,5.00,a@x.org,A,1,5.00\n"
    )

    assert [order.id for order in orders_in(found)] == ["1", "3"]
    assert bad_in(found) == [(4, "2")]


@pytest.mark.parametrize("broken", ["2,2026-03-01,4.00", "2,2026-03-01,4,00,a@x.org,A,1,4,00", ",,,,B,1,4.00"])
def test_a_row_that_cannot_be_told_takes_the_order_above_with_it(broken):
    """It may be that order's second item, and half an order is worse than none."""
    found = parse(
        f"{HEADER}\n1,2026-03-01,5.00,a@x.org,A,1,5.00\n"
        f"2,2026-03-01,9.00,a@x.org,A,1,5.00\n{broken}\n"
        "3,2026-03-01,5.00,a@x.org,A,1,5.00\n"
    )

    assert [order.id for order in orders_in(found)] == ["1", "3"]
    assert bad_in(found) == [(4, "2")]


def test_rows_that_contradict_each_other_are_no_order():
    """Two customers for one order: a person must look."""
    (bad,) = parse(f"{HEADER}\n1,2026-03-01,5.00,a@x.org,A,1,5.00\n1,2026-03-01,5.00,b@x.org,B,1,5.00\n")

    assert "customer_email differs between the rows: a@x.org and b@x.org" in bad.reason


def test_a_quote_that_is_not_closed_is_listed_and_the_rest_before_it_stays():
    """The line on which it opens is named."""
    found = parse(f'{HEADER}\n1,2026-03-01,5.00,a@x.org,A,1,5.00\n2,2026-03-01,5.00,a@x.org,"A,1,5.00\n3,x\n')

    assert [order.id for order in orders_in(found)] == ["1"]
    assert bad_in(found) == [(3, "2")]


def test_a_cell_too_long_to_be_one_is_listed_and_the_rest_goes_on():
    """The reader's limit is no crash."""
    row = "3,2026-03-01,5.00,a@x.org,A,1,5.00\n"
    found = parse(f"{HEADER}\n1,{'x' * 200_000},5.00,a@x.org,A,1,5.00\n{row}")

    assert [order.id for order in orders_in(found)] == ["3"]
    assert len(bad_in(found)) == 1


def test_line_numbers_count_lines_not_rows():
    """A title with a line break inside does not shift what an editor shows."""
    found = parse(f'{HEADER}\n1,2026-03-01,5.00,a@x.org,"A\nB",1,5.00\n2,never,5.00,a@x.org,A,1,5.00\n')

    assert bad_in(found) == [(4, "2")]


def test_an_order_without_items_is_an_order():
    """Some shops export totals only."""
    (order,) = orders_in(parse("order_id,placed_at,total,customer_phone\n1,2026-03-01,5.00,0612000101\n"))

    assert (order.items, order.currency, order.status) == ((), "EUR", "paid")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "the file is empty"),
        ("\n\n", "the file is empty"),
        ("order_id,total\n1,5\n", "the column placed_at is missing; the first line names order_id, total"),
        ("order_id,placed_at,total,total\n", "the columns total stand twice"),
        ("%PDF-1.4 nonsense", "this is a PDF"),
    ],
)
def test_a_file_that_is_no_order_file_is_refused(text, sentence):
    """Before anything was imported, in one sentence."""
    with pytest.raises(ImportFormatError, match=sentence):
        parse(text)


def test_the_file_stays_open_for_its_owner():
    """Whoever opened it closes it."""
    source = io.BytesIO(SMALL.encode())
    list(parse_orders(source))

    assert not source.closed


def test_orders_are_given_out_while_reading(tmp_path):
    """A file of any length needs the memory of one order."""
    file = tmp_path / "orders.csv"
    file.write_text(SMALL + "2,broken\n" * 3)
    with file.open("rb") as source:
        first = next(parse_orders(source))

    assert first.order.id == "1"


def test_every_column_is_documented():
    """A column that the importer reads stands in its table, with no other beside it."""
    rows = [line for line in bot.shop.generic.__doc__.splitlines() if line.startswith("| ")][2:]
    documented = {name.strip() for row in rows for name in row.split("|")[1].split(",")}

    assert documented == {*ORDER_COLUMNS, *ITEM_COLUMNS, *CONTACTS}


def test_foreign_columns_are_named():
    """An unknown table is refused with what it has and what it lacks."""
    with pytest.raises(ImportFormatError, match="order_id, placed_at, total are missing; the first line names colour"):
        parse("Colour,Shape\n1,2\n")
