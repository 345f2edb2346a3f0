"""`triage import-orders` and `triage profile`: purchase history in, and what it says."""

from bot.cli.orders import bad_lines
from bot.shop.tables import BadRow
from bot.storage.migrate import migrate_now

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
        "3 orders: 3 new, 0 brought up to date, 0 unchanged",
        "2 customers: 2 new, 0 known before",
    ]
    assert again.stdout.splitlines()[0] == "3 orders: 0 new, 0 brought up to date, 3 unchanged"


def test_a_dry_run_touches_nothing(triage, tmp_path):
    """It says what would happen, and there is still no database."""
    told = triage("import-orders", a_file(tmp_path, *ROWS), "--dry-run")

    assert told.exit_code == 0
    assert told.stdout.splitlines()[0] == "3 orders: 3 would be new, 0 would be brought up to date, 0 unchanged"
    assert not (tmp_path / "data").exists()


def test_bad_rows_are_listed_and_the_rest_comes_in(triage, tmp_path):
    """Each with its line and what would be right; the exit code tells that something was left out."""
    told = triage("import-orders", a_file(tmp_path, ROWS[0], ROWS[1].replace("19.90,EUR", "oops,EUR"), ROWS[2]))

    assert told.exit_code == 1
    assert told.stderr.startswith("orders.csv, line 3: total 'oops' is not a sum")
    assert told.stdout.startswith("2 orders: 2 new")


def test_a_screen_shows_the_first_and_counts_the_rest():
    """A file read wrongly as a whole has one cause, not forty thousand; a redirected list has them all."""
    bad = [BadRow(line, "no sum") for line in range(2, 62)]
    shown, kept = (bad_lines("orders.csv", bad, shortly=shortly) for shortly in (True, False))

    assert len(kept) == 60
    assert len(shown) == 51
    assert shown[-1].startswith("... and 10 more")


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
