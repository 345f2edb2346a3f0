"""Delays as people write them."""

from datetime import timedelta

import pytest

from playbooks.delays import parse_delay


@pytest.mark.parametrize(
    ("written", "delay"),
    [
        ("5s", timedelta(seconds=5)),
        ("15m", timedelta(minutes=15)),
        ("2h", timedelta(hours=2)),
        ("1d", timedelta(days=1)),
        ("0m", timedelta(0)),
    ],
)
def test_a_number_and_a_letter_are_a_delay(written, delay):
    """Seconds, minutes, hours and days are all there is."""
    assert parse_delay(written) == delay


@pytest.mark.parametrize(
    "written", ["soon", "15", "m", "-5m", "1.5h", "15 m", "2w", "", "999999d", 15, 750, True, None]
)
def test_anything_else_is_refused_with_an_example(written):
    """The refusal shows the value and what would be right."""
    with pytest.raises(ValueError, match="is not a delay; write a number and m, h or d, like 15m") as error:
        parse_delay(written)

    assert repr(written) in str(error.value)
