"""Dates as exports write them."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.shop.dates import DAY_FIRST, ISO, Dates, DayAndMonth
from bot.shop.parsed import ImportFormatError

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("cell", "moment"),
    [
        ("2026-03-01", (2026, 2, 28, 23, 0)),
        ("20260301", (2026, 2, 28, 23, 0)),
        ("2026-03-01 14:05", (2026, 3, 1, 13, 5)),
        ("2026-03-01T14:05:00+01:00", (2026, 3, 1, 13, 5)),
        ("2026-03-01T14:05:00Z", (2026, 3, 1, 14, 5)),
        ("2026-04-10 11:11:26 +0530", (2026, 4, 10, 5, 41, 26)),
        ("2026-04-10 11:11:26 UTC", (2026, 4, 10, 11, 11, 26)),
        ("2026/3/1 2:05 pm", (2026, 3, 1, 13, 5)),
        ("31.12.2025", (2025, 12, 30, 23, 0)),
        ("31.12.2025, 14:05", (2025, 12, 31, 13, 5)),
        ("01.02.26 9:30", (2026, 2, 1, 8, 30)),
        ("03/04/2026 12:00 AM", (2026, 4, 2, 22, 0)),
        ("1772370300", (2026, 3, 1, 13, 5)),
        ("1772370300000", (2026, 3, 1, 13, 5)),
    ],
)
def test_moments_are_read_as_they_are_written(cell, moment):
    """Without an offset it is the shop's own time."""
    assert Dates(BERLIN, day_first=True).read(cell) == datetime(*moment, tzinfo=UTC)


@pytest.mark.parametrize("cell", ["", "soon", "2026-13-01", "32.01.2026", "31/02/2026", "2026", "12", "13:00 PM"])
def test_what_is_no_date_is_named(cell):
    """With what would be right."""
    with pytest.raises(ValueError, match="is not a date; write it like 2026-03-01"):
        Dates(BERLIN).read(cell)


def test_the_forms_that_were_met_are_told():
    """The report says how dates were understood, and whether the shop's zone was needed."""
    dates = Dates(BERLIN, day_first=True)
    dates.read("2026-03-01T00:00:00Z")
    needed_before = dates.without_offset
    dates.read("31/12/2025")

    assert (needed_before, dates.without_offset) == (False, True)
    assert dates.forms == {ISO, DAY_FIRST}


@pytest.mark.parametrize(
    ("cells", "day_first"),
    [
        (["03/04/2026", "13/04/2026"], True),
        (["03/04/2026", "04/13/2026"], False),
        (["12/1/10 8:26", "12/13/10 9:02"], False),
        (["05/05/2026", "2026-03-01", "31.12.2025"], None),
    ],
)
def test_the_rest_of_the_file_tells_which_is_the_day(cells, day_first):
    """One number above 12 decides for all; where both are alike nothing needs deciding."""
    days = DayAndMonth()
    days.look(cells)

    assert days.decide() is day_first


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        (["03/04/2026"], "'03/04/2026' may have the day or the month first"),
        (["13/04/2026", "04/13/2026"], "contradict"),
    ],
)
def test_what_stays_open_is_not_guessed(cells, words):
    """A month's mistake in every date would be believed."""
    days = DayAndMonth()
    days.look(cells)

    with pytest.raises(ImportFormatError, match=words):
        days.decide()
