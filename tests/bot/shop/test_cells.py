"""What stands in one cell."""

from decimal import Decimal

import pytest

from bot.shop.cells import find_status, know_currency, read_money, read_quantity, told


@pytest.mark.parametrize(
    ("cell", "amount"),
    [
        ("1234.5", "1234.5"),
        ("1234,5", "1234.5"),
        ("1.234,50", "1234.50"),
        ("1,234.50", "1234.50"),
        ("1 234,50", "1234.50"),
        ("1\u00a0234,50 €", "1234.50"),
        ("1,234", "1234"),
        ("1.234.567", "1234567"),
        ("0.125", "0.125"),
        ("12", "12"),
    ],
)
def test_sums_are_read_as_people_write_them(cell, amount):
    """Point or comma, groups or none."""
    assert read_money(cell) == Decimal(amount)


@pytest.mark.parametrize(
    ("cell", "mark", "amount"),
    [("1.234", ".", "1.234"), ("1,234", ",", "1.234"), ("1.234", ",", "1234"), ("1.234.567", ".", "1234567")],
)
def test_three_decimals_are_known_by_the_rest_of_the_file(cell, mark, amount):
    """Where the file has the same mark before other decimals."""
    assert read_money(cell, mark) == Decimal(amount)


@pytest.mark.parametrize(("cell", "pieces"), [("", 1), ("2", 2), ("2.0", 2), ("1,000", 1000), ("-3", -3)])
def test_pieces_are_whole(cell, pieces):
    """Below zero they went back."""
    assert read_quantity(cell) == pieces


@pytest.mark.parametrize(
    ("cell", "code"), [("eur", ("EUR", True)), ("€", ("EUR", True)), ("XQZ", ("XQZ", False)), ("$", ("$", False))]
)
def test_currencies_are_known_or_kept(cell, code):
    """A dollar may be of many countries."""
    assert know_currency(cell) == code


@pytest.mark.parametrize(
    ("cell", "status"), [("wc-on-hold", "unpaid"), ("Partially refunded", "partially_refunded"), ("lost", None)]
)
def test_a_shops_words_for_a_status(cell, status):
    """Case, blanks and prefixes do not matter; a word of the shop's own is not guessed."""
    assert find_status(cell) == status


@pytest.mark.parametrize(("cell", "word"), [("NA", ""), ("null", ""), ("\\N", ""), ("Nadia", "Nadia")])
def test_nothing_is_spelt_in_many_ways(cell, word):
    """By statistics programs and databases."""
    assert told(cell) == word
