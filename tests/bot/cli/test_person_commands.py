"""`triage export` and `triage forget`: a person's rights from the command line."""

import json

import pytest

ORDERS = """order_id,order_date,customer_email,customer_name,currency,total,sku,title,quantity,price
1,2026-03-01,anna@example.org,Anna Devries,EUR,20.00,NL-1,Lamp,1,20.00
2,2026-03-02,bob@example.org,Bob,EUR,30.00,NL-2,Rope,1,30.00
"""


@pytest.fixture
def sold(triage, tmp_path):
    """Anna and Bob bought something."""
    file = tmp_path / "orders.csv"
    file.write_text(ORDERS)
    taken = triage("import-orders", file)

    assert taken.exit_code == 0, taken.stderr
    return file


def test_export_prints_everything_held(triage, sold):
    """As JSON that a person can read."""
    told = triage("export", "anna@example.org")
    found = json.loads(told.stdout)

    assert found["person"][0]["first_name"] == "Anna"
    assert [order["number"] for order in found["orders"]] == ["1"]
    assert "bob" not in told.stdout.lower()


def test_export_writes_a_file(triage, sold, tmp_path):
    """Nothing of it appears on the screen."""
    told = triage("export", "anna@example.org", "--out", tmp_path / "anna.json")

    assert (told.exit_code, told.stdout) == (0, "")
    assert (
        json.loads((tmp_path / "anna.json").read_text(encoding="utf-8"))["known_by"][0]["value"] == "anna@example.org"
    )


def test_a_file_that_cannot_be_written_is_told(triage, sold, tmp_path):
    """With what would be right."""
    told = triage("export", "anna@example.org", "--out", tmp_path / "nowhere" / "anna.json")

    assert told.exit_code == 1
    assert "cannot be written" in told.stderr


def test_forget_only_shows_until_it_is_told_yes(triage, sold):
    """What cannot be taken back takes a second look."""
    shown = triage("forget", "anna@example.org")
    still = triage("export", "anna@example.org")

    assert "would be erased: Anna Devries" in shown.stdout
    assert "--yes" in shown.stdout
    assert still.exit_code == 0


def test_forget_erases_and_an_import_brings_nobody_back(triage, sold):
    """The same file again: its order is counted, the person is not."""
    erased = triage("forget", "anna@example.org", "--yes")
    gone = triage("export", "anna@example.org")
    again = triage("import-orders", sold)
    after = triage("export", "anna@example.org")

    assert erased.exit_code == 0
    assert "anna" not in erased.stdout.lower()
    assert (gone.exit_code, after.exit_code) == (1, 1)
    assert "erased persons: 1 orders" in again.stdout
    assert triage("export", "bob@example.org").exit_code == 0


@pytest.mark.parametrize("command", ["export", "forget"])
def test_who_is_not_known_is_told(triage, sold, command):
    """Nothing is guessed."""
    told = triage(command, "eve@example.org")

    assert told.exit_code == 1
    assert "nobody is known by 'eve@example.org'" in told.stderr
