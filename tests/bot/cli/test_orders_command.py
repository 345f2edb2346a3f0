"""`triage import-orders` and `triage profile`: purchase history in, and what it says."""

import sqlite3
from pathlib import Path

import pytest

from bot.cli.orders import SCREENFUL, Listing
from bot.shop.parsed import BadRow
from bot.storage.migrate import migrate_now

ONLINE_RETAIL = Path(__file__).parents[4] / "shared/data/purchases/online-retail-sample.csv.gz"
HEADER = (
    "order_id,placed_at,total,currency,customer_email,customer_name,customer_id,customer_phone,sku,title,quantity,price"
)
ANNA = "anna@example.org,Anna de Vries,77,+31 6 12345678"
ROWS = (
    f"1001,2026-01-02,59.90,EUR,{ANNA},NL-1,Lamp,1,59.90",
    f"1002,2026-02-02,19.90,EUR,{ANNA},NL-2,Rope,1,19.90",
    "1003,2026-02-03,5.00,EUR,bob@example.org,Bob,78,,NL-3,Peg,2,2.50",
)


def a_file(tmp_path, *rows):
    path = tmp_path / "orders.csv"
    path.write_text("\n".join([HEADER, *rows]) + "\n")
    return path


def test_orders_come_in_once(triage, tmp_path):
    """Importing a file again changes nothing, and says so."""
    orders = a_file(tmp_path, *ROWS)
    first, again = triage("import-orders", orders), triage("import-orders", orders)

    assert (first.exit_code, again.exit_code) == (0, 0)
    assert first.stdout.splitlines() == [
        "read as: generic CSV, UTF-8, comma between cells, decimal point, sums in EUR",
        "dates: year, month, day like 2025-12-31; times without an offset are UTC",
        "3 orders: 3 new, 0 brought up to date, 0 unchanged",
        "2 customers: 2 new, 0 known before",
    ]
    assert again.stdout.splitlines()[2] == "3 orders: 0 new, 0 brought up to date, 3 unchanged"


def test_a_dry_run_touches_nothing(triage, tmp_path):
    """It says what would happen, and there is still no database."""
    told = triage("import-orders", a_file(tmp_path, *ROWS), "--dry-run")

    assert told.exit_code == 0
    assert told.stdout.splitlines()[2] == "3 orders: 3 would be new, 0 would be brought up to date, 0 unchanged"
    assert not (tmp_path / "data").exists()


def test_bad_rows_are_listed_and_the_rest_comes_in(triage, tmp_path):
    """Each with its line and what would be right; the exit code tells that something was left out."""
    told = triage("import-orders", a_file(tmp_path, ROWS[0], ROWS[1].replace("19.90,EUR", "oops,EUR"), ROWS[2]))

    assert told.exit_code == 1
    assert told.stderr.startswith("orders.csv, line 3: total 'oops' is not a sum")
    assert "\n2 orders: 2 new" in told.stdout


def test_a_screen_shows_the_first_and_counts_the_rest(capsys):
    """A file read wrongly as a whole has one cause, not forty thousand; a redirected list has them all."""
    bad = [BadRow(line, "no sum") for line in range(2, SCREENFUL + 12)]
    shown = []
    for on_screen in (True, False):
        listing = Listing("orders.csv", on_screen=on_screen)
        list(listing.passing(bad))
        listing.finish()
        shown.append(capsys.readouterr().err.splitlines())

    assert [len(lines) for lines in shown] == [SCREENFUL + 1, SCREENFUL + 10]
    assert shown[0][-1].startswith("... and 10 more")


BROKEN = """\ufeffQuantity;Note;Order Number;Price;Order Date;Total;E-mail;Phone;Title
1;ok;2001;59,90;01.02.2026;59,90;anna@example.org;;Lamp
1;too many cells;2002;5,00;01.02.2026;5,00;bob@example.org;;Peg;extra
2;ok;2003;9,95;02.02.2026;19,90;bob@example.org;;Rope
x;a bad second item;2003;1,00;;;;;Peg
1;no date;2004;5,00;soon;5,00;bob@example.org;;Peg
1;nobody;2005;5,00;03.02.2026;5,00;;;Peg
1;ok;2006;1.234,50;03.02.2026;1.234,50;carl@example.org;;Sofa
"""


def test_a_broken_export_comes_in_as_far_as_it_is_whole(triage, tmp_path):
    """Scenario 33: other columns, another separator, a mark, broken rows, twice: good orders once, the rest listed."""
    (tmp_path / "orders.csv").write_text(BROKEN.replace("E-mail", "Email"))
    first, again = triage("import-orders", "orders.csv"), triage("import-orders", "orders.csv")

    assert (first.exit_code, again.exit_code) == (1, 1)
    assert first.stdout.splitlines()[:3] == [
        "read as: generic CSV, UTF-8 with a byte-order mark, semicolon between cells, decimal comma, sums in EUR",
        "dates: day, month, year like 31/12/2025; times without an offset are UTC",
        "2 orders: 2 new, 0 brought up to date, 0 unchanged",
    ]
    assert again.stdout.splitlines()[2] == "2 orders: 0 new, 0 brought up to date, 2 unchanged"
    listed = [line.partition(": ")[::2] for line in first.stderr.splitlines()[:-1]]
    assert [(where, why.split(";")[0][:38]) for where, why in listed] == [
        ("orders.csv, line 3", "the row has 10 cells and the header 9"),
        ("orders.csv, line 5", "quantity 'x' is not a number of pieces"),
        ("orders.csv, line 6", "placed_at 'soon' is not a date"),
        ("orders.csv, line 7", "customer_email, customer_phone, custom"),
    ]
    with sqlite3.connect(tmp_path / "data" / "triage.db") as database:
        assert database.execute("SELECT number FROM shop_order ORDER BY number").fetchall() == [("2001",), ("2006",)]


