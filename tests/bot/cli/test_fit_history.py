"""`triage fit-history`: from orders in the database to a prediction of the shop's own."""

import sys
from random import Random

import pytest

HEADER = "order_id,placed_at,total,currency,customer_email,sku,title,quantity,price"
NOW = "2026-03-10"

pytest.importorskip("scipy")


@pytest.fixture
def shop(triage, tmp_path):
    """Import a shop with so many customers, of whom every second comes back."""

    def make(customers):
        chance, rows = Random(4), [HEADER]
        for customer in range(customers):
            for order in range(1 + customer % 2 * chance.randint(1, 4)):
                placed, total = (
                    f"2025-{1 + (customer + 2 * order) % 12:02}-{chance.randint(1, 28):02}",
                    chance.randint(20, 60),
                )
                who = f"c{customer}@example.org"
                rows.append(f"{customer}-{order},{placed},{total},EUR,{who},A-1,Lamp,1,{total}")
        path = tmp_path / "orders.csv"
        path.write_text("\n".join(rows) + "\n")
        assert triage("import-orders", path).exit_code == 0

    return make


def test_a_shop_learns_from_its_own_customers(shop, triage):
    """The lines say how many taught it, and what a first order leads to."""
    shop(200)
    told = triage("fit-history", "--now", NOW)

    assert told.exit_code == 0, told.stderr
    lines = told.stdout.splitlines()
    assert lines[0] == "fitted on 200 customers, 100 of whom came back"
    assert lines[1].startswith("after a first order: ")
    assert lines[1].endswith(" EUR")


def test_fitting_again_changes_nothing(shop, triage):
    """The same orders at the same moment give the same parameters."""
    shop(150)

    assert triage("fit-history", "--now", NOW).stdout == triage("fit-history", "--now", NOW).stdout


def test_too_few_customers_are_told_how_many_it_takes(shop, triage):
    """One sentence, exit code 1, and nothing is kept."""
    shop(20)
    told = triage("fit-history", "--now", NOW)

    assert told.exit_code == 1
    assert told.stderr.startswith("20 customers with orders, 10 of whom came back: too few to fit; it takes 100 and 30")
    assert told.stdout == ""


def test_orders_after_the_moment_do_not_exist_yet(shop, triage):
    """Asked as of a time before the first order, there is nobody."""
    shop(150)

    assert triage("fit-history", "--now", "2024-01-01").stderr.startswith("0 customers with orders")


def test_without_scipy_it_says_what_to_install(shop, triage, monkeypatch):
    """A shop that runs the bot alone need not have it."""
    shop(150)
    monkeypatch.setitem(sys.modules, "scipy.optimize", None)
    told = triage("fit-history", "--now", NOW)

    assert told.exit_code == 1
    assert told.stderr.strip() == "fitting needs scipy, which is not installed; install triage-desk[train]"
