"""A person is found again however the address was typed."""

import pytest

from bot.shop.contacts import country_code, national_digits, normalise_email, normalise_phone


@pytest.mark.parametrize(
    ("typed", "kept"),
    [(" Anna@Example.ORG ", "anna@example.org"), ("a+b@x.org", "a+b@x.org"), ("", None), ("  ", None)],
)
def test_addresses_are_trimmed_and_lowered(typed, kept):
    """Nothing written is nothing known."""
    assert normalise_email(typed) == kept


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("+31 6 1200-0101", "+31612000101"),
        ("+31 (0)6 1200 0101", "+31612000101"),
        ("0031 (6) 1200.0101", "+31612000101"),
        ("'+31612000101", "+31612000101"),
        ("06/12000101", "0612000101"),
        ("", None),
    ],
)
def test_numbers_keep_their_digits(typed, kept):
    """A national number stays national: the country is not guessed."""
    assert normalise_phone(typed) == kept


@pytest.mark.parametrize(
    ("typed", "country", "kept"),
    [
        ("06/12000101", "NL", "+31612000101"),
        ("020 555 0123", "NL", "+31205550123"),
        ("8 (912) 345-67-89", "RU", "+79123456789"),
        ("31612000101", "NL", "+31612000101"),
        ("+31612000101", "DE", "+31612000101"),
        ("5550123", "US", "5550123"),
        ("0612000101", "XX", "0612000101"),
    ],
)
def test_a_country_makes_a_number_international(typed, country, kept):
    """What cannot be a number there stays as it was written: half a number is nobody's."""
    assert normalise_phone(typed, country) == kept
    assert national_digits(typed) in {kept, typed.translate(str.maketrans("", "", " ()-/"))}


@pytest.mark.parametrize(
    ("name", "code"),
    [("nl", "NL"), ("United Kingdom", "GB"), ("uk", "GB"), ("EIRE", "IE"), ("Netherlands", "NL"), ("Atlantis", None)],
)
def test_countries_are_known_by_code_and_name(name, code):
    """Exports write either."""
    assert country_code(name) == code


@pytest.mark.parametrize("typed", ["anna", "a@b@c", "a b@x.org", "@x.org"])
def test_what_is_no_address_is_refused(typed):
    """The error shows an example."""
    with pytest.raises(ValueError, match=r"write it like anna@example\.org"):
        normalise_email(typed)


@pytest.mark.parametrize("typed", ["12345", "+1234567890123456", "call me", "6,12E+09"])
def test_what_is_no_number_is_refused(typed):
    """Neither an extension nor what a spreadsheet made of a number."""
    with pytest.raises(ValueError, match=r"write it like \+31"):
        normalise_phone(typed)