def test_what_is_odd_is_kept_and_counted(triage, tmp_path):
    """On stderr by line, in the report by number; nothing was left out, so the exit code is 0."""
    told = triage("import-orders", a_file(tmp_path, ROWS[0].replace("59.90,EUR", "70.00,XQZ"), ROWS[1]))

    assert told.exit_code == 0
    assert told.stderr == ("orders.csv, line 2: order 1001 was kept, marked: unknown currency, total does not add up\n")
    assert told.stdout.splitlines()[4:] == [
        "kept and marked: 1 in a currency that does not exist",
        "kept and marked: 1 with a total that is not what items, discount, shipping and taxes come to",
    ]


@pytest.mark.parametrize(
    ("option", "cell", "words"),
    [
        ("--currency", "XQZ", "--currency: there is no currency 'XQZ'"),
    ],
)
def test_a_wrong_option_is_one_sentence(triage, tmp_path, option, cell, words):
    """With what would be right; nothing comes in."""
    told = triage("import-orders", a_file(tmp_path, *ROWS), option, cell)

    assert told.exit_code == 2
    assert words in told.stderr
    assert len(told.stderr.splitlines()) == 1


@pytest.mark.slow
@pytest.mark.skipif(not ONLINE_RETAIL.exists(), reason="the Online Retail sample is not beside the repository")
def test_the_online_retail_sample_comes_in_with_every_dirty_row_listed(triage):
    """Its 20,000 rows: 9,362 invoices in any order, 913 of them without a customer, 305 of the others returns."""
    told = triage("import-orders", ONLINE_RETAIL, "--currency", "GBP")

    lines = told.stdout.splitlines()
    assert told.exit_code == 1
    assert lines[2:4] == [
        "8449 orders: 8449 new, 0 brought up to date, 0 unchanged",
        "3049 customers: 3049 new, 0 known before",
    ]
    assert {line.removeprefix("kept and marked: ").partition(" ")[0] for line in lines[4:]} == {"305", "7", "4", "1"}
    listed = told.stderr.splitlines()
    assert sum("are all empty" in line for line in listed) == 5078
    assert sum("was kept, marked: " in line for line in listed) == 317
    assert listed[-1].startswith("rows left out: 5078 (5078 of orders without a customer)")


def test_a_file_that_is_no_export_is_refused(triage, tmp_path):
    """Nothing comes in, and the missing columns are named."""
    (tmp_path / "orders.csv").write_text("a,b\n1,2\n")

    told = triage("import-orders", "orders.csv")

    assert told.exit_code == 2
    assert "order_id" in told.stderr


def test_the_currency_can_be_given(triage, tmp_path, lines):
    """It counts where the file names none; nonsense is refused."""
    orders = a_file(tmp_path, ROWS[0].replace(",EUR,", ",,"))
    refused = triage("import-orders", orders, "--currency", "euro")
    taken = triage("import-orders", orders, "--currency", "usd")
    (found,) = lines(triage("profile", "--all", "--jsonl").stdout)

    assert (refused.exit_code, taken.exit_code) == (2, 0)
    assert found["figures"]["orders"]["value"] == 1
    assert found["figures"]["revenue"]["value"] == 0  # sums are in the shop's currency, and this order is not


def test_a_customer_is_found_by_what_they_are_known_by(triage, tmp_path):
    """E-mail in any case, phone in any spelling, the shop's number, ours."""
    triage("import-orders", a_file(tmp_path, *ROWS))

    for asked in ("ANNA@example.org", "0031-6-12345678", "77", "shop:77", "id:1"):
        told = triage("profile", asked, "--now", "2026-03-01")

        assert told.exit_code == 0, told.output
        assert "Anna de Vries" in told.stdout


def test_a_number_of_two_people_is_asked_back(triage, tmp_path):
    """Our number 2 and the shop's number 2 may be different people."""
    triage("import-orders", a_file(tmp_path, ROWS[0].replace(",77,", ",2,"), ROWS[2]))

    told = triage("profile", "2")

    assert told.exit_code == 1
    assert told.stderr == "'2' names several customers; write id:1 or id:2\n"


def test_nobody_is_nobody(triage, tmp_path):
    """A typo is told apart from an empty history."""
    triage("import-orders", a_file(tmp_path, *ROWS))

    told = triage("profile", "ana@example.org")

    assert told.exit_code == 1
    assert "nobody is known by 'ana@example.org'" in told.stderr


def test_all_profiles_come_as_lines(triage, tmp_path, lines):
    """One object a customer, as of a given day."""
    triage("import-orders", a_file(tmp_path, *ROWS))

    found = lines(triage("profile", "--all", "--jsonl", "--now", "2026-01-15").stdout)

    assert [(each["customer"]["name"], each["figures"]["orders"]["value"]) for each in found] == [
        ("Anna de Vries", 1),
        ("Bob", 0),
    ]


def test_without_a_database_there_is_a_hint(triage):
    """Profiles need orders, and the sentence says where they come from."""
    told = triage("profile", "anna@example.org")

    assert told.exit_code == 2
    assert "`triage import-orders`" in told.stderr


def test_an_older_database_is_not_changed_by_looking(triage, tmp_path):
    """Only `triage run` and imports bring a database up to date."""
    (tmp_path / "data").mkdir()
    migrate_now(f"sqlite+aiosqlite:///{tmp_path / 'data' / 'triage.db'}", "0001")

    told = triage("profile", "--all", "--jsonl")

    assert told.exit_code == 2
    assert "revision 0001" in told.stderr
