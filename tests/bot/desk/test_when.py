"""Times as agents write them."""

import re
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.desk.when import at_wall_time, read_when, tomorrow_morning

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
# A Sunday, 10:15 in Amsterdam.
NOW = datetime(2026, 11, 22, 9, 15, tzinfo=UTC)


def there(moment):
    return f"{moment.at.astimezone(AMSTERDAM):%d.%m.%Y %H:%M}"


@pytest.mark.parametrize(
    ("text", "delay"),
    [
        ("15m", timedelta(minutes=15)),
        ("15 m", timedelta(minutes=15)),
        ("15M", timedelta(minutes=15)),
        ("15 min", timedelta(minutes=15)),
        ("15 mins", timedelta(minutes=15)),
        ("15 minutes", timedelta(minutes=15)),
        ("2h", timedelta(hours=2)),
        ("1 hour", timedelta(hours=1)),
        ("2 hours", timedelta(hours=2)),
        ("2hrs", timedelta(hours=2)),
        ("3d", timedelta(days=3)),
        ("1 day", timedelta(days=1)),
        ("15м", timedelta(minutes=15)),
        ("15 мин", timedelta(minutes=15)),
        ("15 минут", timedelta(minutes=15)),
        ("1 минуту", timedelta(minutes=1)),
        ("2ч", timedelta(hours=2)),
        ("1 час", timedelta(hours=1)),
        ("2 часа", timedelta(hours=2)),
        ("5 часов", timedelta(hours=5)),
        ("1 день", timedelta(days=1)),
        ("2 дня", timedelta(days=2)),
        ("5 дней", timedelta(days=5)),
        ("9999d", timedelta(days=9999)),
    ],
)
def test_a_delay(text, delay):
    """English and Russian, short and written out; a delay names no wall time."""
    moment, rest = read_when(f"{text} call Anna", NOW, AMSTERDAM)

    assert (moment.at, moment.wall_time, rest) == (NOW + delay, None, "call Anna")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("18:30", "22.11.2026 18:30"),
        ("9:00", "23.11.2026 09:00"),
        ("10:15", "23.11.2026 10:15"),
        ("10:16", "22.11.2026 10:16"),
        ("0:00", "23.11.2026 00:00"),
        ("tomorrow 9:00", "23.11.2026 09:00"),
        ("Tomorrow  09:00", "23.11.2026 09:00"),
        ("завтра 9:00", "23.11.2026 09:00"),
        ("ЗАВТРА 23:59", "23.11.2026 23:59"),
        ("24.11. 10:00", "24.11.2026 10:00"),
        ("24.11 10:00", "24.11.2026 10:00"),
        ("1.3. 8:00", "01.03.2027 08:00"),
        ("22.11. 9:00", "22.11.2026 09:00"),
        ("31.12. 23:59", "31.12.2026 23:59"),
    ],
)
def test_a_time_of_day(text, expected):
    """In the shop's zone: the next such time, tomorrow's, or that of a date; the wall time is kept."""
    moment, rest = read_when(f"  {text}   call Anna ", NOW, AMSTERDAM)

    assert (there(moment), rest) == (expected, "call Anna")
    assert moment.wall_time is not None


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "'nothing' does not begin with a time; write 15m, 2h, 18:30, tomorrow 9:00 or 24.11. 10:00"),
        ("soon", "'soon' does not begin with a time"),
        ("call Anna 15m", "'call Anna 15m' does not begin with a time"),
        ("15", "'15' does not begin with a time"),
        ("15x", "'15x' does not begin with a time"),
        ("-5m", "'-5m' does not begin with a time"),
        ("99999m", "'99999m' does not begin with a time"),
        ("1m30", "'1m30' does not begin with a time"),
        ("24:00", "'24:00' is no time of day; write one like 18:30"),
        ("12:60", "'12:60' is no time of day"),
        ("18:3", "'18:3' does not begin with a time"),
        ("31.11. 10:00", "'31.11.' is no date; write day and month like 24.11."),
        ("24.13. 10:00", "'24.13.' is no date"),
        ("0.1. 10:00", "'0.1.' is no date"),
        ("x" * 500, f"'{'x' * 40}' does not begin with a time"),
    ],
)
def test_what_is_no_time_is_named_with_what_would_be_right(text, sentence):
    """The agent reads what was not understood, and an example that is."""
    with pytest.raises(ValueError, match=f"^{re.escape(sentence)}"):
        read_when(text, NOW, AMSTERDAM)


def test_a_leap_day_that_is_past():
    """The next year has none, and the sentence says so in our words."""
    with pytest.raises(ValueError, match=r"'29\.2\.' is no date; write day and month"):
        read_when("29.2. 10:00", datetime(2028, 11, 22, tzinfo=UTC), AMSTERDAM)


@pytest.mark.parametrize(
    ("local", "expected"),
    [
        ("2026-03-29T01:59", datetime(2026, 3, 29, 0, 59, tzinfo=UTC)),
        ("2026-03-29T02:30", datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),  # does not exist: 3:30
        ("2026-03-29T03:30", datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),
        ("2026-10-25T02:30", datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),  # exists twice: the first
        ("2026-10-25T03:30", datetime(2026, 10, 25, 2, 30, tzinfo=UTC)),
    ],
)
def test_wall_times_around_the_change_of_clocks(local, expected):
    """A time that is skipped moves on to the next that exists; one that comes twice is meant the first time."""
    moment = at_wall_time(datetime.fromisoformat(local), AMSTERDAM)

    assert (moment.at, moment.wall_time) == (expected, local)


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (datetime(2026, 3, 28, 12, tzinfo=UTC), datetime(2026, 3, 29, 7, tzinfo=UTC)),
        (datetime(2026, 10, 24, 12, tzinfo=UTC), datetime(2026, 10, 25, 8, tzinfo=UTC)),
        (datetime(2026, 11, 22, 22, 30, tzinfo=UTC), datetime(2026, 11, 23, 8, tzinfo=UTC)),
        (datetime(2026, 11, 22, 23, 30, tzinfo=UTC), datetime(2026, 11, 24, 8, tzinfo=UTC)),
    ],
)
def test_tomorrow_morning_is_nine_in_the_shop(now, expected):
    """Nine o'clock of the shop's next day, before and after a change of clocks, and past its midnight."""
    assert tomorrow_morning(now, AMSTERDAM).at == expected


def test_another_hour_may_be_the_opening():
    """Nine is only the default."""
    assert there(tomorrow_morning(NOW, AMSTERDAM, time(8, 30))) == "23.11.2026 08:30"
